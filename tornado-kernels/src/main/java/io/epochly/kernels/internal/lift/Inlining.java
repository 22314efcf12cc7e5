package io.epochly.kernels.internal.lift;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the code of called methods in the place of calls, but of those that call themselves, and
 * counts what becomes of it.
 */
final class Inlining {
  /** More would be more than a method of the JVM has. */
  static final int MOST_NODES = 3000;

  private static final int MOST_DEPTH = 20;

  /** No method has so many bytes of code. */
  private static final int POSITIONS = 1 << 16;

  private final Methods methods;
  private final Map<Integer, Storage> memories;
  private final boolean wantsApart;
  private final CalledApart apart = new CalledApart(this);
  private final Deque<Methods.Found> around = new ArrayDeque<>();

  /** Variables that are made to refer to different arrays, one after the other. */
  private final Set<ArrayVar> moving = new HashSet<>();

  private int frames;
  private int nodes;
  private int line;

  /**
   * @param memories what elements the parameters that are memory were seen to have
   * @param wantsApart whether called methods are to be functions of the kernel where they can be
   */
  Inlining(Methods methods, Map<Integer, Storage> memories, boolean wantsApart) {
    this.wantsApart = wantsApart;
    this.methods = methods;
    this.memories = memories;
  }

  /** Elements of another type than was thought: the method is to be lifted again. */
  static final class Retyped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Retyped() {
      super(null, null, false, false);
    }
  }

  /** A variable for arrays like another one, which refers to different ones in turn. */
  ArrayVar moving(String name, ArrayRef like) {
    ArrayVar var = new ArrayVar(name, like.type());
    moving.add(var);
    return var;
  }

  boolean isMoving(ArrayRef array) {
    return array instanceof ArrayVar var && moving.contains(var);
  }

  /** Whether a variable may refer to an array that others refer to as well. */
  static boolean canMove(ArrayRef array) {
    return array.type().rank() == 1 && !array.type().storage().isMemory();
  }

  /** Notes what the elements of memory are. */
  void memory(ArrayRef segment, Storage elements, int at) {
    ArrayParam array = (ArrayParam) segment;
    Storage known = memories.putIfAbsent(array.index(), elements);
    if (known != null && known != elements) {
      throw new Refusal("the memory " + array.name() + ", whose elements are of two types", at);
    }
    if (array.type().storage() != elements) {
      throw new Retyped();
    }
  }

  /** What elements memory has, as far as is known. */
  Storage memory(int parameter) {
    return memories.getOrDefault(parameter, Storage.MEMORY_I8);
  }

  Node node(Position position) {
    if (++nodes > MOST_NODES) {
      throw tooLarge(line);
    }
    return new Node(position);
  }

  static Refusal tooLarge(int line) {
    return Refusal.tooLarge("the method is too large, with the methods that it calls", line);
  }

  /** The frame of the method that is compiled. */
  Frame outermost(Methods.Found method) {
    return new Frame(method, 0);
  }

  /** The method that is called. */
  Methods.Found called(Frame caller, InvokeInstruction invoke, int at) {
    ClassDesc owner = invoke.owner().asSymbol();
    String name = owner.displayName() + "." + invoke.name().stringValue();
    Methods.Found found =
        Methods.resolve(owner, caller.found.owner())
            .filter(c -> !isOfPlatform(c))
            .flatMap(c -> methods.find(c, invoke.name().stringValue(), invoke.typeSymbol()))
            .orElseThrow(
                () -> new Refusal("a call of " + name + ", whose code cannot be put in", at));
    if (!Methods.isInitialised(found.owner())) {
      throw new Refusal("a call of " + name + ", whose class cannot be initialised", at);
    }
    if (around.size() == 1) {
      line = at;
    }
    return found;
  }

  /**
   * Whether a called method is to be a function of the kernel: it calls itself, or all are that can
   * be.
   */
  boolean isApart(Methods.Found found, List<Value> arguments) {
    return around.stream().anyMatch(f -> f.method() == found.method())
        || wantsApart
            && CalledApart.takes(arguments, found.method().methodTypeSymbol().returnType());
  }

  /** The methods that are functions of the kernel. */
  CalledApart apart() {
    return apart;
  }

  /** The frame of a called method. */
  Frame frame(Methods.Found found, int at) {
    if (around.size() > MOST_DEPTH) {
      throw Refusal.tooLarge(
          "the call of " + found.method().methodName().stringValue() + ", nested too deep", at);
    }
    try {
      return new Frame(found, ++frames * POSITIONS);
    } catch (Refusal refusal) {
      throw in(found, refusal, at);
    }
  }

  /** Classes of the JDK are written for others than us to run. */
  private static boolean isOfPlatform(Class<?> c) {
    return c.getClassLoader() == null || c.getClassLoader() == ClassLoader.getPlatformClassLoader();
  }

  /** The body of a function that a called method becomes, whatever calls it. */
  List<Stmt> apart(Frame frame, List<Stmt> start, int at) {
    List<Methods.Found> outer = List.copyOf(around);
    int before = line;
    around.clear();
    try {
      return body(frame, start);
    } catch (Refusal refusal) {
      throw in(frame.found, refusal, at);
    } finally {
      around.clear();
      around.addAll(outer);
      line = before;
    }
  }

  /**
   * The body of a method, as that of the kernel or of a function of it.
   *
   * @param start what comes before it
   */
  List<Stmt> body(Frame frame, List<Stmt> start) {
    Node entry = node(Position.NONE);
    entry.body.addAll(start);
    entry.exit = new Node.Exit.Goto(lift(frame, BlockLifter::endKernel, 0));
    Flow.simplify(entry);
    return CountedLoops.of(Tidying.tidy(Structure.of(entry)));
  }

  Node lift(Frame frame, BlockLifter.Returns returns, int at) {
    around.push(frame.found);
    try {
      return new BlockLifter(this, frame, returns).lift();
    } catch (Refusal refusal) {
      throw around.size() == 1 ? refusal : in(frame.found, refusal, at);
    } finally {
      around.pop();
    }
  }

  /** A refusal inside a called method, as its caller sees it. */
  private static Refusal in(Methods.Found callee, Refusal refusal, int line) {
    return refusal.in(
        refusal.getMessage()
            + " (in "
            + callee.owner().getSimpleName()
            + "."
            + callee.method().methodName().stringValue()
            + ", line "
            + refusal.line()
            + ")",
        line);
  }
}
