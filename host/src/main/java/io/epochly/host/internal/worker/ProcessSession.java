package io.epochly.host.internal.worker;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.FunctionReport;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.files.Grant;
import io.epochly.host.internal.guest.Delivery;
import io.epochly.host.internal.guest.Enforcement;
import io.epochly.host.internal.guest.HostCalls;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.Session;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.shared.Room;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A guest in a process of its own, seen from the host. */
final class ProcessSession implements Session {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The largest value where no limit is set: one must not fill the memory of the host. */
  private static final long LARGEST_VALUE =
      Math.min(256 << 20, Runtime.getRuntime().maxMemory() / 8);

  /** What is around a value in its message. */
  private static final int ENVELOPE = 1 << 20;

  /** The time in which a worker must have come up, on a machine however busy. */
  private static final Duration OPENING = Duration.ofMinutes(2);

  /** How often it is asked whether those behind a task should run elsewhere. */
  private static final Duration WANTED_AFTER = Duration.ofMillis(10);

  private static final byte[] NOTHING = {};
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Process process;
  private final ResolvedPolicy policy;
  private final List<String> reductions;
  private final ScheduledExecutorService clock;
  private final Consumer<ProcessSession> whenClosed;
  private final Channel<Reply, Request> channel;
  private final Enforcement enforcement;
  private final Duration wallTime;
  private final long largest;
  private final GuestPolicy asked;
  private final Inbox inbox = new Inbox();
  private final Recent<Boolean> functions = new Recent<>();
  private final ConcurrentLinkedQueue<Long> released = new ConcurrentLinkedQueue<>();
  private final Map<Long, Runnable> unsettled = new ConcurrentHashMap<>();
  private final Death death;
  private final Streams streams;
  private volatile boolean opened;

  /** Bytes that the task that runs may still put into shared memory; by the thread that asks. */
  private long placeable;

  /** What the worker has of the tasks that it was given last. */
  private volatile Batches batches = new Batches();

  private volatile boolean violated;

  /** By the thread that receives. */
  private volatile Optional<GuestMetrics> counted = Optional.empty();

  ProcessSession(
      Process process,
      GuestPolicy asked,
      ResolvedPolicy policy,
      List<String> reductions,
      ScheduledExecutorService clock,
      Consumer<ProcessSession> whenClosed) {
    this.process = process;
    this.asked = asked;
    this.policy = policy;
    this.reductions = reductions;
    this.clock = clock;
    this.whenClosed = whenClosed;
    this.enforcement = new Enforcement(asked.limits());
    enforcement.onExhaustion(process::destroyForcibly);
    this.death = new Death(process, asked, policy, enforcement);
    this.wallTime = Duration.ofMillis(asked.limit(Limit.WALL_TIME).orElse(Long.MAX_VALUE));
    this.largest = policy.result().orElse(LARGEST_VALUE);
    this.channel =
        new Channel<>(
            Reply.class,
            Request.class,
            process.getInputStream(),
            process.getOutputStream(),
            (int) Math.min(largest + ENVELOPE, Integer.MAX_VALUE));
    this.streams = new Streams(policy, enforcement, channel, death);
  }

  /** Opens the guest in the process. */
  void begin(boolean guards) {
    Thread.ofPlatform().daemon().name("epochly-worker").start(this::receive);
    death.listen();
    try {
      Reply reply =
          ask(
              new Request.Open(
                  Request.VERSION,
                  guards,
                  policy.grants().stream().map(ProcessSession::path).toList(),
                  policy.folder().toString(),
                  policy.environment(),
                  policy.network(),
                  policy.threads(),
                  policy.workers(),
                  policy.preciseClock(),
                  policy.signals(),
                  policy.interactive(),
                  policy.functions(),
                  largest,
                  policy.room().map(Room::size).orElse(0L),
                  policy.settings()));
      if (!(reply instanceof Reply.Ready ready) || ready.version() != Request.VERSION) {
        throw violated("no word that the guest is open");
      }
      opened = true;
      policy.hostCalls().attach(this);
    } catch (GuestFailure e) {
      close();
      throw e;
    }
  }

  private static Request.GrantedPath path(Grant grant) {
    return new Request.GrantedPath(
        grant.name().toString(), grant.real().toString(), grant.access() == Grant.Access.WRITE);
  }

  // What the host asks.

  @Override
  public Reference evaluate(String source) {
    return value(ask(new Request.Evaluate(source)));
  }

  @Override
  public Reference call(String function, Object... arguments) {
    CallArguments passed = new CallArguments(arguments);
    Reply reply = ask(new Request.Call(function, passed.messages()));
    try {
      switch (reply) {
        case Reply.Returned(Reply.Held value, List<byte[]> contents) -> passed.fill(contents);
        case Reply.Failed(Reply.Failure failure, List<byte[]> contents) -> passed.fill(contents);
        default -> throw new ProtocolException("another answer to a call");
      }
    } catch (ProtocolException e) {
      throw violated(e.getMessage());
    }
    return value(reply);
  }

  @Override
  public void run(String entry, List<String> arguments) {
    ended(ask(new Request.Run(entry, arguments, false)));
  }

  @Override
  public int runAsProgram(String entry, List<String> arguments) {
    return ended(ask(new Request.Run(entry, arguments, true)));
  }

  @Override
  public void check() {
    if (inbox.isClosed() || !process.isAlive()) {
      throw death.reason();
    }
  }

  @Override
  public void tasks(List<Task> tasks, Task.Results results) {
    inbox.ask(tasks.size());
    Future<?> deadline = deadline();
    boolean recalled = false;
    boolean quick = true;
    placeable = largest;
    batches = new Batches();
    try {
      release();
      send(tasks);
      for (int left = tasks.size(); left > 0 || recalled; ) {
        // What came back from behind a task that takes long is for others.
        if (left == 1 && quick && !recalled) {
          List<Task> more = results.more();
          if (!more.isEmpty()) {
            inbox.askMore(more.size());
            sendAlong(() -> send(more));
            left += more.size();
          }
        }
        if (left > 1 && !recalled && takesLong(results)) {
          recalled = true;
          inbox.recall();
          sendAlong(() -> channel.send(new Request.GiveBack()));
        }
        switch (next()) {
          case Reply.Outcome(byte[] outcome) -> {
            left--;
            batches.outcome();
            quick = true;
            placeable = largest;
            deadline.cancel(false);
            deadline = deadline();
            results.done(outcome, policy.room().map(Room::taken).orElse(List.of()));
          }
          case Reply.GivenBack(int count) -> {
            left -= count;
            batches.givenBack(count);
            recalled = false;
            quick = false;
            results.givenBack(count);
          }
          case Reply.Failed(Reply.Failure failure, List<byte[]> arrays) -> throw failure(failure);
          default -> throw violated("another answer to a task");
        }
      }
    } catch (IOException e) {
      GuestFailure reason = death.reason();
      if (reason instanceof GuestDeadException) {
        tellUnlessBegun(results);
      }
      throw reason;
    } catch (GuestDeadException e) {
      tellUnlessBegun(results);
      throw e;
    } finally {
      deadline.cancel(false);
      inbox.end();
    }
  }

  @FunctionalInterface
  private interface Sending {
    void run() throws IOException;
  }

  /** What the worker has sent before it died is still there, and tells that it did. */
  private void sendAlong(Sending sending) {
    try {
      sending.run();
    } catch (IOException e) {
      // By its handle: a process that is destroyed closes what it has sent.
      process.toHandle().destroyForcibly();
    }
  }

  private void tellUnlessBegun(Task.Results results) {
    // Then all is read that it has sent.
    if (inbox.awaitClose(PATIENCE) && !violated && batches.isNextNew()) {
      results.neverBegun();
    }
  }

  private void send(List<Task> tasks) throws IOException {
    batches.sent(tasks.size());
    channel.send(new Request.Tasks(tasks.stream().map(this::job).toList()));
  }

  /** Whether the worker's task takes so long that those behind it should not wait any more. */
  private boolean takesLong(Task.Results results) {
    long end = System.nanoTime() + results.patience().toNanos();
    boolean there = inbox.await(WANTED_AFTER);
    while (!there && System.nanoTime() < end && !results.areWanted()) {
      there = inbox.await(WANTED_AFTER);
    }
    return !there;
  }

  @Override
  public byte[] typed(byte[] request) {
    return switch (ask(new Request.Typed(request), true)) {
      case Reply.Content(byte[] answer) -> answer;
      case Reply.Failed(Reply.Failure failure, List<byte[]> arrays) -> throw failure(failure);
      default -> throw violated("another answer to a typed call");
    };
  }

  private Request.Job job(Task task) {
    return switch (task) {
      case Task.Shipped(Task.Function(long number, byte[] pickled), boolean many, byte[] given) -> {
        boolean known = functions.put(number, true) != null;
        yield new Request.Shipped(number, known ? NOTHING : pickled, many, given);
      }
      case Task.Named(String function, byte[] given) -> new Request.Named(function, given);
    };
  }

  /** Its kernels are in another process. */
  @Override
  public Optional<DirectFunction> direct(
      List<DirectFunction.Parameter> parameters, Class<?> result) {
    return Optional.empty();
  }

  @Override
  public void deliver(Delivery delivery) {
    boolean placed = !delivery.places().isEmpty();
    if (placed) {
      unsettled.put(delivery.ticket(), delivery.settled());
    }
    try {
      channel.send(
          new Request.Delivery(
              delivery.ticket(), delivery.died(), delivery.outcome(), delivery.places()));
    } catch (IOException e) {
      throw death.reason();
    } finally {
      if (!placed) {
        delivery.settled().run();
      }
    }
  }

  @Override
  public List<FunctionReport> reports() {
    return List.of();
  }

  @Override
  public Optional<GuestMetrics> metrics() {
    return counted;
  }

  private int ended(Reply reply) {
    return switch (reply) {
      case Reply.Ended(int status) -> status & 0xFF;
      case Reply.Failed(Reply.Failure failure, List<byte[]> arrays) -> throw failure(failure);
      default -> throw violated("another answer to a run");
    };
  }

  private Reference value(Reply reply) {
    return switch (reply) {
      case Reply.Returned(Reply.Held held, List<byte[]> arrays) -> {
        HeldValue value = new HeldValue(this, held);
        long id = held.id();
        ConcurrentLinkedQueue<Long> queue = released;
        CLEANER.register(value, () -> queue.add(id));
        yield value;
      }
      case Reply.Failed(Reply.Failure failure, List<byte[]> arrays) -> throw failure(failure);
      default -> throw violated("another answer to a call");
    };
  }

  RuntimeException failure(Reply.Failure failure) {
    return switch (failure) {
      case Reply.Raised(String type, String detail, String traceback) ->
          new GuestException(type, detail, traceback);
      case Reply.Exited(int status) -> new GuestExitException(status & 0xFF);
      case Reply.Interrupted() -> new GuestInterruptedException();
      case Reply.TooLarge() ->
          new ResourceExhaustedException(
              Limit.RESULT, asked.limit(Limit.RESULT).orElse(LARGEST_VALUE));
      case Reply.Died(String reason) -> {
        process.destroyForcibly();
        yield new GuestDeadException(reason);
      }
      case Reply.Refused(String message) -> new IllegalArgumentException(message);
    };
  }

  /**
   * Sends a request and waits for what it gives, answering what the worker asks meanwhile.
   *
   * @throws GuestFailure if the worker is gone, with the reason
   */
  Reply ask(Request request) {
    return ask(request, false);
  }

  private Reply ask(Request request, boolean interruptible) {
    inbox.ask(1);
    Future<?> deadline = deadline();
    try {
      release();
      channel.send(request);
      return next(interruptible);
    } catch (IOException e) {
      throw death.reason();
    } finally {
      deadline.cancel(false);
      inbox.end();
    }
  }

  private Future<?> deadline() {
    if (opened && asked.limit(Limit.WALL_TIME).isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    return clock.schedule(
        opened ? () -> enforcement.exhaust(Limit.WALL_TIME) : this::neverOpened,
        (opened ? wallTime : OPENING).toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** The next answer, after those calls of functions that the worker needs for it. */
  private Reply next() throws IOException {
    return next(false);
  }

  /**
   * Likewise.
   *
   * @param interruptible whether interrupting the thread ends the call
   */
  private Reply next(boolean interruptible) throws IOException {
    boolean told = !interruptible;
    while (true) {
      if (!told && !inbox.awaitUnlessInterrupted()) {
        told = true;
        channel.send(new Request.Interrupt());
      }
      Reply reply = inbox.take().orElseThrow(death::reason);
      Request answer;
      switch (reply) {
        case Reply.CallFunction(String name, byte[] arguments) -> answer = answer(name, arguments);
        case Reply.WantRoom(long bytes) -> answer = new Request.Room(room(bytes));
        default -> {
          return reply;
        }
      }
      inbox.answering();
      channel.send(answer);
    }
  }

  private void neverOpened() {
    death.kill(
        new GuestDeadException(
            "the worker process was not ready within %d seconds and was killed"
                .formatted(OPENING.toSeconds())));
  }

  private long room(long bytes) {
    if (bytes > placeable) {
      return -1;
    }
    OptionalLong place = policy.room().map(r -> r.take(bytes)).orElse(OptionalLong.empty());
    if (place.isPresent()) {
      placeable -= bytes;
    }
    return place.orElse(-1);
  }

  private Request answer(String name, byte[] arguments) {
    return switch (policy.hostCalls().call(name, arguments)) {
      case HostCalls.Result(byte[] data) -> new Request.FunctionResult(data);
      case HostCalls.Error(String type, String message) -> new Request.FunctionError(type, message);
    };
  }

  private void release() throws IOException {
    List<Long> ids = new ArrayList<>();
    for (Long id = released.poll(); id != null; id = released.poll()) {
      ids.add(id);
    }
    if (!ids.isEmpty()) {
      channel.send(new Request.Release(ids));
    }
  }

  @Override
  public boolean interrupt(Duration timeout) {
    try {
      channel.send(new Request.Interrupt());
      long end = System.nanoTime() + timeout.toNanos();
      while (inbox.isAsking()) {
        if (System.nanoTime() > end) {
          return false;
        }
        Thread.sleep(1);
      }
      return true;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void signal() {
    try {
      channel.send(new Request.Signal());
    } catch (IOException e) {
      // Whoever called the guest hears that it is gone.
      process.destroyForcibly();
    }
  }

  @Override
  public void disableForGood() {
    try {
      channel.send(new Request.Disable());
    } catch (IOException e) {
      // Whoever called the guest hears that it is gone.
      process.destroyForcibly();
    }
  }

  @Override
  public List<String> reductions() {
    return reductions;
  }

  @Override
  public void close() {
    death.by(new GuestDeadException("the guest is closed"));
    policy.hostCalls().close();
    process.destroyForcibly();
    policy.room().ifPresent(room -> process.onExit().thenRun(() -> endLater(room)));
    whenClosed.accept(this);
  }

  /** The kernel ends what is in the sandbox soon after the process that holds it. */
  private void endLater(Room room) {
    later(room::end);
  }

  private static Future<?> later(Runnable action) {
    return CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
  }

  // What the worker sends.

  private void receive() {
    try {
      while (true) {
        switch (channel.receive()) {
          case Reply.Output(boolean error, byte[] bytes) -> streams.write(error, bytes);
          case Reply.WantInput(int count) -> streams.feed(count);
          case Reply.LevelChanged(int level) -> policy.listener().levelChanged(checked(level, 4));
          case Reply.SettingChanged(String key) -> policy.listener().settingChanged(checked(key));
          case Reply.OptimizationFailed(int line, int column) ->
              policy
                  .listener()
                  .optimizationFailed(
                      checked(line, Integer.MAX_VALUE), checked(column, Integer.MAX_VALUE));
          case Reply.Settled(long ticket) -> settle(ticket);
          case Reply.Begun() -> batches.begun();
          case Reply.Counted counts ->
              counted = Optional.of(Counts.read(counts, counted.orElseGet(GuestMetrics::none)));
          case Reply reply -> inbox.put(reply);
        }
      }
    } catch (ProtocolException e) {
      noMessage(e.getMessage());
    } catch (EOFException e) {
      if (crashes()) {
        death.ofCrash();
      } else {
        death.ofItself();
      }
    } catch (IOException e) {
      death.by(new GuestDeadException("the worker process cannot be read", e));
    } finally {
      process.destroyForcibly();
      inbox.close();
    }
  }

  private void noMessage(String how) {
    if (!channel.maybeCrash()) {
      violated(how);
      return;
    }
    // It has a moment to tell of it.
    Future<?> otherwise = later(() -> violated(how));
    if (crashes()) {
      otherwise.cancel(false);
      death.ofCrash();
    } else {
      violated(how);
    }
  }

  /** Of a worker whose messages have ended. */
  private boolean crashes() {
    try {
      return channel.isCrash();
    } catch (IOException e) {
      // A process that is killed closes its streams.
      return false;
    }
  }

  private void settle(long ticket) throws ProtocolException {
    Runnable settled = unsettled.remove(ticket);
    if (settled == null) {
      throw new ProtocolException("it settled what it was not given");
    }
    settled.run();
  }

  private static int checked(int number, int most) throws ProtocolException {
    if (number < 0 || number > most) {
      throw new ProtocolException("a number out of its bounds");
    }
    return number;
  }

  private static String checked(String key) throws ProtocolException {
    if (!Setting.isGuests(key)) {
      throw new ProtocolException("a setting that is no guest's");
    }
    return key;
  }

  GuestDeadException violated(String how) {
    violated = true;
    return death.violation(how);
  }
}
