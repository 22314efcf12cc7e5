package io.epochly.kernels.internal.jvm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.internal.ir.Bounds;
import io.epochly.kernels.internal.ir.Lanes;
import io.epochly.kernels.internal.ir.Uses;
import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.ir.Views;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emits the body of {@link KernelCode#run} for one kernel.
 *
 * <p>Locals: 0 this, 1 poll, 2 operands, 3 cores, then the parameters' parts, then the variables. A
 * function of the kernel is a static method of its own, whose locals are its arguments, the
 * activation, then the parts of those parameters of the kernel that it uses, then its variables. A
 * check that fails branches to a stub of its own behind the code, where the operand stack is
 * whatever it was at the check: the stub only throws.
 */
final class CodeGenerator {
  private static final ClassDesc ARRAY_ARG = desc(ArrayArg.class);
  private static final ClassDesc RUNTIME_EXCEPTION = desc(RuntimeException.class);
  private static final ClassDesc POLL = desc(Poll.class);
  private static final ClassDesc CORES = desc(Cores.class);
  private static final ClassDesc ARITHMETIC_EXCEPTION = desc(ArithmeticException.class);
  private static final ClassDesc BAIL_OUT = desc(BailOut.class);
  private static final ClassDesc KERNEL_CODE = desc(KernelCode.class);
  private static final ClassDesc BOUNDS = desc(Bounds.class);
  private static final ClassDesc INTS = desc(Ints.class);
  private static final ClassDesc FLOATS = desc(Floats.class);
  private static final ClassDesc INT_FUNCTIONS = desc(IntFunctions.class);
  private static final ClassDesc BUFFERS = desc(Buffers.class);
  private static final ClassDesc MEMORY = desc(Memory.class);
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc LISTS = desc(Lists.class);
  private static final ClassDesc ACTIVATION = desc(Activation.class);
  private static final ClassDesc COMPOUND = desc(CompoundValue.class);
  private static final ClassDesc COMPLEX = desc(Complex.class);
  private static final ClassDesc ROWS = desc(Lists.Rows.class);
  private static final ClassDesc ROW_SETS = desc(RowSets.class);
  private static final ClassDesc STRIPS = desc(Strips.class);
  private static final ClassDesc STRIP_FUNCTIONS = desc(StripFunctions.class);
  private static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();
  private static final ClassDesc MATH = desc(Math.class);
  private static final ClassDesc LONG = desc(Long.class);
  private static final ClassDesc DOUBLE = desc(Double.class);
  private static final ClassDesc BOOLEAN = desc(Boolean.class);
  private static final DynamicConstantDesc<BailOut[]> SITES =
      DynamicConstantDesc.ofNamed(
          ConstantDescs.BSM_CLASS_DATA, ConstantDescs.DEFAULT_NAME, BAIL_OUT.arrayType());
  private static final MethodTypeDesc DD_D = MethodTypeDesc.of(CD_double, CD_double, CD_double);
  private static final MethodTypeDesc D_D = MethodTypeDesc.of(CD_double, CD_double);
  private static final MethodTypeDesc JJ_J = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  private static final MethodTypeDesc J_J = MethodTypeDesc.of(CD_long, CD_long);

  /** Where the method {@code run} has the cores. */
  private static final int CORES_SLOT = 3;

  private final Kernel kernel;
  private final CodeBuilder code;
  private final List<BailOut> sites;
  private final LaneLoops laneLoops;
  private final List<Stmt.Split> splits;
  private Map<Var, Integer> reads = Map.of();
  private final List<Runnable> stubs = new ArrayList<>();
  private final Map<Var, Integer> slots = new HashMap<>();
  private final Map<ArrayParam, ArraySlots> arrays = new HashMap<>();
  private final Map<ArrayVar, Integer> arrayVars = new HashMap<>();

  /** The slots of an array's views, and how many it needs. */
  private final Map<ArrayRef, List<Integer>> views = new HashMap<>();

  private Map<ArrayRef, Integer> viewed = Map.of();

  /** The arrays of which the body loads or stores elements. */
  private Set<ArrayRef> elementsUsed = Set.of();

  private final Map<Strip, Integer> strips = new HashMap<>();
  private final Map<Label, Targets> targets = new HashMap<>();

  /** Counters that live in an int slot while their loop is written. */
  private final Map<Var, Integer> narrow = new HashMap<>();

  /** What lives in 32 bits, of the body that is written. */
  private SmallValues small = new SmallValues(List.of(), Set.of());

  private int fuel;
  private int poll = 1;
  private int operands = 2;
  private int activation = -1;

  /** The function whose body is written, or null for the kernel's own. */
  private @Nullable Function function;

  /** Where the parts of an array argument are kept; which of them depends on the storage. */
  private record ArraySlots(
      int base, int length, int lengths, int offset, int[] shape, int[] strides) {}

  private record Targets(java.lang.classfile.Label onBreak, java.lang.classfile.Label onContinue) {}

  /**
   * @param sites gets the bail-out of each site, in the order of the indices in the code
   * @param laneLoops gets the loops over lanes that are to become methods
   * @param splits gets the loops that run in pieces, in the order of their numbers in the code
   */
  CodeGenerator(
      Kernel kernel,
      CodeBuilder code,
      List<BailOut> sites,
      LaneLoops laneLoops,
      List<Stmt.Split> splits) {
    this.splits = splits;
    this.laneLoops = laneLoops;
    this.kernel = kernel;
    this.code = code;
    this.sites = sites;
  }

  /** Writes the kernel's own body. */
  void generate() {
    fuel();
    viewed = Views.of(kernel.body());
    elementsUsed = Uses.elements(kernel.body());
    reads = Variables.reads(kernel.body());
    for (int i = 0; i < kernel.params().size(); i++) {
      parameter(i);
    }
    if (!kernel.functions().isEmpty()) {
      activation = code.allocateLocal(TypeKind.REFERENCE);
      code.new_(ACTIVATION)
          .dup()
          .aload(poll)
          .aload(operands)
          .invokespecial(
              ACTIVATION, "<init>", MethodTypeDesc.of(CD_void, POLL, CD_Object.arrayType()))
          .astore(activation);
    }
    smallOf(kernel.body());
    declareAll(kernel.body());
    statements(kernel.body());
    code.aconst_null().areturn();
    stubs.forEach(Runnable::run);
  }

  /** Writes a function. */
  void generate(Function written) {
    function = written;
    int slot = 0;
    for (Var var : written.scalars()) {
      slots.put(var, code.parameterSlot(slot++));
    }
    for (ArrayVar var : written.lists()) {
      arrayVars.put(var, code.parameterSlot(slot++));
    }
    activation = code.parameterSlot(slot);
    code.aload(activation).invokevirtual(ACTIVATION, "burn", MethodTypeDesc.of(CD_void));
    poll = code.allocateLocal(TypeKind.REFERENCE);
    operands = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(activation).getfield(ACTIVATION, "poll", POLL).astore(poll);
    code.aload(activation).getfield(ACTIVATION, "operands", CD_Object.arrayType()).astore(operands);
    fuel();
    viewed = Views.of(written.body());
    elementsUsed = Uses.elements(written.body());
    reads = Variables.reads(written.body());
    Set<Param> used = Uses.of(kernel, written.body());
    for (int i = 0; i < kernel.params().size(); i++) {
      if (used.contains(kernel.params().get(i))) {
        parameter(i);
      }
    }
    smallOf(written.body());
    declareAll(written.body());
    statements(written.body());
    // Behind a body that does not end by itself.
    if (written.scalarResults().isEmpty() && written.listResults().isEmpty()) {
      returnNothing();
    } else {
      code.aconst_null().athrow();
    }
    stubs.forEach(Runnable::run);
  }

  private void fuel() {
    fuel = code.allocateLocal(TypeKind.INT);
    code.loadConstant(KernelCode.CHUNK).istore(fuel);
  }

  private void parameter(int i) {
    switch (kernel.params().get(i)) {
      case Param.Scalar scalar -> {
        code.aload(operands).loadConstant(i).aaload();
        unbox(scalar.type());
        code.storeLocal(kind(scalar.type()), declare(scalar.var()));
      }
      case ArrayParam array -> unpack(array, i);
      case Param.Opaque _ -> {}
    }
  }

  /** The type of the method that a function becomes. */
  static MethodTypeDesc type(Function function) {
    List<ClassDesc> parameters = new ArrayList<>();
    function.scalars().forEach(var -> parameters.add(primitive(var.type())));
    function.lists().forEach(var -> parameters.add(list(var.type())));
    parameters.add(ACTIVATION);
    return MethodTypeDesc.of(resultType(function), parameters);
  }

  private static ClassDesc resultType(Function function) {
    return switch (function.scalarResults().size() + function.listResults().size()) {
      case 0 -> CD_void;
      case 1 ->
          function.listResults().isEmpty()
              ? primitive(function.scalarResults().getFirst())
              : list(function.listResults().getFirst());
      default -> CD_Object.arrayType();
    };
  }

  /** The name of the method that a function becomes. */
  static String methodName(Kernel kernel, Callee callee) {
    for (int i = 0; i < kernel.functions().size(); i++) {
      if (kernel.functions().get(i).callee() == callee) {
        return "function" + i;
      }
    }
    throw new IllegalStateException("no function " + callee);
  }

  private void invoke(Stmt.Invoke s) {
    Function target = kernel.function(s.callee()).orElseThrow();
    if (s.frames() > 0) {
      code.aload(activation).loadConstant(s.frames());
      checkedCall(
          ACTIVATION,
          "enter",
          MethodTypeDesc.of(CD_void, ACTIVATION, CD_int),
          BailReason.DEPTH,
          s.position());
    }
    s.scalars().forEach(this::expression);
    s.lists().forEach(list -> code.aload(slots(list)));
    code.aload(activation)
        .invokestatic(KernelCode.GENERATED, methodName(kernel, s.callee()), type(target));
    List<Var> scalars = s.scalarResults();
    List<ArrayVar> lists = s.listResults();
    if (scalars.size() + lists.size() > 1) {
      int all = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(all);
      for (int i = 0; i < scalars.size(); i++) {
        code.aload(all).loadConstant(i).aaload();
        unbox(scalars.get(i).type());
        code.storeLocal(kind(scalars.get(i).type()), slots.get(scalars.get(i)));
      }
      for (int i = 0; i < lists.size(); i++) {
        code.aload(all).loadConstant(scalars.size() + i).aaload();
        code.checkcast(list(lists.get(i).type())).astore(slots(lists.get(i)));
      }
    } else {
      scalars.forEach(var -> code.storeLocal(kind(var.type()), slots.get(var)));
      lists.forEach(list -> code.astore(slots(list)));
    }
    if (s.frames() > 0) {
      code.aload(activation)
          .loadConstant(s.frames())
          .invokevirtual(ACTIVATION, "leave", MethodTypeDesc.of(CD_void, CD_int));
    }
  }

  /** Has the base class run the pieces; each comes back through {@link KernelCode#part}. */
  private void split(Stmt.Split s) {
    int site = splits.size();
    splits.add(s);
    code.aload(0).loadConstant(site).aload(CORES_SLOT);
    expression(s.start());
    expression(s.stop());
    code.loadConstant(s.step());
    expression(s.work());
    code.loadConstant(s.scalars().size() + s.lists().size()).anewarray(CD_Object);
    for (int i = 0; i < s.scalars().size(); i++) {
      code.dup().loadConstant(i);
      expression(s.scalars().get(i));
      box(s.scalars().get(i).type());
      code.aastore();
    }
    for (int i = 0; i < s.lists().size(); i++) {
      code.dup().loadConstant(s.scalars().size() + i);
      code.aload(slots(s.lists().get(i))).aastore();
    }
    code.aload(poll).aload(operands);
    int bailSite = site(BailReason.OVERFLOW, s.position(), -1);
    java.lang.classfile.Label start = code.newBoundLabel();
    code.invokevirtual(
        KERNEL_CODE,
        "split",
        MethodTypeDesc.of(
            CD_Object.arrayType(),
            CD_int,
            CORES,
            CD_long,
            CD_long,
            CD_long,
            CD_long,
            CD_Object.arrayType(),
            POLL,
            CD_Object.arrayType()));
    java.lang.classfile.Label end = code.newBoundLabel();
    java.lang.classfile.Label handler = code.newLabel();
    // Sums of pieces that leave 64 bits; whatever else is thrown passes.
    code.exceptionCatch(start, end, handler, ARITHMETIC_EXCEPTION);
    stubs.add(
        () -> code.labelBinding(handler).pop().ldc(SITES).loadConstant(bailSite).aaload().athrow());
    if (s.results().isEmpty() && s.sums().isEmpty()) {
      code.pop();
      return;
    }
    int all = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(all);
    for (int i = 0; i < s.results().size(); i++) {
      Var var = s.results().get(i);
      code.aload(all).loadConstant(i).aaload();
      unbox(var.type());
      code.storeLocal(kind(var.type()), slots.get(var));
    }
    for (int i = 0; i < s.sums().size(); i++) {
      ArrayVar list = s.sums().get(i);
      code.aload(all).loadConstant(s.results().size() + i).aaload();
      code.checkcast(list(list.type())).astore(slots(list));
    }
  }

  /** Writes the method that calls the functions of the loops that are split, by their number. */
  static void parts(Kernel kernel, List<Stmt.Split> splits, CodeBuilder code) {
    CodeGenerator writer = new CodeGenerator(kernel, code, List.of(), LaneLoops.none(), List.of());
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    java.lang.classfile.Label none = code.newLabel();
    code.iload(1).lookupswitch(none, cases);
    for (int i = 0; i < splits.size(); i++) {
      code.labelBinding(cases.get(i).target());
      writer.part(splits.get(i));
    }
    code.labelBinding(none).aconst_null().areturn();
  }

  private void part(Stmt.Split s) {
    Function target = kernel.function(s.part()).orElseThrow();
    code.lload(3).lload(5);
    for (int i = 0; i < s.scalars().size(); i++) {
      code.aload(2).loadConstant(i).aaload();
      unbox(s.scalars().get(i).type());
    }
    for (int i = 0; i < s.lists().size(); i++) {
      code.aload(2).loadConstant(s.scalars().size() + i).aaload();
      code.checkcast(list(s.lists().get(i).type()));
    }
    code.aload(7).invokestatic(KernelCode.GENERATED, methodName(kernel, s.part()), type(target));
    switch (s.results().size() + s.sums().size()) {
      case 0 -> code.aconst_null();
      case 1 -> {
        if (s.sums().isEmpty()) {
          box(s.results().getFirst().type());
        }
        int value = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(value).iconst_1().anewarray(CD_Object);
        code.dup().iconst_0().aload(value).aastore();
      }
      default -> {}
    }
    code.areturn();
  }

  private void returnNothing() {
    code.return_();
  }

  /** Ends the function with what its callers take. */
  private void functionResult(Result result) {
    List<Expr> scalars = result.scalars();
    List<ArrayRef> arrays = result.arrays();
    if (scalars.size() + arrays.size() > 1) {
      code.loadConstant(scalars.size() + arrays.size()).anewarray(CD_Object);
      for (int i = 0; i < scalars.size(); i++) {
        code.dup().loadConstant(i);
        expression(scalars.get(i));
        box(scalars.get(i).type());
        code.aastore();
      }
      for (int i = 0; i < arrays.size(); i++) {
        code.dup().loadConstant(scalars.size() + i);
        listOf(arrays.get(i));
        code.aastore();
      }
      code.areturn();
    } else if (!scalars.isEmpty()) {
      expression(scalars.getFirst());
      code.return_(kind(scalars.getFirst().type()));
    } else if (!arrays.isEmpty()) {
      listOf(arrays.getFirst());
      code.areturn();
    } else {
      returnNothing();
    }
  }

  private void listOf(ArrayRef array) {
    switch (array) {
      case ArrayVar var -> code.aload(slots(var));
      case ArrayParam param -> {
        operand(param);
        code.iconst_0()
            .newarray(TypeKind.LONG)
            .invokestatic(LISTS, "reach", MethodTypeDesc.of(LISTS, ARRAY_ARG, CD_long.arrayType()));
        code.checkcast(list(param.type()));
      }
    }
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private static TypeKind kind(ScalarType type) {
    return switch (type) {
      case BOOL -> TypeKind.INT;
      case INT -> TypeKind.LONG;
      case FLOAT -> TypeKind.DOUBLE;
    };
  }

  private static ClassDesc primitive(ScalarType type) {
    return switch (type) {
      case BOOL -> CD_boolean;
      case INT -> CD_long;
      case FLOAT -> CD_double;
    };
  }

  // Entry and locals

  private void unbox(ScalarType type) {
    switch (type) {
      case BOOL ->
          code.checkcast(BOOLEAN)
              .invokevirtual(BOOLEAN, "booleanValue", MethodTypeDesc.of(CD_boolean));
      case INT -> code.checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long));
      case FLOAT ->
          code.checkcast(DOUBLE).invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(CD_double));
    }
  }

  private void box(ScalarType type) {
    switch (type) {
      case BOOL -> code.invokestatic(BOOLEAN, "valueOf", MethodTypeDesc.of(BOOLEAN, CD_boolean));
      case INT -> code.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
      case FLOAT -> code.invokestatic(DOUBLE, "valueOf", MethodTypeDesc.of(DOUBLE, CD_double));
    }
  }

  private int declare(Var var) {
    return slots.computeIfAbsent(var, v -> code.allocateLocal(kind(v)));
  }

  /** Finds out what lives in 32 bits; what has a slot already does not. */
  private void smallOf(List<Stmt> body) {
    small = new SmallValues(body, Set.copyOf(slots.keySet()));
  }

  private TypeKind kind(Var var) {
    if (!small.isSmall(var)) {
      return kind(var.type());
    }
    return var.type() == ScalarType.INT ? TypeKind.INT : TypeKind.FLOAT;
  }

  /** Every variable gets its slot and a value at entry, so that any join of paths verifies. */
  private void declareAll(List<Stmt> body) {
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.AssignArray s -> declareArray(s.var());
          case Stmt.NewArray s -> declareArray(s.var());
          case Stmt.NewRows s -> declareArray(s.var());
          case Stmt.NewStrips s -> s.strips().forEach(CodeGenerator.this::declareStrip);
          case Stmt.Invoke s -> s.listResults().forEach(CodeGenerator.this::declareArray);
          case Stmt.Split s -> s.sums().forEach(CodeGenerator.this::declareArray);
          default -> {}
        }
      }
    }.walk(body);
    for (Var var : Variables.assigned(body)) {
      if (!slots.containsKey(var)) {
        int slot = declare(var);
        switch (kind(var)) {
          case LONG -> code.lconst_0().lstore(slot);
          case DOUBLE -> code.dconst_0().dstore(slot);
          case FLOAT -> code.fconst_0().fstore(slot);
          default -> code.iconst_0().istore(slot);
        }
      }
    }
  }

  private void declareArray(ArrayVar var) {
    if (!arrayVars.containsKey(var)) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      arrayVars.put(var, slot);
      code.aconst_null().checkcast(list(var.type())).astore(slot);
    }
  }

  private void declareStrip(Strip strip) {
    if (!strips.containsKey(strip)) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      strips.put(strip, slot);
      code.aconst_null().checkcast(BYTES).astore(slot);
    }
  }

  private static ClassDesc leafArray(Storage storage) {
    return (switch (storage) {
          case DOUBLES -> CD_double;
          case LONGS -> CD_long;
          case INTS -> CD_int;
          case BOOLS -> CD_boolean;
          case FLOATS -> CD_float;
          case SHORTS -> CD_short;
          case CHARS -> CD_char;
          default -> ConstantDescs.CD_byte;
        })
        .arrayType();
  }

  private static ClassDesc nested(ClassDesc element, int dimensions) {
    return dimensions == 0 ? element : element.arrayType(dimensions);
  }

  private void unpack(ArrayParam array, int operand) {
    ArrayType type = array.type();
    int arg = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(operands).loadConstant(operand).aaload().checkcast(ARRAY_ARG).astore(arg);
    int base = code.allocateLocal(TypeKind.REFERENCE);
    boolean buffer = type.storage().isBuffer();
    boolean memory = type.storage().isMemory();
    ClassDesc baseType =
        memory ? SEGMENT : nested(leafArray(type.storage()), buffer ? 0 : type.rank() - 1);
    code.aload(arg).getfield(ARRAY_ARG, "base", CD_Object).checkcast(baseType).astore(base);
    if (buffer) {
      int offset = code.allocateLocal(TypeKind.LONG);
      code.aload(arg).getfield(ARRAY_ARG, "offset", CD_long).lstore(offset);
      int[] shape = longs(arg, "shape", type.rank());
      int[] strides = longs(arg, "strides", type.rank());
      arrays.put(array, new ArraySlots(base, -1, -1, offset, shape, strides));
      return;
    }
    for (int view = 1; view <= viewed.getOrDefault(array, 0); view++) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(base)
          .invokestatic(STRIPS, "view", MethodTypeDesc.of(CD_Object, CD_Object))
          .checkcast(baseType)
          .astore(slot);
      views.computeIfAbsent(array, _ -> new ArrayList<>()).add(slot);
    }
    int length = code.allocateLocal(TypeKind.INT);
    if (isJava(array) && !memory && elementsUsed.contains(array)) {
      // So that HotSpot sees of what it is the length. Where no elements are used, an array that
      // lies on a device may be meant.
      code.aload(base).arraylength().istore(length);
    } else {
      code.aload(arg).getfield(ARRAY_ARG, "length", CD_int).istore(length);
    }
    int lengths = -1;
    if (type.rank() > 1 && !isJava(array)) {
      lengths = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(arg)
          .getfield(ARRAY_ARG, "lengths", CD_Object)
          .checkcast(nested(CD_int, type.rank() - 1))
          .astore(lengths);
    }
    arrays.put(array, new ArraySlots(base, length, lengths, -1, new int[0], new int[0]));
  }

  private int[] longs(int arg, String field, int rank) {
    int[] result = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      result[axis] = code.allocateLocal(TypeKind.LONG);
      code.aload(arg)
          .getfield(ARRAY_ARG, field, CD_long.arrayType())
          .loadConstant(axis)
          .laload()
          .lstore(result[axis]);
    }
    return result;
  }

  // Bail-outs

  private int site(BailReason reason, Position position, int parameter) {
    sites.add(new BailOut(reason, position, parameter));
    return sites.size() - 1;
  }

  /** A stub that throws; branch to it from one place only, or with the same operand stack. */
  private java.lang.classfile.Label bail(BailReason reason, Position position, int parameter) {
    int site = site(reason, position, parameter);
    java.lang.classfile.Label stub = code.newLabel();
    stubs.add(() -> code.labelBinding(stub).ldc(SITES).loadConstant(site).aaload().athrow());
    return stub;
  }

  /** Emits a call whose exceptions become the bail-out of this place. */
  private void checkedCall(
      ClassDesc owner, String name, MethodTypeDesc type, BailReason reason, Position position) {
    checkedCall(owner, name, type, reason, position, -1);
  }

  private void checkedCall(
      ClassDesc owner,
      String name,
      MethodTypeDesc type,
      BailReason reason,
      Position position,
      int parameter) {
    int site = site(reason, position, parameter);
    java.lang.classfile.Label start = code.newBoundLabel();
    code.invokestatic(owner, name, type);
    java.lang.classfile.Label end = code.newBoundLabel();
    java.lang.classfile.Label handler = code.newLabel();
    code.exceptionCatch(start, end, handler, RUNTIME_EXCEPTION);
    stubs.add(
        () ->
            code.labelBinding(handler)
                .ldc(SITES)
                .loadConstant(site)
                .invokestatic(
                    KERNEL_CODE,
                    "bail",
                    MethodTypeDesc.of(BAIL_OUT, RUNTIME_EXCEPTION, BAIL_OUT.arrayType(), CD_int))
                .athrow());
  }

  // Statements

  private void statements(List<Stmt> statements) {
    for (Stmt statement : statements) {
      statement(statement);
    }
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        if (!small.isSmall(s.var())) {
          expression(s.value());
        } else if (s.var().type() == ScalarType.INT) {
          intExpression(s.value());
        } else {
          singleExpression(s.value());
        }
        code.storeLocal(kind(s.var()), slots.get(s.var()));
      }
      case Stmt.Store s -> store(s);
      case Stmt.If s -> branch(s);
      case Stmt.CountedLoop s -> countedLoop(s);
      case Stmt.While s -> whileLoop(s);
      case Stmt.Block s -> {
        java.lang.classfile.Label end = code.newLabel();
        targets.put(s.label(), new Targets(end, end));
        statements(s.body());
        code.labelBinding(end);
      }
      case Stmt.Break s -> code.goto_(targets.get(s.label()).onBreak());
      case Stmt.Continue s -> code.goto_(targets.get(s.label()).onContinue());
      case Stmt.Invoke s -> invoke(s);
      case Stmt.Split s -> split(s);
      case Stmt.Return s -> {
        if (function == null) {
          result(s.result());
          code.areturn();
        } else {
          functionResult(s.result());
        }
      }
      case Stmt.AssignArray s -> {
        reference(s);
        code.astore(slots(s.var()));
      }
      case Stmt.NewRows s ->
          code.invokestatic(ROWS, "empty", MethodTypeDesc.of(ROWS)).astore(slots(s.var()));
      case Stmt.AppendRow s -> {
        code.aload(slots(s.var())).aload(slots(s.row()));
        checkedCall(
            ROWS,
            "append",
            MethodTypeDesc.of(CD_void, ROWS, LISTS),
            BailReason.LENGTH,
            s.position());
      }
      case Stmt.StoreRow s -> {
        int last = s.indices().size() - 1;
        int at = reach(s.array(), s.indices().subList(0, last), s.checks(), s.position());
        code.aload(at);
        index(s.array(), s.indices().get(last), s.checks().get(last), s.position(), () -> size(at));
        code.aload(slots(s.row()));
        checkedCall(
            ROWS,
            "set",
            MethodTypeDesc.of(CD_void, ROWS, CD_int, LISTS),
            BailReason.ROW,
            s.position());
      }
      case Stmt.NewArray s when isJava(s.var()) -> {
        ClassDesc list = list(s.var().type());
        expression(s.length());
        checkedCall(
            list,
            "zeros",
            MethodTypeDesc.of(list, CD_long),
            BailReason.NEGATIVE_LENGTH,
            s.position());
        code.astore(slots(s.var()));
      }
      case Stmt.NewArray s -> {
        ClassDesc list = list(s.var().type());
        expression(s.length());
        expression(s.fill());
        checkedCall(
            list,
            "filled",
            MethodTypeDesc.of(list, CD_long, primitive(s.var().type().element())),
            BailReason.LENGTH,
            s.position());
        code.astore(slots(s.var()));
      }
      case Stmt.Append s -> {
        ClassDesc list = list(s.var().type());
        code.aload(slots(s.var()));
        expression(s.value());
        checkedCall(
            list,
            "append",
            MethodTypeDesc.of(CD_void, list, primitive(s.var().type().element())),
            BailReason.LENGTH,
            s.position());
      }
      case Stmt.Sort s -> {
        ClassDesc list = list(s.var().type());
        code.aload(slots(s.var()));
        checkedCall(list, "sort", MethodTypeDesc.of(CD_void, list), BailReason.SORT, s.position());
      }
      case Stmt.NewStrips s -> s.strips().forEach(this::newStrip);
      case Stmt.StripStore s -> {
        code.aload(strips.get(s.strip()));
        intExpression(s.lane());
        expression(s.value());
        code.invokestatic(
            STRIPS, "set", MethodTypeDesc.of(CD_void, BYTES, CD_int, primitive(s.strip().type())));
      }
      case Stmt.StripCall s -> {
        code.aload(strips.get(s.argument())).aload(strips.get(s.result()));
        intExpression(s.count());
        code.invokestatic(
            STRIP_FUNCTIONS,
            routine(s.function()),
            MethodTypeDesc.of(CD_void, BYTES, BYTES, CD_int));
      }
      case Stmt.Bail s ->
          code.ldc(SITES)
              .loadConstant(site(s.reason(), s.position(), s.parameter()))
              .aaload()
              .athrow();
    }
  }

  private void newStrip(Strip strip) {
    int slot = strips.get(strip);
    java.lang.classfile.Label made = code.newLabel();
    code.aload(slot).ifnonnull(made);
    code.invokestatic(STRIPS, "room", MethodTypeDesc.of(BYTES)).astore(slot);
    code.labelBinding(made);
  }

  private void result(Result result) {
    switch (result) {
      case Result.None _ -> code.aconst_null();
      case Result.Scalar r -> {
        expression(r.value());
        box(r.value().type());
      }
      case Result.Array r -> {
        switch (r.array()) {
          case ArrayParam param -> operand(param);
          case ArrayVar var -> {
            boolean complex = var.type().store() == ArrayType.StoreRule.CONVERT_PARTS;
            code.aload(slots(var))
                .invokevirtual(
                    LISTS, complex ? "complexResult" : "result", MethodTypeDesc.of(CD_Object));
          }
        }
      }
      case Result.Compound r -> compound(r);
      case Result.Tuple r -> {
        code.loadConstant(r.items().size()).anewarray(CD_Object);
        for (int i = 0; i < r.items().size(); i++) {
          code.dup().loadConstant(i);
          result(r.items().get(i));
          code.aastore();
        }
      }
    }
  }

  private void compound(Result.Compound r) {
    if (r.type() == CompoundType.COMPLEX) {
      r.parts().forEach(this::expression);
      code.invokestatic(COMPOUND, "complex", MethodTypeDesc.of(COMPOUND, CD_double, CD_double));
      return;
    }
    code.loadConstant(r.parts().size()).newarray(TypeKind.LONG);
    for (int i = 0; i < r.parts().size(); i++) {
      code.dup().loadConstant(i);
      expression(r.parts().get(i));
      code.lastore();
    }
    code.invokestatic(COMPOUND, "text", MethodTypeDesc.of(COMPOUND, CD_long.arrayType()));
  }

  /** Pushes the list that a variable is to refer to. */
  private void reference(Stmt.AssignArray s) {
    ClassDesc type = list(s.var().type());
    switch (s.value()) {
      case ArrayVar var -> code.aload(reach(var, s.indices(), s.checks(), s.position()));
      case ArrayParam param -> {
        operand(param);
        code.loadConstant(s.indices().size()).newarray(TypeKind.LONG);
        for (int axis = 0; axis < s.indices().size(); axis++) {
          code.dup().loadConstant(axis);
          expression(s.indices().get(axis));
          code.lastore();
        }
        checkedCall(
            LISTS,
            "reach",
            MethodTypeDesc.of(LISTS, ARRAY_ARG, CD_long.arrayType()),
            BailReason.INDEX,
            s.position(),
            param.index());
      }
    }
    code.checkcast(type);
  }

  /** Walks to the row that the indices reach, and returns the slot in which it then is. */
  private int reach(ArrayVar var, List<Expr> indices, List<IndexCheck> checks, Position position) {
    int at = slots(var);
    for (int axis = 0; axis < indices.size(); axis++) {
      int outer = at;
      code.aload(outer).getfield(ROWS, "items", LISTS.arrayType());
      index(var, indices.get(axis), checks.get(axis), position, () -> size(outer));
      code.aaload().checkcast(list(var.type().row(axis + 1)));
      at = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(at);
    }
    return at;
  }

  private void operand(ArrayParam param) {
    code.aload(operands).loadConstant(param.index()).aaload().checkcast(ARRAY_ARG);
  }

  private int slots(ArrayVar var) {
    return arrayVars.get(var);
  }

  private static ClassDesc list(ArrayType type) {
    if (type.rank() > 1) {
      return ROWS;
    }
    Storage storage = type.storage();
    return desc(
        switch (storage) {
          case DOUBLES -> Lists.Doubles.class;
          case LONGS -> Lists.Longs.class;
          case INTS -> Lists.Ints.class;
          case BOOLS -> Lists.Bools.class;
          case FLOATS -> Lists.Floats.class;
          case SHORTS -> Lists.Shorts.class;
          case CHARS -> Lists.Chars.class;
          case BYTES -> Lists.Bytes.class;
          default -> throw new IllegalStateException("no list of " + storage);
        });
  }

  private static int parameter(ArrayRef array) {
    return array instanceof ArrayParam param ? param.index() : -1;
  }

  private void branch(Stmt.If s) {
    java.lang.classfile.Label otherwise = code.newLabel();
    jumpUnless(s.condition(), otherwise);
    statements(s.then());
    if (s.otherwise().isEmpty()) {
      code.labelBinding(otherwise);
      return;
    }
    java.lang.classfile.Label end = code.newLabel();
    code.goto_(end);
    code.labelBinding(otherwise);
    statements(s.otherwise());
    code.labelBinding(end);
  }

  /** Runs in chunks, so that HotSpot sees a counted int loop without a call in it. */
  private void countedLoop(Stmt.CountedLoop s) {
    if (Lanes.areCountedBy(s)) {
      laneLoop(s);
      return;
    }
    if (s.narrow() && s.step() instanceof Expr.IntConst(long constant)) {
      narrowLoop(s, (int) constant);
      return;
    }
    int counter = slots.get(s.counter());
    int trips = code.allocateLocal(TypeKind.LONG);
    int step = code.allocateLocal(TypeKind.LONG);
    expression(s.start());
    code.dup2().lstore(counter);
    expression(s.stop());
    boolean constant = s.step() instanceof Expr.IntConst;
    expression(s.step());
    code.dup2().lstore(step);
    if (!constant) {
      code.lload(step).lconst_0().lcmp().ifeq(bail(BailReason.RANGE_STEP, s.position(), -1));
    }
    code.invokestatic(KERNEL_CODE, "trips", MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long))
        .lstore(trips);

    java.lang.classfile.Label nextChunk = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.lload(trips).lconst_0().lcmp().ifle(end);
    int chunk = code.allocateLocal(TypeKind.INT);
    int k = code.allocateLocal(TypeKind.INT);
    code.lload(trips)
        .loadConstant((long) KernelCode.CHUNK)
        .invokestatic(MATH, "min", JJ_J)
        .l2i()
        .istore(chunk);
    code.lload(trips).iload(chunk).i2l().lsub().lstore(trips);
    burnFuel(() -> code.iload(chunk));
    code.iconst_0().istore(k);

    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    code.iload(k).iload(chunk).if_icmpge(nextChunk);
    targets.put(s.label(), new Targets(end, next));
    statements(s.body());
    code.labelBinding(next);
    code.lload(counter);
    if (constant) {
      expression(s.step());
    } else {
      code.lload(step);
    }
    code.ladd().lstore(counter);
    code.iinc(k, 1).goto_(head);
    code.labelBinding(end);
  }

  /** A loop over lanes needs no chunks. */
  private void laneLoop(Stmt.CountedLoop s) {
    int stop = code.allocateLocal(TypeKind.INT);
    intExpression(s.stop());
    code.istore(stop);
    burnFuel(() -> code.iload(stop));
    Optional<LaneLoop> method = LaneLoop.of(s, reads);
    if (method.isEmpty()) {
      overLanes(s, stop);
      return;
    }
    LaneLoop lanes = method.get();
    lanes.variables().forEach(var -> expression(new Expr.Local(var)));
    lanes.arrays().forEach(array -> rows(array, List.of()));
    lanes.views().forEach(view -> code.aload(views.get(view.array()).get(view.number() - 1)));
    lanes.strips().forEach(strip -> code.aload(strips.get(strip)));
    code.iload(stop);
    code.invokestatic(KernelCode.GENERATED, laneLoops.add(lanes), type(lanes));
  }

  private void overLanes(Stmt.CountedLoop s, int stop) {
    int counter = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(counter);
    narrow.put(s.counter(), counter);
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.iload(counter).iload(stop).if_icmpge(end);
    targets.put(s.label(), new Targets(end, next));
    statements(s.body());
    code.labelBinding(next);
    code.iinc(counter, 1).goto_(head);
    code.labelBinding(end);
    narrow.remove(s.counter());
  }

  /** The type of the method that a loop over lanes becomes. */
  static MethodTypeDesc type(LaneLoop lanes) {
    List<ClassDesc> parameters = new ArrayList<>();
    lanes.variables().forEach(var -> parameters.add(primitive(var.type())));
    lanes.arrays().forEach(array -> parameters.add(list(array)));
    lanes.views().forEach(view -> parameters.add(list(view.array())));
    lanes.strips().forEach(_ -> parameters.add(BYTES));
    parameters.add(CD_int);
    return MethodTypeDesc.of(CD_void, parameters);
  }

  private static ClassDesc list(ArrayRef array) {
    return array instanceof ArrayVar ? list(array.type()) : leafArray(array.type().storage());
  }

  /** Writes the method that a loop over lanes becomes. */
  void generate(LaneLoop lanes) {
    int slot = 0;
    for (Var var : lanes.variables()) {
      slots.put(var, code.parameterSlot(slot++));
    }
    for (ArrayRef array : lanes.arrays()) {
      int base = code.parameterSlot(slot++);
      switch (array) {
        case ArrayVar var -> arrayVars.put(var, base);
        case ArrayParam param ->
            arrays.put(param, new ArraySlots(base, -1, -1, -1, new int[0], new int[0]));
      }
    }
    for (LaneLoop.View view : lanes.views()) {
      List<Integer> known = views.computeIfAbsent(view.array(), _ -> new ArrayList<>());
      while (known.size() < view.number()) {
        known.add(-1);
      }
      known.set(view.number() - 1, code.parameterSlot(slot++));
    }
    for (Strip strip : lanes.strips()) {
      strips.put(strip, code.parameterSlot(slot++));
    }
    smallOf(List.of(lanes.loop()));
    declareAll(lanes.loop().body());
    overLanes(lanes.loop(), code.parameterSlot(slot));
    code.return_();
  }

  /** The same with an int for a counter, of which HotSpot knows more. */
  private void narrowLoop(Stmt.CountedLoop s, int step) {
    int counter = code.allocateLocal(TypeKind.INT);
    int stop = code.allocateLocal(TypeKind.INT);
    int chunkEnd = code.allocateLocal(TypeKind.INT);
    intExpression(s.start());
    code.istore(counter);
    intExpression(s.stop());
    code.istore(stop);
    boolean memory = usesMemory(s.body());
    if (!memory) {
      narrow.put(s.counter(), counter);
    }
    java.lang.classfile.Label nextChunk = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.iload(counter).iload(stop);
    branchUnlessBefore(step, end);
    int reach = Math.multiplyExact(KernelCode.CHUNK, step);
    code.iload(stop)
        .iload(counter)
        .loadConstant(reach)
        .iadd()
        .invokestatic(MATH, step > 0 ? "min" : "max", MethodTypeDesc.of(CD_int, CD_int, CD_int))
        .istore(chunkEnd);
    burnFuel(
        () -> {
          if (step > 0) {
            code.iload(chunkEnd).iload(counter).isub();
          } else {
            code.iload(counter).iload(chunkEnd).isub();
          }
          if (Math.abs(step) > 1) {
            code.loadConstant(Math.abs(step)).idiv().iconst_1().iadd();
          }
        });
    if (memory) {
      longLoop(s, step, counter, chunkEnd, end);
      code.iload(chunkEnd).istore(counter).goto_(nextChunk);
      code.labelBinding(end);
      return;
    }
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    code.iload(counter).iload(chunkEnd);
    branchUnlessBefore(step, nextChunk);
    targets.put(s.label(), new Targets(end, next));
    statements(s.body());
    code.labelBinding(next);
    code.iinc(counter, step).goto_(head);
    code.labelBinding(end);
    narrow.remove(s.counter());
  }

  /** One chunk with a long for a counter: only then HotSpot makes vectors of memory's elements. */
  private void longLoop(
      Stmt.CountedLoop s, int step, int from, int to, java.lang.classfile.Label end) {
    int counter = slots.get(s.counter());
    int stop = code.allocateLocal(TypeKind.LONG);
    code.iload(from).i2l().lstore(counter).iload(to).i2l().lstore(stop);
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    java.lang.classfile.Label done = code.newLabel();
    code.lload(counter).lload(stop).lcmp();
    if (step > 0) {
      code.ifge(done);
    } else {
      code.ifle(done);
    }
    targets.put(s.label(), new Targets(end, next));
    statements(s.body());
    code.labelBinding(next);
    code.lload(counter).loadConstant((long) step).ladd().lstore(counter).goto_(head);
    code.labelBinding(done);
  }

  private static boolean usesMemory(List<Stmt> body) {
    boolean[] found = {false};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        found[0] |= statement instanceof Stmt.Store s && s.array().type().storage().isMemory();
      }

      @Override
      protected void enter(Expr expression) {
        found[0] |= expression instanceof Expr.Load e && e.array().type().storage().isMemory();
      }
    }.walk(body);
    return found[0];
  }

  private void branchUnlessBefore(int step, java.lang.classfile.Label target) {
    if (step > 0) {
      code.if_icmpge(target);
    } else {
      code.if_icmple(target);
    }
  }

  private void whileLoop(Stmt.While s) {
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    burnFuel(() -> code.iconst_1());
    targets.put(s.label(), new Targets(end, head));
    jumpUnless(s.condition(), end);
    statements(s.body());
    code.goto_(head);
    code.labelBinding(end);
  }

  private void burnFuel(Runnable amount) {
    java.lang.classfile.Label enough = code.newLabel();
    code.iload(fuel);
    amount.run();
    code.isub().dup().istore(fuel).ifge(enough);
    code.aload(poll).invokeinterface(POLL, "poll", MethodTypeDesc.of(CD_void));
    code.loadConstant(KernelCode.CHUNK).istore(fuel);
    code.labelBinding(enough);
  }

  // Arrays

  private void load(Expr.Load e) {
    loadAsStored(e);
    switch (e.array().type().storage()) {
      case INTS, SHORTS, CHARS, BYTES -> code.i2l();
      case MEMORY_I32, MEMORY_I16, MEMORY_U16, MEMORY_I8, MEMORY_U8 -> code.i2l();
      case FLOATS, MEMORY_F32 -> code.f2d();
      default -> {}
    }
  }

  /** Pushes an element; of typed arrays as the JVM keeps it. */
  private void loadAsStored(Expr.Load e) {
    ArrayRef array = e.array();
    Storage storage = array.type().storage();
    if (storage.isBuffer()) {
      bufferAddress(array, e.indices(), e.checks(), e.position());
      MethodTypeDesc type =
          MethodTypeDesc.of(
              primitive(storage.element()), ConstantDescs.CD_byte.arrayType(), CD_int);
      String name = "get" + camel(storage.name());
      if (storage == Storage.U64) {
        checkedCall(BUFFERS, name, type, BailReason.LOAD_RANGE, e.position(), parameter(array));
      } else {
        code.invokestatic(BUFFERS, name, type);
      }
      return;
    }
    if (e.view() > 0) {
      code.aload(views.get(array).get(e.view() - 1));
      index(
          array,
          e.indices().getFirst(),
          e.checks().getFirst(),
          e.position(),
          () -> code.iload(arrays.get((ArrayParam) array).length()));
    } else {
      leaf(array, e.indices(), e.checks(), e.position());
    }
    if (storage.isMemory()) {
      code.invokestatic(
          MEMORY,
          "get" + element(storage),
          MethodTypeDesc.of(elementType(storage), SEGMENT, CD_long));
      return;
    }
    switch (storage) {
      case DOUBLES -> code.daload();
      case LONGS -> code.laload();
      case FLOATS -> code.faload();
      case INTS -> code.iaload();
      case SHORTS -> code.saload();
      case CHARS -> code.caload();
      default -> code.baload();
    }
  }

  private void store(Stmt.Store s) {
    ArrayRef array = s.array();
    Storage storage = array.type().storage();
    if (storage.isBuffer()) {
      bufferAddress(array, s.indices(), s.checks(), s.position());
      expression(s.value());
      checkedCall(
          BUFFERS,
          "set" + camel(storage.name()),
          MethodTypeDesc.of(
              CD_void, ConstantDescs.CD_byte.arrayType(), CD_int, primitive(storage.element())),
          BailReason.STORE_RANGE,
          s.position(),
          parameter(array));
      return;
    }
    leaf(array, s.indices(), s.checks(), s.position());
    if (isJava(array)) {
      storeJava(storage, s.value());
      return;
    }
    expression(s.value());
    if (storage.isMemory()) {
      checkedCall(
          MEMORY,
          "store" + element(storage),
          MethodTypeDesc.of(CD_void, SEGMENT, CD_long, primitive(storage.element())),
          BailReason.STORE_RANGE,
          s.position(),
          parameter(array));
      return;
    }
    switch (storage) {
      case FLOATS -> {
        checkedCall(
            BUFFERS,
            "single",
            MethodTypeDesc.of(CD_float, CD_double),
            BailReason.STORE_RANGE,
            s.position(),
            parameter(array));
        code.fastore();
      }
      case SHORTS -> {
        checkedCall(
            BUFFERS,
            "small",
            MethodTypeDesc.of(CD_short, CD_long),
            BailReason.STORE_RANGE,
            s.position(),
            parameter(array));
        code.sastore();
      }
      case DOUBLES -> code.dastore();
      case LONGS -> code.lastore();
      case INTS -> {
        checkedCall(
            BUFFERS,
            "narrow",
            MethodTypeDesc.of(CD_int, CD_long),
            BailReason.WIDEN,
            s.position(),
            parameter(array));
        code.iastore();
      }
      case BOOLS -> code.bastore();
      default -> throw new IllegalStateException("no store into " + array.type());
    }
  }

  /** Stores as Java does. */
  private void storeJava(Storage storage, Expr value) {
    switch (storage) {
      case FLOATS -> {
        singleExpression(value);
        code.fastore();
      }
      case INTS -> {
        intExpression(value);
        code.iastore();
      }
      case SHORTS -> {
        intExpression(value);
        code.sastore();
      }
      case CHARS -> {
        intExpression(value);
        code.castore();
      }
      case BYTES -> {
        intExpression(value);
        code.bastore();
      }
      case DOUBLES -> {
        expression(value);
        code.dastore();
      }
      case LONGS -> {
        expression(value);
        code.lastore();
      }
      case BOOLS -> {
        expression(value);
        code.bastore();
      }
      default -> {
        ClassDesc type = elementType(storage);
        if (type.equals(CD_int)) {
          intExpression(value);
        } else if (type.equals(CD_float)) {
          singleExpression(value);
        } else {
          expression(value);
        }
        code.invokestatic(
            MEMORY, "set" + element(storage), MethodTypeDesc.of(CD_void, SEGMENT, CD_long, type));
      }
    }
  }

  /** MEMORY_F64 is {@code F64}. */
  private static String element(Storage memory) {
    return memory.name().substring("MEMORY_".length());
  }

  /** What the JVM keeps an element of memory as. */
  private static ClassDesc elementType(Storage memory) {
    return switch (memory) {
      case MEMORY_F64 -> CD_double;
      case MEMORY_F32 -> CD_float;
      case MEMORY_I64 -> CD_long;
      case MEMORY_I32, MEMORY_I16, MEMORY_U16, MEMORY_I8, MEMORY_U8 -> CD_int;
      default -> throw new IllegalStateException("no memory: " + memory);
    };
  }

  private static boolean isJava(ArrayRef array) {
    return array.type().store() == ArrayType.StoreRule.LOW_BITS;
  }

  /** Pushes the innermost array that all indices but the last reach, in a slot of its own. */
  private int javaRow(
      ArrayParam array, List<Expr> indices, List<IndexCheck> checks, int axes, Position position) {
    int base = arrays.get(array).base();
    for (int axis = 0; axis < axes; axis++) {
      int outer = base;
      code.aload(outer);
      index(
          array,
          indices.get(axis),
          checks.get(axis),
          position,
          () -> code.aload(outer).arraylength());
      code.aaload();
      base = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(base);
    }
    return base;
  }

  private static String camel(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Pushes the leaf array and the index in it. */
  private void leaf(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
    if (array instanceof ArrayVar var) {
      int last = indices.size() - 1;
      int at = reach(var, indices.subList(0, last), checks, position);
      ClassDesc list = list(var.type().row(last));
      code.aload(at).getfield(list, "items", leafArray(var.type().storage()));
      index(array, indices.get(last), checks.get(last), position, () -> size(at));
      return;
    }
    ArraySlots s = arrays.get((ArrayParam) array);
    int rank = array.type().rank();
    if (isJava(array) && !array.type().storage().isMemory()) {
      int row = javaRow((ArrayParam) array, indices, checks, rank - 1, position);
      code.aload(row);
      index(
          array,
          indices.get(rank - 1),
          checks.get(rank - 1),
          position,
          () -> code.aload(row).arraylength());
      return;
    }
    int base = s.base();
    int lengths = s.lengths();
    for (int axis = 0; axis < rank - 1; axis++) {
      int at = code.allocateLocal(TypeKind.INT);
      int outer = lengths;
      boolean first = axis == 0;
      index(
          array,
          indices.get(axis),
          checks.get(axis),
          position,
          () -> {
            if (first) {
              code.iload(s.length());
            } else {
              code.aload(outer).arraylength();
            }
          });
      code.istore(at);
      int row = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(base).iload(at).aaload().astore(row);
      base = row;
      boolean last = axis == rank - 2;
      int inner = code.allocateLocal(last ? TypeKind.INT : TypeKind.REFERENCE);
      code.aload(lengths).iload(at);
      if (last) {
        code.iaload().istore(inner);
      } else {
        code.aaload().astore(inner);
      }
      lengths = inner;
    }
    code.aload(base);
    int length = rank == 1 ? s.length() : lengths;
    index(array, indices.get(rank - 1), checks.get(rank - 1), position, () -> code.iload(length));
  }

  /** Pushes the array that the indices, all proven, reach: one of elements or of rows. */
  private void rows(ArrayRef array, List<Expr> indices) {
    if (array instanceof ArrayVar var) {
      List<IndexCheck> proven = Collections.nCopies(indices.size(), IndexCheck.NONE);
      code.aload(reach(var, indices, proven, Position.NONE));
      return;
    }
    code.aload(arrays.get((ArrayParam) array).base());
    if (!array.type().storage().isBuffer()) {
      for (Expr index : indices) {
        code.checkcast(CD_Object.arrayType());
        intExpression(index);
        code.aaload();
      }
    }
  }

  private void size(int list) {
    code.aload(list).getfield(LISTS, "size", CD_int);
  }

  /** Pushes the byte array and the position of the element in it. */
  private void bufferAddress(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Position position) {
    ArraySlots s = arrays.get((ArrayParam) array);
    code.aload(s.base()).lload(s.offset());
    for (int axis = 0; axis < indices.size(); axis++) {
      int length = s.shape()[axis];
      index(array, indices.get(axis), checks.get(axis), position, () -> code.lload(length).l2i());
      code.i2l().lload(s.strides()[axis]).lmul().ladd();
    }
    code.l2i();
  }

  /**
   * Pushes an index as an int, of memory as a long, in range of {@code length}, which pushes an
   * int.
   */
  private void index(
      ArrayRef array, Expr index, IndexCheck check, Position position, Runnable length) {
    boolean memory = array.type().storage().isMemory();
    if (check == IndexCheck.NONE) {
      if (memory) {
        expression(index);
      } else {
        intExpression(index);
      }
      return;
    }
    if (isJava(array) && !memory) {
      javaIndex(array, index, check, position, length);
      return;
    }
    expression(index);
    int i = code.allocateLocal(TypeKind.LONG);
    code.lstore(i);
    java.lang.classfile.Label bad = bail(BailReason.INDEX, position, parameter(array));
    if (check == IndexCheck.WRAP) {
      java.lang.classfile.Label positive = code.newLabel();
      code.lload(i).lconst_0().lcmp().ifge(positive);
      code.lload(i);
      length.run();
      code.i2l().ladd().lstore(i);
      code.lload(i).lconst_0().lcmp().iflt(bad);
      code.labelBinding(positive);
    } else if (check == IndexCheck.RANGE) {
      code.lload(i).lconst_0().lcmp().iflt(bad);
    }
    code.lload(i);
    length.run();
    code.i2l().lcmp().ifge(bad);
    code.lload(i);
    if (!memory) {
      code.l2i();
    }
  }

  /** An index of Java's has 32 bits. */
  private void javaIndex(
      ArrayRef array, Expr index, IndexCheck check, Position position, Runnable length) {
    intExpression(index);
    int i = code.allocateLocal(TypeKind.INT);
    code.istore(i);
    java.lang.classfile.Label bad = bail(BailReason.INDEX, position, parameter(array));
    if (check != IndexCheck.UPPER) {
      code.iload(i).iflt(bad);
    }
    code.iload(i);
    length.run();
    code.if_icmpge(bad).iload(i);
  }

  private void length(Expr.Length e) {
    lengthAsInt(e);
    if (isJava(e.array())) {
      code.i2l();
    }
  }

  /** Pushes a length: of an array of Java's an int, else a long. */
  private void lengthAsInt(Expr.Length e) {
    ArrayRef array = e.array();
    if (isJava(array)) {
      int axes = e.indices().size();
      if (array instanceof ArrayVar var) {
        size(slots(var));
      } else if (axes == 0) {
        code.iload(arrays.get((ArrayParam) array).length());
      } else {
        int row = javaRow((ArrayParam) array, e.indices(), e.checks(), axes, e.position());
        code.aload(row).arraylength();
      }
      return;
    }
    if (array instanceof ArrayVar var) {
      size(reach(var, e.indices(), e.checks(), e.position()));
      code.i2l();
      return;
    }
    ArraySlots s = arrays.get((ArrayParam) array);
    int axis = e.indices().size();
    if (array.type().storage().isBuffer()) {
      // All rows are of one length, but the one asked for has to exist.
      for (int outer = 0; outer < axis; outer++) {
        if (e.checks().get(outer) != IndexCheck.NONE) {
          int length = s.shape()[outer];
          index(
              array,
              e.indices().get(outer),
              e.checks().get(outer),
              e.position(),
              () -> code.lload(length).l2i());
          code.pop();
        }
      }
      code.lload(s.shape()[axis]);
      return;
    }
    if (axis == 0) {
      code.iload(s.length()).i2l();
      return;
    }
    int lengths = s.lengths();
    for (int outer = 0; outer < axis; outer++) {
      int from = lengths;
      boolean first = outer == 0;
      int at = code.allocateLocal(TypeKind.INT);
      index(
          array,
          e.indices().get(outer),
          e.checks().get(outer),
          e.position(),
          () -> {
            if (first) {
              code.iload(s.length());
            } else {
              code.aload(from).arraylength();
            }
          });
      code.istore(at);
      code.aload(from).iload(at);
      if (outer == array.type().rank() - 2) {
        code.iaload().i2l();
        return;
      }
      code.aaload();
      int inner = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(inner);
      lengths = inner;
    }
    code.aload(lengths).arraylength().i2l();
  }

  // Expressions

  private void expression(Expr expression) {
    switch (expression) {
      case Expr.IntConst e -> code.loadConstant(e.value());
      case Expr.FloatConst e -> code.loadConstant(e.value());
      case Expr.BoolConst e -> code.loadConstant(e.value() ? 1 : 0);
      case Expr.Local e when narrow.containsKey(e.var()) -> code.iload(narrow.get(e.var())).i2l();
      case Expr.Local e -> {
        code.loadLocal(kind(e.var()), slots.get(e.var()));
        if (small.isSmall(e.var())) {
          if (e.type() == ScalarType.INT) {
            code.i2l();
          } else {
            code.f2d();
          }
        }
      }
      case Expr.Unary e -> unary(e);
      case Expr.Binary e -> binary(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        expression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        expression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Load e -> load(e);
      case Expr.Length e -> length(e);
      case Expr.Call e -> call(e);
      case Expr.StripLoad e -> {
        code.aload(strips.get(e.strip()));
        intExpression(e.lane());
        boolean isInt = e.type() == ScalarType.INT;
        code.invokestatic(
            STRIPS,
            isInt ? "getInt" : "getFloat",
            MethodTypeDesc.of(primitive(e.type()), BYTES, CD_int));
      }
      case Expr.Distinct e when e.array().type().storage().isBuffer() -> {
        operand((ArrayParam) e.array());
        code.loadConstant(e.array().type().storage().bytes())
            .invokestatic(BUFFERS, "isDistinct", MethodTypeDesc.of(CD_boolean, ARRAY_ARG, CD_int));
      }
      case Expr.Distinct e -> {
        rows(e.array(), List.of());
        code.invokestatic(ROW_SETS, "distinct", MethodTypeDesc.of(CD_boolean, CD_Object));
      }
      case Expr.Disjoint e -> {
        rows(e.array(), e.indices());
        rows(e.other(), e.otherIndices());
        code.invokestatic(
            ROW_SETS, "disjoint", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object));
      }
      case Expr.Sequence e -> {
        statements(e.statements());
        expression(e.value());
      }
    }
  }

  /**
   * Pushes the low 32 bits of an int expression: all of it where it is proven to fit. Sums and
   * products need only the low bits of their operands.
   */
  private void intExpression(Expr expression) {
    switch (expression) {
      case Expr.IntConst e -> code.loadConstant((int) e.value());
      case Expr.Local e when narrow.containsKey(e.var()) -> code.iload(narrow.get(e.var()));
      case Expr.Unary e when e.op() == UnaryOp.BOOL_TO_INT -> expression(e.operand());
      case Expr e when small.isJava() && javaInt(e) -> {}
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_ADD -> {
        intExpression(e.left());
        intExpression(e.right());
        code.iadd();
      }
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_SUB -> {
        intExpression(e.left());
        intExpression(e.right());
        code.isub();
      }
      case Expr.Binary e when !e.checked() && e.op() == BinaryOp.INT_MUL -> {
        intExpression(e.left());
        intExpression(e.right());
        code.imul();
      }
      default -> {
        expression(expression);
        code.l2i();
      }
    }
  }

  /** Pushes the low 32 bits of what Java computes with ints, if it is one of these. */
  private boolean javaInt(Expr expression) {
    switch (expression) {
      case Expr.Local e when small.isSmall(e.var()) -> code.iload(slots.get(e.var()));
      case Expr.Load e when small.isSmall(e) -> loadAsStored(e);
      case Expr.Length e when isJava(e.array()) -> lengthAsInt(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        intExpression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        intExpression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Call e when e.function() instanceof JavaFunction && small.isSmall(e) ->
          javaCall(e, (JavaFunction) e.function());
      case Expr.Call e when small.isSmall(e) -> {
        e.arguments().forEach(this::intExpression);
        code.invokestatic(
            MATH,
            e.function().name().toLowerCase(Locale.ROOT),
            MethodTypeDesc.of(CD_int, CD_int, CD_int));
      }
      case Expr.Unary e -> {
        return javaInt(e);
      }
      case Expr.Binary e -> {
        return javaInt(e);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean javaInt(Expr.Unary e) {
    switch (e.op()) {
      case INT_WRAP -> intExpression(e.operand());
      case INT_TO_BYTE, INT_TO_SHORT, INT_TO_CHAR -> {
        intExpression(e.operand());
        switch (e.op()) {
          case INT_TO_BYTE -> code.i2b();
          case INT_TO_SHORT -> code.i2s();
          default -> code.i2c();
        }
      }
      case FLOAT_SATURATE_INT -> {
        expression(e.operand());
        code.d2i();
      }
      case INT_NEG -> {
        if (e.checked()) {
          return false;
        }
        intExpression(e.operand());
        code.ineg();
      }
      case INT_INVERT -> {
        intExpression(e.operand());
        code.iconst_m1().ixor();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean javaInt(Expr.Binary e) {
    boolean count = SmallValues.isIntCount(e.right());
    boolean smallLeft = small.isSmall(e.left());
    boolean both = smallLeft && small.isSmall(e.right());
    switch (e.op()) {
      case INT_AND, INT_OR, INT_XOR, WRAP_ADD, WRAP_SUB, WRAP_MUL -> {
        intExpression(e.left());
        intExpression(e.right());
        switch (e.op()) {
          case INT_AND -> code.iand();
          case INT_OR -> code.ior();
          case INT_XOR -> code.ixor();
          case WRAP_ADD -> code.iadd();
          case WRAP_SUB -> code.isub();
          default -> code.imul();
        }
      }
      case SHIFT_LEFT -> {
        if (!count) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        code.ishl();
      }
      case SHIFT_RIGHT -> {
        if (!count || !smallLeft) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        code.ishr();
      }
      case SHIFT_RIGHT_UNSIGNED -> {
        if (!count
            || !(e.left() instanceof Expr.Binary low)
            || low.op() != BinaryOp.INT_AND
            || !low.right().equals(new Expr.IntConst(0xffff_ffffL))) {
          return false;
        }
        intExpression(low.left());
        intExpression(e.right());
        code.iushr();
      }
      case INT_QUOTIENT, INT_REMAINDER -> {
        if (!both) {
          return false;
        }
        intExpression(e.left());
        intExpression(e.right());
        if (e.checked()) {
          code.dup().ifeq(bail(BailReason.ZERO_DIVISION, e.position(), -1));
        }
        if (e.op() == BinaryOp.INT_QUOTIENT) {
          code.idiv();
        } else {
          code.irem();
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Pushes the binary32 nearest to a float; operations of binary32 numbers are done in it. */
  private void singleExpression(Expr expression) {
    switch (expression) {
      case Expr.FloatConst e -> code.loadConstant((float) e.value());
      case Expr.Local e when small.isSmall(e.var()) -> code.fload(slots.get(e.var()));
      case Expr.Load e
          when e.array().type().storage() == Storage.FLOATS
              || e.array().type().storage() == Storage.MEMORY_F32 ->
          loadAsStored(e);
      case Expr.Select e -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        java.lang.classfile.Label end = code.newLabel();
        jumpUnless(e.condition(), otherwise);
        singleExpression(e.then());
        code.goto_(end);
        code.labelBinding(otherwise);
        singleExpression(e.otherwise());
        code.labelBinding(end);
      }
      case Expr.Unary e when e.op() == UnaryOp.FLOAT_NEG && small.isSmall(e.operand()) -> {
        singleExpression(e.operand());
        code.fneg();
      }
      case Expr.Unary e when e.op() == UnaryOp.INT_TO_SINGLE -> {
        if (small.isSmall(e.operand())) {
          intExpression(e.operand());
          code.i2f();
        } else {
          expression(e.operand());
          code.l2f();
        }
      }
      case Expr.Unary e
          when e.op() == UnaryOp.FLOAT_TO_SINGLE
              && e.operand() instanceof Expr.Binary b
              && isSingleOperation(b) -> {
        singleExpression(b.left());
        singleExpression(b.right());
        switch (b.op()) {
          case FLOAT_ADD -> code.fadd();
          case FLOAT_SUB -> code.fsub();
          case FLOAT_MUL -> code.fmul();
          case FLOAT_DIV -> code.fdiv();
          default -> code.frem();
        }
      }
      case Expr.Unary e when e.op() == UnaryOp.FLOAT_TO_SINGLE -> singleExpression(e.operand());
      case Expr.Call e
          when e.function() instanceof JavaFunction f && f.type().returnType().equals(CD_float) ->
          javaCall(e, f);
      default -> {
        expression(expression);
        code.d2f();
      }
    }
  }

  /** Whether rounding the result of an operation gives what it is in binary32. */
  private boolean isSingleOperation(Expr.Binary e) {
    return switch (e.op()) {
          case FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_REMAINDER -> true;
          case FLOAT_DIV -> !e.checked();
          default -> false;
        }
        && small.isSmall(e.left())
        && small.isSmall(e.right());
  }

  /** Calls a method of the JDK; the result is as it gives it. */
  private void javaCall(Expr.Call e, JavaFunction f) {
    for (int i = 0; i < e.arguments().size(); i++) {
      Expr argument = e.arguments().get(i);
      switch (f.type().parameterType(i).descriptorString()) {
        case "I", "B", "S", "C" -> intExpression(argument);
        case "F" -> singleExpression(argument);
        default -> expression(argument);
      }
    }
    if (f.total()) {
      code.invokestatic(f.owner(), f.method(), f.type());
    } else {
      checkedCall(f.owner(), f.method(), f.type(), BailReason.DOMAIN, e.position());
    }
  }

  private void unary(Expr.Unary e) {
    switch (e.op()) {
      case INT_WRAP, INT_TO_BYTE, INT_TO_SHORT, INT_TO_CHAR, FLOAT_SATURATE_INT -> {
        intExpression(e);
        code.i2l();
        return;
      }
      case FLOAT_TO_SINGLE, INT_TO_SINGLE -> {
        singleExpression(e);
        code.f2d();
        return;
      }
      default -> {}
    }
    expression(e.operand());
    switch (e.op()) {
      case INT_NEG -> exact(e.checked(), "negateExact", J_J, e.position(), code::lneg);
      case INT_ABS ->
          exact(
              e.checked(),
              "absExact",
              J_J,
              e.position(),
              () -> code.invokestatic(MATH, "abs", J_J));
      case INT_INVERT -> code.loadConstant(-1L).lxor();
      case INT_TO_FLOAT -> code.l2d();
      case INT_TO_BOOL -> {
        code.lconst_0().lcmp();
        isTrue(Comparison.NE);
      }
      case FLOAT_NEG -> code.dneg();
      case FLOAT_ABS -> code.invokestatic(MATH, "abs", D_D);
      case FLOAT_TO_INT -> {
        if (e.checked()) {
          checkedCall(
              FLOATS,
              "toInt",
              MethodTypeDesc.of(CD_long, CD_double),
              BailReason.CONVERSION,
              e.position());
        } else {
          code.d2l();
        }
      }
      case FLOAT_TO_BOOL -> {
        code.dconst_0().dcmpl();
        isTrue(Comparison.NE);
      }
      case BOOL_TO_INT -> code.i2l();
      case FLOAT_SATURATE_LONG -> code.d2l();
      case INT_WRAP,
          INT_TO_BYTE,
          INT_TO_SHORT,
          INT_TO_CHAR,
          INT_TO_SINGLE,
          FLOAT_TO_SINGLE,
          FLOAT_SATURATE_INT ->
          throw new IllegalStateException("written above: " + e.op());
      case NOT -> code.iconst_1().ixor();
    }
  }

  private void exact(
      boolean checked, String name, MethodTypeDesc type, Position position, Runnable unchecked) {
    if (checked) {
      checkedCall(MATH, name, type, BailReason.OVERFLOW, position);
    } else {
      unchecked.run();
    }
  }

  private void binary(Expr.Binary e) {
    if (e.op().isComparison()) {
      compare(e);
      isTrue(comparison(e.op()));
      return;
    }
    expression(e.left());
    expression(e.right());
    Position at = e.position();
    boolean checked = e.checked();
    switch (e.op()) {
      case INT_ADD -> exact(checked, "addExact", JJ_J, at, code::ladd);
      case INT_SUB -> exact(checked, "subtractExact", JJ_J, at, code::lsub);
      case INT_MUL -> exact(checked, "multiplyExact", JJ_J, at, code::lmul);
      case INT_FLOORDIV -> {
        if (checked) {
          checkedCall(INTS, "floorDiv", JJ_J, BailReason.ZERO_DIVISION, at);
        } else {
          code.invokestatic(MATH, "floorDiv", JJ_J);
        }
      }
      case INT_MOD -> {
        if (checked) {
          checkedCall(INTS, "floorMod", JJ_J, BailReason.ZERO_DIVISION, at);
        } else {
          code.invokestatic(MATH, "floorMod", JJ_J);
        }
      }
      case WRAP_ADD -> code.ladd();
      case WRAP_SUB -> code.lsub();
      case WRAP_MUL -> code.lmul();
      case INT_QUOTIENT, INT_REMAINDER -> {
        if (checked) {
          code.dup2().lconst_0().lcmp().ifeq(bail(BailReason.ZERO_DIVISION, at, -1));
        }
        if (e.op() == BinaryOp.INT_QUOTIENT) {
          code.ldiv();
        } else {
          code.lrem();
        }
      }
      case SHIFT_LEFT -> code.l2i().lshl();
      case SHIFT_RIGHT -> code.l2i().lshr();
      case SHIFT_RIGHT_UNSIGNED -> code.l2i().lushr();
      case FLOAT_REMAINDER -> code.drem();
      case INT_TRUEDIV ->
          checkedCall(
              INTS,
              "trueDiv",
              MethodTypeDesc.of(CD_double, CD_long, CD_long),
              BailReason.ZERO_DIVISION,
              at);
      case INT_POW -> checkedCall(INTS, "pow", JJ_J, BailReason.OVERFLOW, at);
      case INT_AND -> code.land();
      case INT_OR -> code.lor();
      case INT_XOR -> code.lxor();
      case INT_SHL -> {
        if (checked) {
          checkedCall(INTS, "shiftLeft", JJ_J, BailReason.SHIFT, at);
        } else {
          code.l2i().lshl();
        }
      }
      case INT_SHR -> checkedCall(INTS, "shiftRight", JJ_J, BailReason.SHIFT, at);
      case FLOAT_ADD -> code.dadd();
      case FLOAT_SUB -> code.dsub();
      case FLOAT_MUL -> code.dmul();
      case FLOAT_DIV -> {
        if (checked) {
          code.dup2().dconst_0().dcmpl().ifeq(bail(BailReason.ZERO_DIVISION, at, -1));
        }
        code.ddiv();
      }
      case FLOAT_FLOORDIV -> checkedCall(FLOATS, "floorDiv", DD_D, BailReason.ZERO_DIVISION, at);
      case FLOAT_MOD -> checkedCall(FLOATS, "mod", DD_D, BailReason.ZERO_DIVISION, at);
      case FLOAT_POW -> checkedCall(FLOATS, "power", DD_D, BailReason.POWER, at);
      case BOOL_AND -> code.iand();
      case BOOL_OR -> code.ior();
      case BOOL_XOR -> code.ixor();
      default -> throw new IllegalStateException("comparison " + e.op());
    }
  }

  private enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }

  private static Comparison comparison(BinaryOp op) {
    return switch (op) {
      case INT_EQ, FLOAT_EQ -> Comparison.EQ;
      case INT_NE, FLOAT_NE -> Comparison.NE;
      case INT_LT, FLOAT_LT -> Comparison.LT;
      case INT_LE, FLOAT_LE -> Comparison.LE;
      case INT_GT, FLOAT_GT -> Comparison.GT;
      case INT_GE, FLOAT_GE -> Comparison.GE;
      default -> throw new IllegalStateException("no comparison: " + op);
    };
  }

  /** Pushes an int whose relation to zero is the comparison; a NaN makes every one but != false. */
  private void compare(Expr.Binary e) {
    if (e.op().operand() == ScalarType.FLOAT
        && small.isSmall(e.left())
        && small.isSmall(e.right())) {
      singleExpression(e.left());
      singleExpression(e.right());
      if (e.op() == BinaryOp.FLOAT_LT || e.op() == BinaryOp.FLOAT_LE) {
        code.fcmpg();
      } else {
        code.fcmpl();
      }
      return;
    }
    expression(e.left());
    expression(e.right());
    if (e.op().operand() == ScalarType.INT) {
      code.lcmp();
    } else if (e.op() == BinaryOp.FLOAT_LT || e.op() == BinaryOp.FLOAT_LE) {
      code.dcmpg();
    } else {
      code.dcmpl();
    }
  }

  /** Turns an int and a relation to zero into a boolean. */
  private void isTrue(Comparison comparison) {
    java.lang.classfile.Label no = code.newLabel();
    java.lang.classfile.Label end = code.newLabel();
    branchUnless(comparison, no);
    code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
  }

  private void branchUnless(Comparison comparison, java.lang.classfile.Label target) {
    switch (comparison) {
      case EQ -> code.ifne(target);
      case NE -> code.ifeq(target);
      case LT -> code.ifge(target);
      case LE -> code.ifgt(target);
      case GT -> code.ifle(target);
      case GE -> code.iflt(target);
    }
  }

  private void jumpUnlessOfInts(Expr.Binary e, java.lang.classfile.Label target) {
    intExpression(e.left());
    intExpression(e.right());
    switch (comparison(e.op())) {
      case EQ -> code.if_icmpne(target);
      case NE -> code.if_icmpeq(target);
      case LT -> code.if_icmpge(target);
      case LE -> code.if_icmpgt(target);
      case GT -> code.if_icmple(target);
      case GE -> code.if_icmplt(target);
    }
  }

  private void jumpUnless(Expr condition, java.lang.classfile.Label target) {
    switch (condition) {
      case Expr.Binary e
          when e.op().isComparison()
              && e.op().operand() == ScalarType.INT
              && small.isSmall(e.left())
              && small.isSmall(e.right()) ->
          jumpUnlessOfInts(e, target);
      case Expr.Unary(UnaryOp op, Expr operand, boolean _, Position _) when op == UnaryOp.NOT -> {
        java.lang.classfile.Label otherwise = code.newLabel();
        jumpUnless(operand, otherwise);
        code.goto_(target);
        code.labelBinding(otherwise);
      }
      case Expr.Binary e when e.op().isComparison() -> {
        compare(e);
        branchUnless(comparison(e.op()), target);
      }
      case Expr.Select(Expr left, Expr then, Expr.BoolConst(boolean otherwise)) when !otherwise -> {
        jumpUnless(left, target);
        jumpUnless(then, target);
      }
      default -> {
        expression(condition);
        code.ifeq(target);
      }
    }
  }

  private void call(Expr.Call e) {
    if (e.function() instanceof JavaFunction f) {
      javaCall(e, f);
      switch (f.type().returnType().descriptorString()) {
        case "I", "B", "S", "C" -> code.i2l();
        case "F" -> code.f2d();
        default -> {}
      }
      return;
    }
    e.arguments().forEach(this::expression);
    Intrinsic f = (Intrinsic) e.function();
    switch (f) {
      case ROOT -> code.invokestatic(MATH, "sqrt", D_D);
      case ATAN, TANH -> code.invokestatic(MATH, f.name().toLowerCase(Locale.ROOT), D_D);
      case ATAN2 -> code.invokestatic(MATH, "atan2", DD_D);
      case HYPOT -> code.invokestatic(MATH, "hypot", DD_D);
      case COPYSIGN -> code.invokestatic(MATH, "copySign", DD_D);
      case NEXTAFTER -> code.invokestatic(MATH, "nextAfter", DD_D);
      case ISNAN -> code.invokestatic(DOUBLE, "isNaN", MethodTypeDesc.of(CD_boolean, CD_double));
      case ISINF ->
          code.invokestatic(DOUBLE, "isInfinite", MethodTypeDesc.of(CD_boolean, CD_double));
      case ISFINITE ->
          code.invokestatic(DOUBLE, "isFinite", MethodTypeDesc.of(CD_boolean, CD_double));
      case MIN, MAX -> code.invokestatic(MATH, f.name().toLowerCase(Locale.ROOT), JJ_J);
      case LOW_ADD,
          HIGH_ADD,
          LOW_SUB,
          HIGH_SUB,
          LOW_MUL,
          HIGH_MUL,
          LOW_WRAP_INT,
          HIGH_WRAP_INT,
          LOW_WRAP,
          HIGH_WRAP ->
          code.invokestatic(BOUNDS, routine(f), JJ_J);
      case GCD, LCM, COMB, PERM, ISQRT, FACTORIAL, POW_MOD, BIT_LENGTH, BIT_COUNT, COMPARE ->
          checkedCall(INTS, routine(f), type(f), BailReason.DOMAIN, e.position());
      case SQRT_INT, LOG2_INT, LOG10_INT, ACOSH_INT ->
          checkedCall(INT_FUNCTIONS, routine(f), type(f), BailReason.DOMAIN, e.position());
      case COMPLEX_ABS, COMPLEX_POW_REAL, COMPLEX_POW_IMAG ->
          checkedCall(COMPLEX, routine(f), type(f), BailReason.DOMAIN, e.position());
      default -> checkedCall(FLOATS, routine(f), type(f), BailReason.DOMAIN, e.position());
    }
  }

  private static MethodTypeDesc type(Intrinsic f) {
    return MethodTypeDesc.of(
        primitive(f.result()), f.parameters().stream().map(CodeGenerator::primitive).toList());
  }

  /** POW_MOD is {@code powMod}. */
  private static String routine(Intrinsic f) {
    StringBuilder name = new StringBuilder();
    for (String part : f.name().toLowerCase(Locale.ROOT).split("_")) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }
}
