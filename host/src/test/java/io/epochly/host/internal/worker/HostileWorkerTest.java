package io.epochly.host.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.guest.FallbackKind;
import io.epochly.guest.GuestListener;
import io.epochly.guest.GuestMetrics;
import io.epochly.host.GuestDeadException;
import io.epochly.host.GuestException;
import io.epochly.host.GuestExitException;
import io.epochly.host.GuestFailure;
import io.epochly.host.GuestInterruptedException;
import io.epochly.host.GuestPolicy;
import io.epochly.host.HostFunction;
import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import io.epochly.host.ResourceExhaustedException;
import io.epochly.host.internal.config.Resolver;
import io.epochly.host.internal.data.Data;
import io.epochly.host.internal.guest.DeviceGrant;
import io.epochly.host.internal.guest.Reference;
import io.epochly.host.internal.guest.ResolvedPolicy;
import io.epochly.host.internal.guest.RuntimeSettings;
import io.epochly.host.internal.guest.Task;
import io.epochly.host.internal.metrics.HostMeter;
import io.epochly.host.internal.pool.HostWorkers;
import io.epochly.host.internal.pool.WorkerSeats;
import io.epochly.host.internal.shared.Place;
import io.epochly.host.internal.shared.Room;
import io.epochly.host.internal.shared.SharedArena;
import io.epochly.host.internal.shared.WorkerRoom;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker that somebody has taken over can do to the host: a process that sends bytes. */
@Timeout(120)
class HostileWorkerTest {
  private static final RuntimeSettings SETTINGS =
      RuntimeSettings.of(new Resolver(Map.of(), Path.of("")).resolve(Map.of()), false);

  private static final Reply READY = new Reply.Ready(Request.VERSION);

  @TempDir private Path folder;

  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private GuestPolicy.Builder policy = GuestPolicy.builder().isolation(Isolation.PROCESS);

  @AfterEach
  void stopClock() {
    clock.shutdownNow();
  }

  private static byte[] frames(Reply... replies) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    for (Reply reply : replies) {
      byte[] frame = Wire.encode(Reply.class, reply);
      data.writeInt(frame.length);
      data.write(frame);
    }
    return bytes.toByteArray();
  }

  /**
   * A session with a process that says it is ready, and after the next request sends these bytes.
   */
  private ProcessSession session(byte[] sent) throws IOException {
    return session(sent, "", Optional.empty());
  }

  /**
   * The same, which gives none of its tasks back when it is asked to: it is where the machine is so
   * busy that it seems slow.
   */
  private ProcessSession sessionOfSeveral(byte[] sent) throws IOException {
    Path none = Files.write(folder.resolve("none"), frames(new Reply.GivenBack(0)));
    return session(sent, "", Optional.empty(), behind(tasksSize(2)) + "cat '%s';".formatted(none));
  }

  /** Waits for a request behind those of so many bytes, of which the first eight are read. */
  private static String behind(int requests) {
    return "head -c %d >/dev/null && ".formatted(requests - 8 + 1);
  }

  private static int tasksSize(int count) {
    Request.Job job = new Request.Named("f", new byte[] {'L', 0, 0, 0, 0});
    return Integer.BYTES
        + Wire.encode(Request.class, new Request.Tasks(Collections.nCopies(count, job))).length;
  }

  /**
   * The same with memory that it shares, and with what it does there before it says it is ready.
   */
  private ProcessSession session(byte[] sent, String first, Optional<Room> room)
      throws IOException {
    return session(sent, first, room, "");
  }

  private ProcessSession session(byte[] sent, String first, Optional<Room> room, String last)
      throws IOException {
    Path ready = Files.write(folder.resolve("ready"), frames(READY));
    Path rest = Files.write(folder.resolve("rest"), sent);
    // Requests come at once, so that reading the start of one is waiting for it.
    String script =
        "head -c 8 >/dev/null; %s cat '%s'; dd bs=1 skip=%d count=8 status=none >/dev/null; cat '%s'; %s cat >/dev/null"
            .formatted(first, ready, openingSize() - 8, rest, last);
    Process process = new ProcessBuilder("sh", "-c", script).start();
    policy
        .stdout(out)
        .allowFunction(
            HostFunction.of(
                "count", List.of(), Long.class, arguments -> (long) calls.incrementAndGet()));
    GuestPolicy built = policy.build();
    policy = GuestPolicy.builder().isolation(Isolation.PROCESS);
    ProcessSession session =
        new ProcessSession(process, built, resolved(built, room), List.of(), clock, closed -> {});
    session.begin(true);
    return session;
  }

  private static ResolvedPolicy resolved(GuestPolicy policy, Optional<Room> room)
      throws IOException {
    return ResolvedPolicy.of(
            policy, SETTINGS, DeviceGrant.ofProcess(), OptionalInt.empty(), GuestListener.none())
        .withRoom(room);
  }

  /** What became of tasks. */
  private static class Told implements Task.Results {
    private final List<byte[]> outcomes = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private int givenBack;

    @Override
    public void done(byte[] outcome, List<Place> taken) {
      outcomes.add(outcome);
      places.addAll(taken);
    }

    @Override
    public void givenBack(int count) {
      givenBack += count;
    }
  }

  private static List<Task> tasks(int count) {
    return Collections.nCopies(count, new Task.Named("f", new byte[] {'L', 0, 0, 0, 0}));
  }

  @Test
  void outcomesAreOfTheTasksThatItHas() throws Exception {
    Told told = new Told();
    byte[] sent = frames(new Reply.Outcome(new byte[] {1}), new Reply.Outcome(new byte[] {2}));
    try (ProcessSession session = sessionOfSeveral(sent)) {
      session.tasks(tasks(2), told);
    }
    assertThat(told.outcomes).containsExactly(new byte[] {1}, new byte[] {2});
    assertThat(told.givenBack).isZero();
  }

  @Test
  void whatCameBackFromBehindATaskIsNotSentThereAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Told told =
        new Told() {
          @Override
          public List<Task> more() {
            asked.incrementAndGet();
            return HostileWorkerTest.tasks(1);
          }
        };
    Path back = Files.write(folder.resolve("back"), frames(new Reply.GivenBack(1)));
    Path over = Files.write(folder.resolve("over"), frames(new Reply.Outcome(new byte[] {1})));
    String last = behind(2 * tasksSize(1)) + "cat '%s'; sleep 0.2; cat '%s';".formatted(back, over);
    try (ProcessSession session = session(new byte[0], "", Optional.empty(), last)) {
      session.tasks(tasks(1), told);
    }
    assertThat(asked).hasValue(1);
    assertThat(told.givenBack).isOne();
    assertThat(told.outcomes).containsExactly(new byte[] {1});
  }

  @Test
  void whatIsNoAnswerToTasksEndsTheWorker() throws Exception {
    Reply outcome = new Reply.Outcome(new byte[] {1});
    for (byte[] sent :
        List.of(
            // Two: one could be what a slow worker was asked for.
            frames(outcome, new Reply.GivenBack(2)),
            frames(new Reply.GivenBack(-1)),
            frames(new Reply.Content(new byte[] {1})),
            frames(returned("int", 1L)),
            frames(new Reply.Settled(1)),
            frames(new Reply.WantRoom(100), new Reply.WantRoom(100), new Reply.Ended(0)))) {
      Told told = new Told();
      try (ProcessSession session = session(sent)) {
        assertThatThrownBy(() -> session.tasks(tasks(2), told))
            .isInstanceOf(GuestDeadException.class)
            .hasMessageContaining("sent what it may not");
      }
      assertThat(told.givenBack).isZero();
    }
    // Nobody asks for the only one back.
    try (ProcessSession session = session(frames(new Reply.GivenBack(1)))) {
      assertThatThrownBy(() -> session.tasks(tasks(1), new Told()))
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("sent what it may not");
    }
  }

  private static Reply.Counted counted(long calls, int level, int kinds) {
    return new Reply.Counted(calls, 1, 1_000_000, level, Collections.nCopies(kinds, 1L));
  }

  @Test
  void countsNeverGoDownWhateverAWorkerTells() throws Exception {
    int kinds = FallbackKind.values().length;
    byte[] sent =
        frames(counted(7, 4, kinds), counted(3, 2, kinds), new Reply.Outcome(new byte[] {1}));
    try (ProcessSession session = session(sent)) {
      assertThat(session.metrics()).isEmpty();
      session.tasks(tasks(1), new Told());
      GuestMetrics told = session.metrics().orElseThrow();
      assertThat(told.calls()).isEqualTo(7);
      assertThat(told.level()).isEqualTo(2);
      assertThat(told.compileSeconds()).isEqualTo(0.001);
      assertThat(told.fallbacks()).hasSize(kinds).containsValue(1L);
    }
  }

  @Test
  void countsThatNoGuestCanHaveEndTheWorker() throws Exception {
    int kinds = FallbackKind.values().length;
    for (Reply.Counted sent :
        List.of(
            counted(-1, 4, kinds),
            counted(Long.MAX_VALUE, 4, kinds),
            counted(1, 5, kinds),
            counted(1, -1, kinds),
            counted(1, 4, kinds - 1))) {
      try (ProcessSession session = session(frames(sent))) {
        assertThatThrownBy(() -> session.tasks(tasks(1), new Told()))
            .isInstanceOf(GuestDeadException.class)
            .hasMessageContaining("sent what it may not");
        assertThat(session.metrics()).isEmpty();
      }
    }
  }

  @Test
  void placesAreThoseThatTheHostGaveWhateverItAsksFor() throws Exception {
    try (SharedArena arena = SharedArena.create(1 << 20)) {
      WorkerRoom room = new WorkerRoom(arena);
      for (long bytes : new long[] {-1, 0, Long.MIN_VALUE, Long.MAX_VALUE, (1 << 20) + 1, 1000}) {
        Told told = new Told();
        byte[] sent = frames(new Reply.WantRoom(bytes), new Reply.Outcome(new byte[] {1}));
        try (ProcessSession session = session(sent, "", Optional.of(room))) {
          session.tasks(tasks(1), told);
        }
        assertThat(told.places).isEqualTo(bytes == 1000 ? List.of(new Place(0, 1000)) : List.of());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1500, 1501})
  void aPlaceHoldsNoMoreThanAResultMay(long bytes) throws Exception {
    try (SharedArena arena = SharedArena.create(1 << 20)) {
      policy.limit(Limit.RESULT, 1500);
      Told told = new Told();
      byte[] sent = frames(new Reply.WantRoom(bytes), new Reply.Outcome(new byte[] {1}));
      try (ProcessSession session = session(sent, "", Optional.of(new WorkerRoom(arena)))) {
        session.tasks(tasks(1), told);
      }
      assertThat(told.places).hasSize(bytes == 1500 ? 1 : 0);
    }
  }

  @Test
  void ofWhatAWorkerSaysLiesInTheSharedMemoryTheHostReadsItsPlacesAndEachOnce() throws Exception {
    int size = 100_000;
    HostMeter meter = new HostMeter();
    WorkerSeats seats = new WorkerSeats(OptionalInt::empty);
    for (byte[] outcome :
        List.of(
            outcome(new long[] {0, size, 'Y'}, new long[] {0, size, 'Y'}),
            outcome(new long[] {1, size, 'Y'}),
            outcome(new long[] {-1, size, 'Y'}),
            outcome(new long[] {0, size + 1, 'Y'}),
            outcome(new long[] {0, -1, 'Y'}),
            outcome(new long[] {0, Long.MAX_VALUE, 'Y'}),
            outcome(new long[] {0, 7, 'd'}),
            outcome(new long[] {0, size, 'i'}))) {
      byte[] sent = frames(new Reply.WantRoom(size), new Reply.Outcome(outcome));
      try (HostWorkers workers =
          new HostWorkers(
              1,
              Isolation.PROCESS,
              1 << 20,
              seats,
              meter,
              room -> session(sent, "", room),
              w -> {})) {
        assertThatThrownBy(workers.call("f", List.of())::get)
            .hasCauseInstanceOf(GuestDeadException.class)
            .hasMessageContaining("the worker sent what is no result");
        assertThat(workers.use().used()).isZero();
        assertThat(workers.use().arrays()).isEqualTo(1);
      }
    }
    byte[] right = outcome(new long[] {0, size, 'Y'});
    byte[] sent = frames(new Reply.WantRoom(size), new Reply.Outcome(right));
    try (HostWorkers workers =
        new HostWorkers(
            1,
            Isolation.PROCESS,
            1 << 20,
            seats,
            meter,
            room -> session(sent, "", room),
            w -> {})) {
      List<?> read = (List<?>) workers.call("f", List.of()).get();
      assertThat(read).hasSize(1).first().isEqualTo(new byte[size]);
    }
  }

  /** A list of arrays that lie in the shared memory, each by number, size and type. */
  private static byte[] outcome(long[]... arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeBytes("VL");
    data.writeInt(arrays.length);
    for (long[] array : arrays) {
      data.writeByte('R');
      data.writeByte((int) array[2]);
      data.writeInt((int) array[0]);
      data.writeLong(array[1]);
    }
    return bytes.toByteArray();
  }

  @Test
  void aPoolHasAnotherWorkerInThePlaceOfOneThatSendsWhatItMayNot() throws Exception {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write('V');
    data.write(Data.encode(7L));
    byte[] wrong = frames(new Reply.Ended(0));
    byte[] right = frames(new Reply.Outcome(data.toByteArray()));
    AtomicInteger opened = new AtomicInteger();
    try (HostWorkers workers =
        new HostWorkers(
            1,
            Isolation.PROCESS,
            0,
            new WorkerSeats(OptionalInt::empty),
            new HostMeter(),
            room -> session(opened.getAndIncrement() == 0 ? wrong : right, "", room),
            w -> {})) {
      assertThatThrownBy(workers.call("f", List.of())::get)
          .hasCauseInstanceOf(GuestDeadException.class)
          .hasMessageContaining("another answer to a task");
      assertThat(workers.call("f", List.of()).get()).isEqualTo(7L);
      assertThat(opened).hasValue(2);
    }
  }

  @Test
  void aWorkerThatFillsAndTruncatesTheSharedMemoryHarmsNothing() throws Exception {
    int size = 1 << 20;
    try (SharedArena arena = SharedArena.create(size)) {
      WorkerRoom room = new WorkerRoom(arena);
      String attack =
          "exec 8<>%s; truncate -s 0 /proc/self/fd/8 && exit; truncate -s 9999999 /proc/self/fd/8 && exit;"
                  .formatted(room.path())
              + " tr '\\0' '\\377' </dev/zero | head -c %d >&8;".formatted(2 * size);
      Told told = new Told();
      byte[] sent = frames(new Reply.WantRoom(size), new Reply.Outcome(new byte[] {1}));
      try (ProcessSession session = session(sent, attack, Optional.of(room))) {
        session.tasks(tasks(1), told);
      }
      // All of it was written, and all of it is there.
      MemorySegment memory = arena.memory().memory();
      assertThat(memory.byteSize()).isEqualTo(size);
      for (long i : new long[] {0, size / 2, size - 1}) {
        assertThat(memory.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) -1);
      }
      assertThat(told.places).containsExactly(new Place(0, size));
    }
  }

  /** The frame of the first request, which depends on the folder and nothing else. */
  private static int openingSize() {
    return Integer.BYTES
        + Wire.encode(
                Request.class,
                new Request.Open(
                    Request.VERSION,
                    true,
                    List.of(),
                    Path.of("").toAbsolutePath().toString(),
                    Map.of(),
                    false,
                    false,
                    0,
                    false,
                    false,
                    false,
                    List.of("count"),
                    0,
                    0,
                    SETTINGS))
            .length;
  }

  private GuestFailure failureOf(byte[] sent) throws IOException {
    try (ProcessSession session = session(sent)) {
      session.evaluate("1");
      throw new AssertionError("the host took it");
    } catch (GuestFailure e) {
      return e;
    }
  }

  private static Reply.Returned returned(String type, Object value) throws Exception {
    return new Reply.Returned(new Reply.Held(0, type, Data.encode(value)), List.of());
  }

  @Test
  void anHonestAnswerIsTaken() throws Exception {
    try (ProcessSession session = session(frames(returned("int", 42L)))) {
      assertThat(session.evaluate("6 * 7").asLong()).isEqualTo(42);
    }
  }

  @Test
  void anAnswerOfAnotherKindEndsTheWorker() throws Exception {
    for (Reply reply :
        List.of(
            READY,
            new Reply.Ended(0),
            new Reply.Content(Data.encode(1L)),
            returned("int", "text"),
            returned("list", 1L),
            new Reply.Returned(
                new Reply.Held(0, "int", new byte[] {'L', 127, -1, -1, -1}), List.of()))) {
      assertThat(failureOf(frames(reply)))
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("sent what it may not");
    }
  }

  @Test
  void whatIsSentWithoutBeingAskedForEndsTheWorker() throws Exception {
    try (ProcessSession session =
        session(frames(returned("int", 1L), returned("int", 2L), returned("int", 3L)))) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 3; i++) {
                  session.evaluate("1");
                  Thread.sleep(50);
                }
              })
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("an answer to no question");
    }
  }

  @Test
  void aFrameLargerThanAnyMessageIsNotRead() throws Exception {
    byte[] huge = {0x7F, -1, -1, -1, 1, 2, 3};
    assertThat(failureOf(huge)).hasMessageContaining("a message of 2147483647 bytes");
    byte[] negative = {-1, -1, -1, -1, 1, 2, 3};
    assertThat(failureOf(negative)).hasMessageContaining("a message of 4294967295 bytes");
  }

  /**
   * What a JVM tells of its crash on its standard output, a line at a time: {@code true} is where
   * another of its threads sends a message.
   */
  private static byte[] crash(byte[] message, boolean... where) throws IOException {
    String[] lines = {
      "#\n",
      "# A fatal error has been detected by the Java Runtime Environment:",
      "\n#\n#  SIGSEGV (0xb) at pc=0x00007f1c, pid=2, tid=3\n#\n",
    };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < lines.length; i++) {
      bytes.writeBytes(lines[i].getBytes(StandardCharsets.US_ASCII));
      if (where[i]) {
        bytes.writeBytes(message);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aCrashThatAJvmTellsOfBetweenItsMessagesIsTakenForThat() throws Exception {
    byte[] message = frames(new Reply.Output(false, new byte[300]));
    byte[] told = crash(message, false, false, false);
    ByteArrayOutputStream within = new ByteArrayOutputStream();
    within.write(message, 0, 100);
    within.write(told, 0, 2);
    within.write(message, 100, message.length - 100);
    within.write(told, 2, told.length - 2);
    for (byte[] sent :
        List.of(
            told,
            crash(message, true, false, false),
            crash(message, false, true, false),
            crash(message, true, true, true),
            within.toByteArray())) {
      try (ProcessSession session =
          session(sent, "", Optional.empty(), "exec >&-; sleep 0.2; exit 1;")) {
        assertThatThrownBy(() -> session.evaluate("1"))
            .isInstanceOf(GuestDeadException.class)
            .hasMessage("the worker process ended with status 1: its JVM crashed");
      }
    }
  }

  @Test
  void aWorkerThatBeginsToTellOfACrashAndLivesIsKilled() throws Exception {
    try (ProcessSession session = session("#\n# ".getBytes(StandardCharsets.US_ASCII))) {
      assertThatThrownBy(() -> session.evaluate("1"))
          .isInstanceOf(GuestDeadException.class)
          .hasMessageContaining("sent what it may not (a message of 587866912 bytes)");
    }
  }

  @Test
  void otherArraysThanItWasGivenAreNotTaken() throws Exception {
    for (List<byte[]> arrays :
        List.of(
            List.of(new byte[15]), List.of(new byte[17]), List.of(new byte[16], new byte[16]))) {
      double[] array = {1, 2};
      Reply reply = new Reply.Returned(new Reply.Held(0, "NoneType", Data.encode(null)), arrays);
      try (ProcessSession session = session(frames(reply))) {
        assertThatThrownBy(() -> session.call("f", array)).isInstanceOf(GuestDeadException.class);
      }
      assertThat(array).containsExactly(1, 2);
    }
  }

  @Test
  void aHostFunctionThatThePolicyDoesNotGrantIsNotCalled() throws Exception {
    byte[] none = Data.encode(List.of());
    byte[] sent =
        frames(
            new Reply.CallFunction("java.lang.System.exit", none),
            new Reply.CallFunction("count", none),
            new Reply.CallFunction("count", new byte[] {'L', 127, -1, -1, -1}),
            new Reply.CallFunction("count", Data.encode(List.of(1L))),
            returned("int", 1L));
    try (ProcessSession session = session(sent)) {
      // All at once is more than an honest worker asks.
      assertThatThrownBy(() -> session.evaluate("1")).isInstanceOf(GuestDeadException.class);
    }
    assertThat(calls.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void outputThatNobodyWantsEndsAtItsLimitAlsoInEmptyPieces() throws Exception {
    Reply[] flood = new Reply[20_000];
    Arrays.fill(flood, new Reply.Output(false, new byte[0]));
    policy.limit(Limit.OUTPUT, 10_000);
    assertThat(failureOf(frames(flood)))
        .isInstanceOfSatisfying(
            ResourceExhaustedException.class, e -> assertThat(e.limit()).isEqualTo(Limit.OUTPUT));
    assertThat(out.size()).isZero();
  }

  @Test
  void aWorkerThatSaysNothingIsKilledAtItsTime() throws Exception {
    policy.limit(Limit.WALL_TIME, 300);
    assertThat(failureOf(new byte[0]))
        .isInstanceOfSatisfying(
            ResourceExhaustedException.class,
            e -> assertThat(e.limit()).isEqualTo(Limit.WALL_TIME));
  }

  @Test
  void bytesOfAllKindsEndInAFailureOfTheGuestOrAValue() throws Exception {
    Random random = new Random(7);
    List<Reply> honest =
        List.of(
            returned("str", "text"),
            new Reply.Failed(new Reply.Raised("ValueError", "x", "Traceback"), List.of()),
            new Reply.Failed(new Reply.Exited(3), List.of()),
            new Reply.Failed(new Reply.Interrupted(), List.of()),
            new Reply.Output(true, new byte[] {1, 2, 3}),
            new Reply.WantInput(10),
            new Reply.CallFunction("count", Data.encode(List.of())),
            new Reply.WrongKind("no"));
    int values = 0;
    int failures = 0;
    for (int i = 0; i < 100; i++) {
      byte[] bytes = frames(honest.get(random.nextInt(honest.size())));
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(5) == 0) {
        random.nextBytes(bytes);
      }
      policy.limit(Limit.WALL_TIME, 100);
      try (ProcessSession session = session(bytes)) {
        Reference value = session.evaluate("1");
        assertThat(value.type()).isNotNull();
        values++;
      } catch (GuestDeadException
          | ResourceExhaustedException
          | GuestException
          | GuestExitException
          | GuestInterruptedException
          | IllegalArgumentException e) {
        failures++;
      }
    }
    assertThat(values).isPositive();
    assertThat(failures).isGreaterThan(25);
  }

  @Test
  void messagesComeBackAsTheyWere() throws Exception {
    List<Request> requests =
        new ArrayList<>(
            List.of(
                new Request.Evaluate("\uD800 x"),
                new Request.Read(Long.MIN_VALUE, 3),
                new Request.Release(List.of(1L, 2L)),
                new Request.Interrupt(),
                new Request.Run("run_script", List.of("a", ""), true)));
    for (Request request : requests) {
      assertThat(Wire.decode(Request.class, Wire.encode(Request.class, request)))
          .isEqualTo(request);
    }
    byte[] longer = Arrays.copyOf(Wire.encode(Request.class, requests.getFirst()), 100);
    assertThatThrownBy(() -> Wire.decode(Request.class, longer))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aWorkerThatClosesItsStreamsAndStaysIsKilled() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "exec >&-; sleep 60").start();
    GuestPolicy built = policy.build();
    ProcessSession session =
        new ProcessSession(
            process, built, resolved(built, Optional.empty()), List.of(), clock, closed -> {});
    assertThatThrownBy(() -> session.begin(true)).isInstanceOf(GuestDeadException.class);
    assertThat(process.waitFor(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }
}
