package io.epochly.host.internal.guest;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestStuckException;
import io.epochly.host.Limit;
import io.epochly.host.internal.guest.GuestContexts.OpenContext;
import io.epochly.host.internal.shared.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.graalvm.polyglot.Value;
import org.slf4j.LoggerFactory;

/**
 * A guest in a context of this JVM. It runs on the caller's thread, unless a limit needs a thread
 * that can be left behind, or a stack of another size: then on one of its own.
 */
public final class ContextSession implements Session {
  /** How long a guest that was told to end may take before it counts as stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HostCalls hostCalls;
  private final Optional<Room> room;
  private final OpenContext open;
  private final Deliveries deliveries;
  private final Enforcement enforcement;
  private final Optional<Duration> wallTime;
  private final Optional<ExecutorService> ownThread;
  private final CallerWatch watch = new CallerWatch(() -> interrupt(PATIENCE));

  private ContextSession(
      HostCalls hostCalls,
      Optional<Room> room,
      OpenContext open,
      Enforcement enforcement,
      Optional<Duration> wallTime,
      Optional<ExecutorService> ownThread) {
    this.hostCalls = hostCalls;
    this.room = room;
    this.open = open;
    this.enforcement = enforcement;
    this.deliveries = new Deliveries(this::bringIn);
    this.wallTime = wallTime;
    this.ownThread = ownThread;
  }

  /** Opens a guest with these limits, of those that hold in a context. */
  public static ContextSession open(
      GuestContexts contexts, ResolvedPolicy resolved, Map<Limit, Long> limits) {
    Enforcement enforcement = new Enforcement(limits);
    OpenContext open =
        contexts.open(
            resolved.withOutput(
                enforcement.counted(resolved.stdout()), enforcement.counted(resolved.stderr())));
    enforcement.onExhaustion(open::close);
    Optional<Duration> wallTime =
        Optional.ofNullable(limits.get(Limit.WALL_TIME)).map(Duration::ofMillis);
    // A caller's virtual thread must not enter a context either.
    boolean own =
        wallTime.isPresent()
            || limits.containsKey(Limit.STACK)
            || Thread.currentThread().isVirtual();
    ContextSession session =
        new ContextSession(
            resolved.hostCalls(),
            resolved.room(),
            open,
            enforcement,
            wallTime,
            own
                ? Optional.of(guestThread(limits.getOrDefault(Limit.STACK, 0L)))
                : Optional.empty());
    resolved.hostCalls().attach(session);
    return session;
  }

  private static ExecutorService guestThread(long stack) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(null, task, "epochly-guest", stack);
          // One that is stuck must not keep the JVM alive.
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public Reference evaluate(String source) {
    return inGuest(() -> new InContext(open.bridge().call("evaluate", source)));
  }

  @Override
  public Reference call(String function, Object... arguments) {
    return inGuest(() -> callAndCopyBack(function, arguments));
  }

  private Reference callAndCopyBack(String function, Object... arguments) {
    Bridge bridge = open.bridge();
    Object[] passed = new Object[arguments.length + 1];
    passed[0] = function;
    for (int i = 0; i < arguments.length; i++) {
      passed[i + 1] = bridge.toGuest(arguments[i]);
    }
    try {
      return new InContext(bridge.call("call", passed));
    } finally {
      for (int i = 0; i < arguments.length; i++) {
        bridge.copyBack(arguments[i], passed[i + 1]);
      }
    }
  }

  @Override
  public void run(String entry, List<String> arguments) {
    inGuest(() -> open.bridge().call(entry, arguments.toArray()));
  }

  @Override
  public int runAsProgram(String entry, List<String> arguments) {
    return inGuest(() -> open.bridge().callAsProgram(entry, arguments.toArray()));
  }

  @Override
  public boolean interrupt(Duration timeout) {
    try {
      open.bindings().interruptKernels();
      open.context().interrupt(timeout);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public void signal() {
    InterruptSignal.raise();
  }

  @Override
  public void disableForGood() {
    open.bindings().disableForGood();
  }

  /** It ends in the middle of calls only. */
  @Override
  public void check() {}

  @Override
  public void tasks(List<Task> tasks, Task.Results results) {
    for (Task task : tasks) {
      byte[] outcome = task(task);
      results.done(outcome, room.map(Room::taken).orElse(List.of()));
    }
  }

  /** What {@code tasks.py} gives for a task. */
  public byte[] task(Task task) {
    return inGuest(() -> open.bridge().task(task));
  }

  @Override
  public byte[] typed(byte[] request) {
    return inGuest(() -> open.entered(bridge -> bridge.typed(request)), true);
  }

  @Override
  public Optional<DirectFunction> direct(
      List<DirectFunction.Parameter> parameters, Class<?> result) {
    boolean unlimited = !result.isArray() || !enforcement.limits(Limit.RESULT);
    return unlimited && DirectFunction.canTake(parameters, result)
        ? Optional.of(open.bindings().direct(parameters, result, new DirectCaller()))
        : Optional.empty();
  }

  @Override
  public void deliver(Delivery delivery) {
    deliveries.add(delivery);
  }

  private void bringIn(List<Delivery> results) {
    try {
      open.bridge().deliver(results);
    } catch (GuestFailure e) {
      // The guest is gone, and with it whoever waits for this.
      hostCalls.close();
    } finally {
      results.forEach(result -> result.settled().run());
    }
  }

  @Override
  public List<FunctionReport> reports() {
    return open.bindings().reports();
  }

  @Override
  public Optional<GuestMetrics> metrics() {
    return Optional.of(open.bindings().metrics());
  }

  @Override
  public List<String> reductions() {
    return List.of();
  }

  /** Returns soon in any case: a guest in a builtin that does not stop is left behind. */
  @Override
  public void close() {
    hostCalls.close();
    ownThread.ifPresent(ExecutorService::shutdown);
    if (!Ending.within(PATIENCE, open::close)) {
      // Looked up here: to start the logging takes longer than to open a guest.
      LoggerFactory.getLogger(ContextSession.class)
          .warn(
              "a guest cannot be ended: it is in a builtin that does not stop. Its thread goes on until"
                  + " that returns.");
      return;
    }
    room.ifPresent(Room::end);
  }

  private <T> T inGuest(Supplier<T> action) {
    return inGuest(action, false);
  }

  private <T> T inGuest(Supplier<T> action, boolean interruptible) {
    try {
      if (ownThread.isPresent()) {
        return onOwnThread(ownThread.get(), action, interruptible);
      }
      if (Thread.currentThread().isVirtual()) {
        throw new IllegalStateException(
            "a virtual thread cannot enter this guest, which was opened on another kind: open it on"
                + " a virtual thread too, and it gets a thread of its own");
      }
      return interruptible ? watch.during(action) : action.get();
    } catch (GuestDeadException e) {
      throw enforcement.reason().<RuntimeException>map(Function.identity()).orElse(e);
    }
  }

  private <T> T onOwnThread(ExecutorService thread, Supplier<T> action, boolean interruptible) {
    Future<T> call;
    try {
      call = thread.submit(action::get);
    } catch (RejectedExecutionException e) {
      throw new GuestDeadException("the guest is closed", e);
    }
    boolean interrupted = false;
    boolean told = false;
    long start = System.nanoTime();
    try {
      while (true) {
        long limit = wallTime.map(Duration::toNanos).orElse(Long.MAX_VALUE);
        long allowed = told ? limit + PATIENCE.toNanos() : limit;
        try {
          return call.get(allowed - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          if (interruptible) {
            // Waits until the call has ended, unless that takes too long.
            interrupt(PATIENCE);
          }
        } catch (TimeoutException e) {
          if (told) {
            throw new GuestStuckException(enforcement.reason().orElseThrow());
          }
          told = true;
          enforcement.exhaust(Limit.WALL_TIME);
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }

  /** Holds calls to the guest's limits that do not enter it. */
  private final class DirectCaller implements DirectFunction.Caller {
    private final OptionalLong nanos =
        wallTime.map(time -> OptionalLong.of(time.toNanos())).orElseGet(OptionalLong::empty);

    @Override
    public OptionalLong nanos() {
      return nanos;
    }

    @Override
    public void tookTooLong() {
      enforcement.exhaust(Limit.WALL_TIME);
    }

    @Override
    public RuntimeException interrupted() {
      return new GuestInterruptedException();
    }
  }

  /** A value that stays where it is. */
  private final class InContext implements Reference {
    private final Value value;

    InContext(Value value) {
      this.value = value;
    }

    @Override
    public boolean isNone() {
      return value.isNull();
    }

    @Override
    public Optional<Object> small() {
      return inGuest(() -> open.bridge().small(value));
    }

    @Override
    public String type() {
      return open.bridge().type(value);
    }

    @Override
    public boolean asBoolean() {
      return scalar("bool", Value::isBoolean, Value::asBoolean);
    }

    @Override
    public long asLong() {
      return scalar("int of 64 bits", Value::fitsInLong, Value::asLong);
    }

    @Override
    public double asDouble() {
      return scalar("float", Value::fitsInDouble, Value::asDouble);
    }

    @Override
    public String asString() {
      return inGuest(() -> open.bridge().readString(value));
    }

    @Override
    public double[] asDoubles() {
      return inGuest(() -> open.bridge().readDoubles(value));
    }

    @Override
    public long[] asLongs() {
      return inGuest(() -> open.bridge().readLongs(value));
    }

    @Override
    public byte[] asBytes() {
      return inGuest(() -> open.bridge().readBytes(value));
    }

    @Override
    public String text() {
      return inGuest(() -> open.bridge().text(value));
    }

    private <T> T scalar(String kind, Predicate<Value> fits, Function<Value, T> as) {
      return open.bridge().read(value, kind, fits, as);
    }
  }
}
