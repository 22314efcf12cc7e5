package io.epochly.host.internal.worker;

import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestListener;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestStuckException;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.files.Grant;
import io.epochly.host.internal.guest.ContextSession;
import io.epochly.host.internal.guest.Delivery;
import io.epochly.host.internal.guest.DeviceGrant;
import io.epochly.host.internal.guest.GuestContexts;
import io.epochly.host.internal.guest.HostCalls;
import io.epochly.host.internal.guest.InterruptibleInput;
import io.epochly.host.internal.guest.NumberArrays;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import io.epochly.kernels.Cores;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.graalvm.polyglot.Engine;

/** The main class of a worker: one guest, driven by messages. It ends when its input does. */
public final class Worker {
  private static final int LARGEST_OUTPUT = 1 << 16;
  private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(10);

  private final Channel<Request, Reply> channel;
  private final BlockingQueue<Request> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request.Input> inputs = new LinkedBlockingQueue<>();

  /**
   * A task.
   *
   * @param first whether it is the first of those that came with it
   */
  private record Given(Task task, boolean first) {}

  /** The tasks that are to be run; whoever takes some holds it. */
  private final Deque<Given> tasks = new ArrayDeque<>();

  private final Recent<byte[]> functions = new Recent<>();

  /** Held by whoever calls the host, or sends the answer to a call of the host's. */
  private final Object exchange = new Object();

  private final Map<Long, Reference> held = new HashMap<>();
  private long nextId;
  private boolean busy;

  /** What carries out the last interrupt. */
  private volatile Thread interrupter = Thread.ofPlatform().unstarted(() -> {});

  private Worker(Channel<Request, Reply> channel) {
    this.channel = channel;
  }

  /** Serves the process at the other end of standard input and output. */
  public static void main(String[] args) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // What any library prints must not come between the messages.
    System.setOut(System.err);
    InputStream in = new FileInputStream(FileDescriptor.in);
    serve(in, out);
  }

  /** Serves whoever is at the other end of these, and ends the JVM when the first ends. */
  static void serve(InputStream in, OutputStream out) throws IOException {
    new Worker(new Channel<>(Request.class, Reply.class, in, out, Integer.MAX_VALUE)).serve();
  }

  private void serve() throws IOException {
    if (!(channel.receive() instanceof Request.Open open) || open.version() != Request.VERSION) {
      throw new ProtocolException("the host is of another version");
    }
    Engine engine = GuestContexts.newEngine();
    Cores cores = Cores.of(open.settings().cores());
    ContextSession session =
        ContextSession.open(
            new GuestContexts(engine, cores, open.guards()), policy(open), Map.of());
    Counts counts = new Counts(() -> session.metrics().orElseGet(GuestMetrics::none), channel);
    counts.tell();
    channel.send(new Reply.Ready(Request.VERSION));
    counts.start();
    Thread.ofPlatform().daemon().name("epochly-requests").start(() -> listen(session));
    while (true) {
      Request request = nextCall();
      if (request instanceof Request.Release(List<Long> ids)) {
        ids.forEach(held::remove);
        continue;
      }
      if (request instanceof Request.Tasks) {
        for (Optional<Given> next = nextTask(); next.isPresent(); next = nextTask()) {
          Task task = next.get().task();
          if (next.get().first()) {
            channel.send(new Reply.Begun());
          }
          // Of many tasks in one go, with the last.
          exchange(() -> answer(session, task), counts, this::hasNoTask);
        }
      } else {
        exchange(() -> answer(session, request), counts, () -> true);
      }
    }
  }

  /** Waits for a call, and until what interrupted an earlier one can no longer meet it. */
  private Request nextCall() {
    Request request = Uninterrupted.take(calls);
    boolean settled = false;
    while (!settled) {
      try {
        interrupter.join();
        settled = true;
      } catch (InterruptedException e) {
        // Meant for guest code that has ended by now, as is a flag that is left.
        settled = false;
      }
    }
    Thread.interrupted();
    return request;
  }

  private Optional<Given> nextTask() {
    synchronized (tasks) {
      return Optional.ofNullable(tasks.poll());
    }
  }

  private boolean hasNoTask() {
    synchronized (tasks) {
      return tasks.isEmpty();
    }
  }

  private void exchange(Supplier<Reply> answer, Counts counts, BooleanSupplier counting)
      throws IOException {
    synchronized (exchange) {
      busy = true;
    }
    Reply reply = answer.get();
    if (counting.getAsBoolean()) {
      counts.tell();
    }
    synchronized (exchange) {
      busy = false;
      channel.send(reply);
    }
  }

  private ResolvedPolicy policy(Request.Open open) {
    return new ResolvedPolicy(
        open.grants().stream()
            .map(
                path ->
                    new Grant(
                        Path.of(path.name()),
                        Path.of(path.real()),
                        path.write() ? Grant.Access.WRITE : Grant.Access.READ))
            .toList(),
        Path.of(open.folder()),
        open.environment(),
        open.network(),
        open.threads(),
        open.workers(),
        open.preciseClock(),
        DeviceGrant.ofProcess(),
        open.signals(),
        open.interactive(),
        open.functions(),
        new Calls(open),
        open.resultLimit() > 0 ? OptionalLong.of(open.resultLimit()) : OptionalLong.empty(),
        // That of a guest with workers is for these.
        open.workers() > 0 ? Optional.empty() : room(open),
        new InterruptibleInput(new Input()),
        new Output(false),
        new Output(true),
        open.settings(),
        new Events());
  }

  private Optional<Room> room(Request.Open open) {
    return open.sharedMemory() > 0
        ? Optional.of(new HostRoom(open.sharedMemory(), this::takeRoom))
        : Optional.empty();
  }

  /** Reads what the host sends until it is gone, and this process has no more to do. */
  private void listen(ContextSession session) {
    try {
      while (true) {
        Request request = channel.receive();
        switch (request) {
          case Request.Interrupt() ->
              interrupter =
                  Thread.ofPlatform().daemon().start(() -> session.interrupt(INTERRUPT_PATIENCE));
          case Request.Signal() -> session.signal();
          case Request.Disable() -> session.disableForGood();
          case Request.Delivery(long ticket, boolean died, byte[] outcome, List<Place> places) ->
              session.deliver(
                  new Delivery(ticket, died, outcome, places, () -> settle(ticket, places)));
          case Request.Input input -> inputs.add(input);
          case Request.Tasks(List<Request.Job> jobs) -> {
            synchronized (tasks) {
              for (int i = 0; i < jobs.size(); i++) {
                tasks.add(new Given(task(jobs.get(i)), i == 0));
              }
            }
            // Without them: they may come faster than those before are over, or be given back.
            calls.add(new Request.Tasks(List.of()));
          }
          case Request.GiveBack() -> giveBack();
          case Request.FunctionResult result -> answers.add(request);
          case Request.Room room -> answers.add(request);
          case Request.FunctionError error -> answers.add(request);
          default -> calls.add(request);
        }
      }
    } catch (IOException e) {
      // At once: what is left of the guest is for nobody.
      Runtime.getRuntime().halt(0);
    }
  }

  private Task task(Request.Job job) {
    return switch (job) {
      case Request.Shipped(long number, byte[] pickled, boolean many, byte[] arguments) -> {
        if (pickled.length > 0) {
          functions.put(number, pickled);
        }
        byte[] function = Objects.requireNonNull(functions.get(number));
        yield new Task.Shipped(new Task.Function(number, function), many, arguments);
      }
      case Request.Named(String function, byte[] arguments) -> new Task.Named(function, arguments);
    };
  }

  private void giveBack() throws IOException {
    int count;
    synchronized (tasks) {
      count = tasks.size();
      tasks.clear();
    }
    channel.send(new Reply.GivenBack(count));
  }

  private static Reply answer(ContextSession session, Task task) {
    try {
      return new Reply.Outcome(session.task(task));
    } catch (GuestFailure e) {
      return new Reply.Failed(failure(e), List.of());
    }
  }

  private Reply answer(ContextSession session, Request request) {
    List<Object> arguments = new ArrayList<>();
    try {
      return switch (request) {
        case Request.Evaluate(String source) -> returned(session.evaluate(source), arguments);
        case Request.Call(String function, List<Request.Argument> passed) -> {
          for (Request.Argument argument : passed) {
            arguments.add(argument(argument));
          }
          yield returned(session.call(function, arguments.toArray()), arguments);
        }
        case Request.Run(String entry, List<String> words, boolean asProgram) -> {
          if (asProgram) {
            yield new Reply.Ended(session.runAsProgram(entry, words));
          }
          session.run(entry, words);
          yield new Reply.Ended(0);
        }
        case Request.Typed(byte[] asked) -> new Reply.Content(session.typed(asked));
        case Request.Read(long id, int kind) -> read(id, Request.Kind.values()[kind]);
        default -> throw new ProtocolException(request.getClass().getSimpleName());
      };
    } catch (ClassCastException e) {
      return new Reply.WrongKind(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Reply.Failed(new Reply.Refused(String.valueOf(e.getMessage())), List.of());
    } catch (GuestFailure e) {
      return new Reply.Failed(failure(e), arrays(arguments));
    } catch (IOException | BadDataException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply.Failure failure(GuestFailure failure) {
    return switch (failure) {
      case GuestException e -> new Reply.Raised(e.type(), e.detail(), e.traceback());
      case GuestExitException e -> new Reply.Exited(e.status());
      case GuestInterruptedException e -> new Reply.Interrupted();
      case ResourceExhaustedException e -> new Reply.TooLarge();
      case GuestDeadException e -> new Reply.Died(String.valueOf(e.getMessage()));
      case GuestStuckException e -> new Reply.Died(String.valueOf(e.getMessage()));
    };
  }

  private Reply returned(Reference value, List<Object> arguments) throws BadDataException {
    return new Reply.Returned(hold(value), arrays(arguments));
  }

  private Reply.Held hold(Reference value) throws BadDataException {
    held.put(nextId, value);
    byte[] content = {};
    Optional<Object> small = value.small();
    if (small.isPresent() || value.isNone()) {
      content = Data.encode(small.orElse(null));
    }
    return new Reply.Held(nextId++, value.type(), content);
  }

  private static List<byte[]> arrays(List<Object> arguments) {
    return arguments.stream().filter(NumberArrays::isOne).map(NumberArrays::bytes).toList();
  }

  private static Object argument(Request.Argument argument) throws BadDataException {
    return switch (argument) {
      case Request.Plain(byte[] data) -> Objects.requireNonNull(Data.decode(data));
      case Request.Numbers(int typecode, byte[] elements) ->
          NumberArrays.of((char) typecode, elements);
    };
  }

  private Reply read(long id, Request.Kind kind) throws BadDataException {
    Reference value = Objects.requireNonNull(held.get(id));
    return new Reply.Content(
        Data.encode(
            switch (kind) {
              case BOOL -> value.asBoolean();
              case INT -> value.asLong();
              case FLOAT -> value.asDouble();
              case STR -> value.asString();
              case FLOATS -> value.asDoubles();
              case INTS -> value.asLongs();
              case BYTES -> value.asBytes();
              case TEXT -> value.text();
            }));
  }

  /** What the host answers to a call, if it may be called now. */
  private Optional<Request> called(Reply call) {
    synchronized (exchange) {
      if (!busy) {
        return Optional.empty();
      }
      try {
        channel.send(call);
      } catch (IOException e) {
        throw new UncheckedIOException("the host is gone", e);
      }
      return Optional.of(Uninterrupted.take(answers));
    }
  }

  private OptionalLong takeRoom(long bytes) {
    return called(new Reply.WantRoom(bytes)).orElse(new Request.Room(-1))
                instanceof Request.Room(long offset)
            && offset >= 0
        ? OptionalLong.of(offset)
        : OptionalLong.empty();
  }

  private void settle(long ticket, List<Place> places) {
    if (!places.isEmpty()) {
      send(new Reply.Settled(ticket));
    }
  }

  private void send(Reply event) {
    try {
      channel.send(event);
    } catch (IOException e) {
      throw new UncheckedIOException("the host is gone", e);
    }
  }

  private HostCalls.Answer callFunction(String name, byte[] arguments) {
    Optional<Request> answer = called(new Reply.CallFunction(name, arguments));
    if (answer.isEmpty()) {
      return new HostCalls.Error(
          "RuntimeError", "host functions can be called while the host calls the guest");
    }
    return switch (answer.get()) {
      case Request.FunctionResult(byte[] data) -> new HostCalls.Result(data);
      case Request.FunctionError(String type, String message) -> new HostCalls.Error(type, message);
      default -> new HostCalls.Error("RuntimeError", "the host gave no answer");
    };
  }

  /** The host's functions, and the memory that the guest shares with its workers. */
  private final class Calls implements HostCalls {
    private final Optional<Room> room;

    Calls(Request.Open open) {
      this.room = room(open);
    }

    @Override
    public Answer call(String name, byte[] arguments) {
      return callFunction(name, arguments);
    }

    @Override
    public void share(GuestBindings guest) {
      room.ifPresent(shared -> guest.share(shared::memory));
    }
  }

  /** The guest's standard input; one thread reads it. */
  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      channel.send(new Reply.WantInput(length));
      byte[] bytes = Uninterrupted.take(inputs).bytes();
      System.arraycopy(bytes, 0, target, offset, bytes.length);
      return bytes.length == 0 ? -1 : bytes.length;
    }
  }

  /** Tells the host what the guest does to its settings. */
  private final class Events implements GuestListener {
    @Override
    public void levelChanged(int level) {
      send(new Reply.LevelChanged(level));
    }

    @Override
    public void settingChanged(String key) {
      send(new Reply.SettingChanged(key));
    }

    @Override
    public void optimizationFailed(int line, int column) {
      send(new Reply.OptimizationFailed(line, column));
    }

    @Override
    public void deviceLost(String id) {
      throw new IllegalStateException("a guest in a process of its own has no devices");
    }
  }

  /** One of the guest's output streams. */
  private final class Output extends OutputStream {
    private final boolean error;

    Output(boolean error) {
      this.error = error;
    }

    @Override
    public void write(int b) throws IOException {
      channel.send(new Reply.Output(error, new byte[] {(byte) b}));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int start = 0; start < length; start += LARGEST_OUTPUT) {
        int count = Math.min(LARGEST_OUTPUT, length - start);
        channel.send(
            new Reply.Output(
                error, Arrays.copyOfRange(bytes, offset + start, offset + start + count)));
      }
    }
  }
}
