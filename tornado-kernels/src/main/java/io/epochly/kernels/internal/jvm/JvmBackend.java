package io.epochly.kernels.internal.jvm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import io.epochly.kernels.SplitReport;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.internal.ir.Effects;
import io.epochly.kernels.internal.ir.InPlace;
import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.internal.ir.Verifier;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Turns a kernel into a hidden class. */
public final class JvmBackend {
  /** HotSpot does not compile methods of more bytes than this. */
  private static final int HUGE_METHOD = 8000;

  private static final ClassDesc SUPER = KernelCode.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_Object,
          Poll.class.describeConstable().orElseThrow(),
          CD_Object.arrayType(),
          Cores.class.describeConstable().orElseThrow());

  private static final MethodTypeDesc PART =
      MethodTypeDesc.of(
          CD_Object.arrayType(),
          CD_int,
          CD_Object.arrayType(),
          CD_long,
          CD_long,
          Activation.class.describeConstable().orElseThrow());

  /** Compiles a kernel as it stands; as {@link #compile(Passes.Passed)}. */
  public CompiledKernel compile(Kernel kernel) {
    return compile(new Passes.Passed(kernel, kernel, List.of()));
  }

  /**
   * @throws UnsupportedKernelException when the kernel is too large to be worth it
   */
  public CompiledKernel compile(Passes.Passed passed) {
    Kernel kernel = passed.kernel();
    long start = System.nanoTime();
    Code code = new Code(kernel, true);
    int[] stored = Effects.stored(kernel).stream().mapToInt(ArrayParam::index).toArray();
    return new Compiled(
        passed.source(),
        kernel,
        passed.loops(),
        code,
        new Strided(kernel),
        stored,
        System.nanoTime() - start);
  }

  /**
   * @param close whether elements of buffers are next to each other along the last axis
   */
  static KernelCode code(Kernel kernel, boolean close) {
    List<BailOut> sites = new ArrayList<>();
    byte[] bytes = bytes(kernel, sites, close);
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(bytes, sites.toArray(new BailOut[0]), true);
      KernelCode code = (KernelCode) lookup.lookupClass().getDeclaredConstructor().newInstance();
      code.splitAt(SplitSite.of(kernel));
      return code;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated code of kernel " + kernel.name(), e);
    }
  }

  /** What a kernel runs by. */
  private record Code(KernelCode code, InPlaceCode inPlace) {
    /**
     * @param close whether elements of buffers are next to each other along the last axis
     */
    Code(Kernel kernel, boolean close) {
      this(JvmBackend.code(Passes.apart(kernel), close), new InPlaceCode(kernel, close));
    }

    List<SplitReport> splits() {
      List<SplitReport> reports = new ArrayList<>(code.splits());
      reports.addAll(inPlace.splits());
      return reports;
    }
  }

  /** The code for buffers whose elements have gaps between them, made when it is needed. */
  private static final class Strided {
    private final Kernel kernel;

    /** Those among the parameters that are buffers. */
    private final ArrayParam[] buffers;

    private volatile @Nullable Code made;

    Strided(Kernel kernel) {
      this.kernel = kernel;
      this.buffers =
          kernel.params().stream()
              .filter(ArrayParam.class::isInstance)
              .map(ArrayParam.class::cast)
              .filter(param -> param.type().storage().isBuffer())
              .toArray(ArrayParam[]::new);
    }

    /** Whether some of these are such buffers. */
    boolean isMeant(Object[] operands) {
      for (ArrayParam buffer : buffers) {
        ArrayType type = buffer.type();
        long[] strides = ((ArrayArg) operands[buffer.index()]).strides;
        if (strides[type.rank() - 1] != type.storage().bytes()) {
          return true;
        }
      }
      return false;
    }

    Code code() {
      Code code = made;
      if (code == null) {
        try {
          code = new Code(kernel, false);
        } catch (UnsupportedKernelException e) {
          // It is a little larger than the other, which just was not too large.
          throw new BailOut(BailReason.GAPS, Position.NONE, -1);
        }
        // Of two threads that make one, either is as good.
        made = code;
      }
      return code;
    }

    List<SplitReport> splits() {
      Code code = made;
      return code == null ? List.of() : code.splits();
    }
  }

  /** The code that works in place, made when it is first worth it. */
  private static final class InPlaceCode {
    /** Shorter arrays are copied sooner than it takes to find out that they need not be. */
    private static final int WORTH_IT = Integer.getInteger("epochly.kernels.inPlaceFrom", 4096);

    private static final int TRIES = 4;

    private final Kernel kernel;
    private final boolean close;
    private volatile @Nullable Optional<KernelCode> code;
    private volatile int bailOutsInARow;

    InPlaceCode(Kernel kernel, boolean close) {
      this.kernel = kernel;
      this.close = close;
    }

    /** The code for operands like these. */
    Optional<KernelCode> worthIt(Object[] operands, int[] stored) {
      Optional<KernelCode> known = code;
      if (known != null && known.isEmpty()) {
        return known;
      }
      long elements = 0;
      for (int index : stored) {
        elements += Transaction.elements(((ArrayArg) operands[index]).base);
      }
      if (elements < WORTH_IT) {
        return Optional.empty();
      }
      if (known == null) {
        known = made();
        code = known;
      }
      return known.isPresent() && hasStack() ? known : Optional.empty();
    }

    /** How the loops of this code that run in pieces did so far. */
    List<SplitReport> splits() {
      Optional<KernelCode> known = code;
      return known != null && known.isPresent() ? known.get().splits() : List.of();
    }

    /** What keeps bailing out is work done twice, and not tried any more. */
    void ended(boolean done) {
      if (done) {
        if (bailOutsInARow != 0) {
          bailOutsInARow = 0;
        }
      } else if (++bailOutsInARow >= TRIES) {
        code = Optional.empty();
      }
    }

    private Optional<KernelCode> made() {
      try {
        Optional<Kernel> inPlace = InPlace.of(kernel);
        inPlace.ifPresent(Verifier::verify);
        return inPlace.map(found -> JvmBackend.code(found, close));
      } catch (UnsupportedKernelException e) {
        return Optional.empty();
      }
    }

    /**
     * Whether a routine that the code calls finds room: a stack that ends there cannot be undone.
     */
    private static boolean hasStack() {
      try {
        return deeper(512) >= 0;
      } catch (StackOverflowError _) {
        return false;
      }
    }

    private static int deeper(int levels) {
      return levels == 0 ? 0 : deeper(levels - 1) + 1;
    }
  }

  /** The class file; its bail-outs go into the list. */
  static byte[] bytes(Kernel kernel, List<BailOut> sites, boolean close) {
    byte[] bytes;
    try {
      bytes = build(kernel, sites, close);
    } catch (IllegalArgumentException e) {
      // No method has 64 KiB; the class file API tells by its message only.
      if (e.getMessage() != null && e.getMessage().startsWith("Code length")) {
        throw new UnsupportedKernelException(
            "the function is too large: more code than a method of the JVM can have; split it");
      }
      throw e;
    }
    int size = largest(ClassFile.of().parse(bytes));
    if (size > HUGE_METHOD) {
      throw new UnsupportedKernelException(
          "the function is too large: "
              + size
              + " bytes of code, of which the JVM compiles at most "
              + HUGE_METHOD
              + "; split it");
    }
    return bytes;
  }

  private static byte[] build(Kernel kernel, List<BailOut> sites, boolean close) {
    return ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS)
        .build(
            KernelCode.GENERATED,
            cls -> {
              LaneLoops laneLoops = new LaneLoops(loop -> laneCode(kernel, loop, close));
              List<Stmt.Split> splits = new ArrayList<>();
              AtomicBoolean polls = new AtomicBoolean(!kernel.functions().isEmpty());
              cls.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                  .withSuperclass(SUPER)
                  .withMethodBody(
                      "<init>",
                      MethodTypeDesc.of(CD_void),
                      0,
                      init ->
                          init.aload(0)
                              .invokespecial(SUPER, "<init>", MethodTypeDesc.of(CD_void))
                              .return_())
                  .withMethodBody(
                      "run",
                      RUN,
                      0,
                      body -> {
                        // A body is built twice when branches prove too long for one try.
                        sites.clear();
                        laneLoops.cutTo(0);
                        splits.clear();
                        if (new CodeGenerator(kernel, body, sites, laneLoops, splits, close)
                            .generate()) {
                          polls.set(true);
                        }
                      });
              for (Function function : kernel.functions()) {
                int first = sites.size();
                int firstLoop = laneLoops.size();
                cls.withMethodBody(
                    Descriptors.methodName(kernel, function.callee()),
                    Descriptors.type(function),
                    ClassFile.ACC_STATIC,
                    body -> {
                      sites.subList(first, sites.size()).clear();
                      laneLoops.cutTo(firstLoop);
                      new CodeGenerator(kernel, body, sites, laneLoops, splits, close)
                          .generate(function);
                    });
              }
              List<LaneLoop> loops = laneLoops.loops();
              for (int i = 0; i < loops.size(); i++) {
                lanes(kernel, loops.get(i), LaneLoops.name(i), cls, close);
              }
              if (!splits.isEmpty()) {
                cls.withMethodBody(
                    "part", PART, 0, body -> CodeGenerator.parts(kernel, splits, body));
              }
              cls.withMethodBody(
                  "polls",
                  MethodTypeDesc.of(CD_boolean),
                  0,
                  body -> body.loadConstant(polls.get() ? 1 : 0).ireturn());
            });
  }

  private static void lanes(
      Kernel kernel, LaneLoop loop, String name, ClassBuilder cls, boolean close) {
    cls.withMethodBody(
        name,
        Descriptors.type(loop),
        ClassFile.ACC_STATIC,
        body ->
            new CodeGenerator(kernel, body, List.of(), LaneLoops.none(), List.of(), close)
                .generate(loop));
  }

  /** The class file of nothing but a loop. */
  private static byte[] laneCode(Kernel kernel, LaneLoop loop, boolean close) {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(KernelCode.GENERATED, cls -> lanes(kernel, loop, LaneLoops.name(0), cls, close));
  }

  /** The size of the largest method. */
  private static int largest(ClassModel model) {
    int largest = 0;
    for (MethodModel method : model.methods()) {
      largest = Math.max(largest, ((CodeAttribute) method.code().orElseThrow()).codeLength());
    }
    return largest;
  }

  private record Compiled(
      Kernel source,
      Kernel ir,
      List<LoopReport> loops,
      Code close,
      Strided strided,
      int[] stored,
      long compileNanos)
      implements CompiledKernel {
    @Override
    public List<SplitReport> splits() {
      List<SplitReport> reports = new ArrayList<>(close.splits());
      reports.addAll(strided.splits());
      return List.copyOf(reports);
    }

    @Override
    public boolean polls() {
      return close.code().polls();
    }

    @Override
    public boolean stores(int parameter) {
      return Arrays.binarySearch(stored, parameter) >= 0;
    }

    @Override
    public Object invoke(Poll poll, Object[] operands, Cores cores) {
      Code chosen = strided.isMeant(operands) ? strided.code() : close;
      KernelCode code = chosen.code();
      InPlaceCode inPlace = chosen.inPlace();
      if (stored.length == 0) {
        return code.run(poll, operands, cores);
      }
      Optional<KernelCode> quick = inPlace.worthIt(operands, stored);
      if (quick.isPresent()) {
        try {
          // It polls nothing while its stores could not be undone.
          Object result = quick.get().run(RequestedPoll.NEVER, operands, cores);
          inPlace.ended(true);
          return result;
        } catch (BailOut _) {
          // Nothing is stored yet: the kernel itself finds out what there is to tell.
          inPlace.ended(false);
        }
      }
      Transaction transaction = Transaction.begin(operands, stored);
      boolean done = false;
      try {
        Object result = code.run(poll, operands, cores);
        done = true;
        return result;
      } finally {
        if (!done) {
          transaction.rollback();
        }
      }
    }
  }
}
