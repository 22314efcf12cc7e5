package io.epochly.guest.internal.runtime;

import io.epochly.guest.DirectFunction;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.MemoryArgs;
import io.epochly.kernels.OperandRow;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a kernel on a thread that is not in its guest.
 *
 * <p>Records, bound to method handles: their components are constants for the JVM's compiler, and a
 * call becomes what the kernel does and a few comparisons.
 *
 * @param kernel calls the kernel that is prepared
 * @param arrays whether some argument is an array or memory, which may be null
 * @param memory which arguments are memory
 */
public record DirectCode(
    State state,
    MethodHandle kernel,
    boolean arrays,
    Set<Integer> memory,
    Presence presence,
    Interruption interruption,
    DirectFunction.Caller caller) {
  private static final MethodType CALL =
      MethodType.methodType(Object.class, Armed.class, Object[].class);
  private static final MethodHandle PLAN_CALL;
  private static final MethodHandle RUN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PLAN_CALL = lookup.findVirtual(Plan.class, "call", CALL);
      RUN =
          lookup.findVirtual(
              DirectCode.class, "run", MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What changes when it is prepared anew. */
  public static final class State {
    private final MutableCallSite site =
        new MutableCallSite(
            MethodHandles.dropArguments(
                MethodHandles.constant(Object.class, DirectFunction.DECLINED),
                0,
                CALL.parameterList()));
    private volatile @Nullable Armed armed;
    private volatile boolean bailedOut;

    /** Whether the last call that was declined was so because the kernel gave up; asked once. */
    public boolean takeBailedOut() {
      boolean was = bailedOut;
      if (was) {
        bailedOut = false;
      }
      return was;
    }

    void arm(Armed next) {
      Armed before = armed;
      if (before == null || !before.plan().equals(next.plan())) {
        site.setTarget(PLAN_CALL.bindTo(next.plan()));
        MutableCallSite.syncAll(new MutableCallSite[] {site});
        armed = next;
      } else {
        armed = new Armed(before.plan(), next.captures(), next.entries(), next.poll());
      }
    }
  }

  /**
   * A kernel that calls are prepared for.
   *
   * @param captured how many of its operands are values of names outside of the function
   */
  record Plan(
      Version version, CompiledKernel kernel, int captured, Cores cores, Set<Integer> memory) {
    /** In loops that the JVM's compiler unrolls, so that it needs no array in the end. */
    private Object[] withCaptures(Object[] given, Object[] captures) {
      int count = given.length;
      Object[] operands = new Object[count + captured];
      for (int i = 0; i < count; i++) {
        operands[i] = given[i];
      }
      for (int i = 0; i < captured; i++) {
        operands[count + i] = captures[i];
      }
      return operands;
    }

    Object call(Armed now, Object[] given) {
      if (now.plan() != this) {
        // Another one was prepared meanwhile.
        return DirectFunction.DECLINED;
      }
      if (!memory.isEmpty() && !fits(given)) {
        return DirectFunction.DECLINED;
      }
      Object[] operands = captured == 0 ? given : withCaptures(given, now.captures());
      Cores allowed = memory.isEmpty() ? cores : MemoryArgs.cores(given, cores);
      Object result = kernel.invoke(now.poll(), operands, allowed);
      version.ranDirectly();
      // No switch over patterns: numbers come this way too, whose calls take nanoseconds.
      if (result instanceof ArrayArg array) {
        return javaArray(array, isFresh(array, operands));
      }
      return result instanceof OperandRow row ? javaArray(row.elements(), false) : result;
    }

    /** Whether the function may be given this memory in place. */
    private boolean fits(Object[] given) {
      for (int i : memory) {
        if (((MemorySegment) ((ArrayArg) given[i]).base).isReadOnly() && kernel.stores(i)) {
          return false;
        }
      }
      return MemoryArgs.areApart(given, kernel.source().params());
    }

    private static boolean isFresh(ArrayArg array, Object[] operands) {
      for (Object operand : operands) {
        if (operand instanceof ArrayArg other && other.base == array.base) {
          return false;
        }
      }
      return true;
    }

    /** The elements of a list that a kernel gave; an operand is copied, as in other calls. */
    private static Object javaArray(ArrayArg array, boolean fresh) {
      return switch (array.base) {
        case double[] a -> fresh && a.length == array.length ? a : Arrays.copyOf(a, array.length);
        case long[] a -> fresh && a.length == array.length ? a : Arrays.copyOf(a, array.length);
        case int[] a -> Arrays.stream(a, 0, array.length).asLongStream().toArray();
        default -> throw new IllegalStateException("a kernel for other results");
      };
    }
  }

  /**
   * What calls need that was found when the guest had been entered so many times.
   *
   * @param captures the values of names outside of the function, which are its last operands
   */
  record Armed(Plan plan, Object[] captures, long entries, DirectPoll poll) {}

  /** Code for calls that are not prepared yet. */
  public static DirectCode of(
      boolean arrays,
      Set<Integer> memory,
      Presence presence,
      Interruption interruption,
      DirectFunction.Caller caller) {
    State state = new State();
    return new DirectCode(
        state, state.site.dynamicInvoker(), arrays, memory, presence, interruption, caller);
  }

  /** Takes operands and gives what {@link DirectFunction#handle} does. */
  public MethodHandle entry() {
    return RUN.bindTo(this);
  }

  private Object run(Object[] given) throws Throwable {
    Armed now = state.armed;
    if (now == null
        || now.entries() != presence.entries()
        || now.poll().isOver()
        || Thread.currentThread().isInterrupted()
        || (arrays && hasNull(given))) {
      return DirectFunction.DECLINED;
    }
    if (caller.nanos().isPresent()) {
      now = new Armed(now.plan(), now.captures(), now.entries(), now.poll().forRun());
    }
    try {
      return (Object) kernel.invokeExact(now, given);
    } catch (BailOut | StackOverflowError _) {
      state.bailedOut = true;
      return DirectFunction.DECLINED;
    } catch (KernelPoll.Interrupted _) {
      return ended(now.poll());
    } catch (IllegalStateException e) {
      throw memory.isEmpty() ? e : freed(given, e);
    }
  }

  private RuntimeException freed(Object[] given, IllegalStateException thrown) {
    for (int i : memory) {
      if (!((MemorySegment) ((ArrayArg) given[i]).base).scope().isAlive()) {
        return new IllegalStateException(
            ("argument %d is memory that was freed while the function ran: keep its arena open"
                    + " until the call has returned")
                .formatted(i + 1),
            thrown);
      }
    }
    return thrown;
  }

  private static boolean hasNull(Object[] given) {
    for (Object operand : given) {
      if (operand == null) {
        return true;
      }
    }
    return false;
  }

  /** Where the guest has come to its end, or the thread is interrupted, entering it tells. */
  private Object ended(DirectPoll poll) {
    if (poll.isLate()) {
      caller.tookTooLong();
      return DirectFunction.DECLINED;
    }
    if (presence.isOver() || interruption.stopped() || Thread.currentThread().isInterrupted()) {
      return DirectFunction.DECLINED;
    }
    throw caller.interrupted();
  }

  /**
   * What a dispatcher found for calls with arguments like its samples.
   *
   * @param captures as in {@link Armed}
   */
  record Found(Plan plan, Object[] captures, int epoch) {}

  /**
   * Prepares calls by what somebody finds, who is the only one in the guest; false where he finds
   * nothing, or there is somebody else.
   */
  boolean arm(Supplier<Optional<Found>> somebody) {
    if (!presence.isOne()) {
      return false;
    }
    long entries = presence.entries();
    presence.quiet();
    Optional<Found> found = somebody.get();
    found.ifPresent(
        what ->
            state.arm(
                new Armed(
                    what.plan(),
                    what.captures(),
                    entries,
                    new DirectPoll(interruption, what.epoch(), caller.nanos()))));
    return found.isPresent();
  }
}
