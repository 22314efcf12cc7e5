package io.epochly.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workers in processes of their own. */
class ProcessWorkersIT extends WorkersContract {
  @BeforeAll
  static void needsTheSandbox() {
    ProcessGuestIT.needsTheSandbox(host());
  }

  @Override
  String isolation() {
    return "process";
  }

  @Test
  void aTaskWhoseWorkerIsKilledIsTriedOnceMoreIfAsked() throws Exception {
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).build();
    try (Guest guest = host().openGuest(policy)) {
      guest.eval(
          """
          import epochly, time
          kept = epochly.Executor(1, retry=True)
          lost = epochly.Executor(1)
          def slow(x):
              time.sleep(2)
              return x
          for executor in (kept, lost):
              executor.submit(abs, 1).result()
          one, other = kept.submit(slow, 5), lost.submit(slow, 6)
          behind = lost.submit(abs, -7)
          """);
      Thread.sleep(500);
      ProcessHandle.current()
          .descendants()
          .filter(ProcessGuestIT::isJava)
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(guest.eval("one.result()").asLong()).isEqualTo(5);
      assertThat(guest.eval("type(other.exception()).__name__")).hasToString("WorkerDied");
      assertThat(guest.eval("behind.result()").asLong()).isEqualTo(7);
    }
  }

  @Test
  void noTaskIsLostWithAWorkerThatDiesWhileItHasNoneOrStarts() throws Exception {
    try (Guest guest = host().openGuest(GuestPolicy.builder().allowWorkers(1).build())) {
      guest.eval("import epochly\nexecutor = epochly.Executor(1)");
      Set<Long> before = javas();
      guest.eval("started = executor.submit(abs, -1)");
      kill(firstSince(before));
      assertThat(guest.eval("started.result()").asLong()).isEqualTo(1);
      List<ProcessHandle> resting =
          ProcessHandle.current().descendants().filter(p -> !before.contains(p.pid())).toList();
      kill(firstSince(before));
      for (ProcessHandle process : resting) {
        process.onExit().get(10, TimeUnit.SECONDS);
      }
      assertThat(guest.eval("executor.submit(abs, -2).result()").asLong()).isEqualTo(2);
    }
  }

  @Test
  void noTaskIsLostWithAWorkerThatDiesBeforeItBeginsWithIt() throws Exception {
    try (Guest guest = host().openGuest(GuestPolicy.builder().allowWorkers(1).build())) {
      guest.eval("import epochly\nexecutor = epochly.Executor(1)");
      Set<Long> before = javas();
      for (long i = 1; i <= 6; i++) {
        assertThat(guest.eval("executor.submit(abs, -%d).result()".formatted(i)).asLong())
            .isEqualTo(i);
        // The host has not heard of it when it gives the next one out.
        ProcessHandle resting = firstSince(before);
        kill(resting);
        before.add(resting.pid());
      }
      // A task that has begun is not one that the next worker may begin again. A worker that rests
      // begins with it at once; one that starts could take longer than the pause.
      guest.eval("import time\nexecutor.submit(abs, -7).result()");
      guest.eval("begun = executor.submit(time.sleep, 60)");
      Thread.sleep(3000);
      kill(firstSince(before));
      assertThat(guest.eval("type(begun.exception()).__name__")).hasToString("WorkerDied");
    }
  }

  @Test
  void aWorkerSeesTheKernelsSettingsOfLargePagesAndNoOthers() throws Exception {
    Path settings = Path.of("/sys/kernel/mm/transparent_hugepage");
    try (Guest guest = host().openGuest(GuestPolicy.builder().allowWorkers(1).build())) {
      guest.eval("import epochly\nexecutor = epochly.Executor(1)");
      Set<Long> before = javas();
      guest.eval("executor.submit(abs, -1).result()");
      ProcessHandle worker = firstSince(before);
      Path seen = Path.of("/proc", Long.toString(worker.pid()), "root");
      if (!Files.exists(settings)) {
        assertThat(seen.resolve("sys")).doesNotExist();
        return;
      }
      for (Path part : settings.getParent()) {
        seen = seen.resolve(part);
        assertThat(ProcessGuestIT.names(seen)).hasSize(1);
      }
      assertThat(ProcessGuestIT.mountOptions(worker, settings)).contains("ro");
    }
  }

  private static ProcessHandle firstSince(Set<Long> before) throws InterruptedException {
    while (true) {
      Set<Long> now = javas();
      now.removeAll(before);
      for (long process : now) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process);
        // What starts a sandbox is this JVM's own child, and for a moment a copy of it.
        if (handle
            .flatMap(ProcessHandle::parent)
            .filter(p -> !p.equals(ProcessHandle.current()))
            .isPresent()) {
          return handle.orElseThrow();
        }
      }
      Thread.sleep(1);
    }
  }

  private static void kill(ProcessHandle process) {
    assertThat(process.destroyForcibly()).isTrue();
  }

  @Test
  void aTaskThatTakesMoreMemoryThanThereIsIsLostAloneAndThePoolHeals() throws Exception {
    GuestPolicy policy =
        GuestPolicy.builder()
            .isolation(Isolation.PROCESS)
            .allowWorkers(1)
            .limit(Limit.HEAP, 160 << 20)
            .build();
    String greedy = "def greedy():\n    x = []\n    while True: x.append(bytearray(1 << 20))\n";
    try (Guest guest = host().openGuest(policy)) {
      guest.eval(greedy + "import epochly\nexecutor = epochly.Executor(1)");
      guest.eval("lost, kept = executor.submit(greedy), executor.submit(abs, -3)");
      assertThat(guest.eval("type(lost.exception()).__name__")).hasToString("WorkerDied");
      assertThat(guest.eval("kept.result()").asLong()).isEqualTo(3);
    }
    GuestPolicy ofPool =
        GuestPolicy.builder().isolation(Isolation.PROCESS).limit(Limit.HEAP, 160 << 20).build();
    try (WorkerPool pool = host().workers(ofPool, 1, greedy)) {
      CompletableFuture<?> lost = pool.call("greedy");
      CompletableFuture<?> kept = pool.call("abs", -4);
      assertThatThrownBy(lost::get).hasCauseInstanceOf(GuestDeadException.class);
      assertThat(kept.get()).isEqualTo(4L);
    }
  }

  @Test
  void noWorkerOfAnExecutorOutlivesAHostThatIsKilled() throws Exception {
    Process launched =
        new ProcessBuilder(
                Path.of("target/dist/epochly-host").toAbsolutePath().toString(),
                "--allow-workers=2",
                "-c",
                """
                import epochly, time
                executor = epochly.Executor(2)
                busy = executor.submit(lambda: sum(range(10 ** 13)))
                print(executor.submit(abs, -1).result(), flush=True)
                time.sleep(600)
                """)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(launched.inputReader(UTF_8).readLine()).isEqualTo("1");
      List<ProcessHandle> all = launched.descendants().toList();
      assertThat(all.stream().filter(ProcessGuestIT::isJava)).hasSizeGreaterThanOrEqualTo(2);
      launched.destroyForcibly().waitFor();
      for (ProcessHandle process : all) {
        process.onExit().get(10, TimeUnit.SECONDS);
      }
    } finally {
      launched.destroyForcibly();
    }
  }

  @Test
  void deathsOfWorkersAndOfGuestsAreAuditEvents() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).build();
    GuestPolicy apart = GuestPolicy.builder().isolation(Isolation.PROCESS).build();
    try (EpochlyHost host =
            EpochlyHost.builder().audit(event -> events.add(event.toString())).build();
        Guest guest = host.openGuest(policy);
        Guest other = host.openGuest(apart)) {
      guest.eval("import epochly\nexecutor = epochly.Executor(1)");
      guest.eval("executor.submit(abs, 1).result()");
      guest.eval("lost = executor.submit(lambda: __import__('time').sleep(60))");
      Thread.sleep(500);
      ProcessHandle.current()
          .descendants()
          .filter(ProcessGuestIT::isJava)
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(guest.eval("type(lost.exception()).__name__")).hasToString("WorkerDied");
      assertThatThrownBy(() -> other.eval("1")).isInstanceOf(GuestDeadException.class);
    }
    assertThat(events)
        .containsOnlyOnce("worker_died guest=1 process")
        .containsOnlyOnce("guest_died guest=2 process");
  }

  @Test
  void aGuestInAProcessHasWorkersInProcessesAndNoOthers() {
    GuestPolicy policy = GuestPolicy.builder().isolation(Isolation.PROCESS).allowWorkers(1).build();
    try (Guest guest = host().openGuest(policy)) {
      guest.eval("import epochly\nexecutor = epochly.Executor()");
      assertThat(guest.eval("executor.submit(lambda: __import__('os').getpid()).result()").asLong())
          .isEqualTo(2);
      assertThatThrownBy(() -> guest.eval("epochly.Executor(isolation='context')"))
          .hasMessageContaining("held less well");
    }
  }

  @Test
  void noWorkerOutlivesItsGuest() throws Exception {
    Guest guest = host().openGuest(GuestPolicy.builder().allowWorkers(2).build());
    guest.eval(
        "import epochly\nexecutor = epochly.Executor()\nexecutor.submit(abs, 1).result()\n"
            + "endless = executor.submit(lambda: sum(range(10**13)))");
    assertThat(ProcessHandle.current().descendants().filter(ProcessGuestIT::isJava)).isNotEmpty();
    guest.close();
    ProcessGuestIT.assertNoWorkers();
  }

  @Test
  void whatWaitsBehindATaskThatTakesLongRunsElsewhereOrIsCancelled() {
    try (Guest guest = host().openGuest(GuestPolicy.builder().allowWorkers(2).build())) {
      guest.eval(
          """
          import epochly, time
          from concurrent.futures import wait
          def tiny(n):
              return n + 1
          def after_many(workers):
              executor = epochly.Executor(workers)
              assert list(executor.map(tiny, range(2000))) == list(range(1, 2001))
              slow = executor.submit(time.sleep, 8)
              return executor, slow, [executor.submit(tiny, n) for n in range(40)]
          executor, slow, behind = after_many(1)
          time.sleep(1)
          cancelled = [future.cancel() for future in behind]
          other, other_slow, elsewhere = after_many(2)
          done, late = wait(elsewhere, timeout=4)
          """);
      assertThat(guest.eval("all(cancelled)")).hasToString("True");
      assertThat(guest.eval("len(done), len(late), other_slow.done()"))
          .hasToString("(40, 0, False)");
      assertThat(guest.eval("[future.result() for future in elsewhere] == list(range(1, 41))"))
          .hasToString("True");
    }
  }

  @Test
  void aWorkerHasTheMemoryOfItsOwnGuestAndNoOthers() throws Exception {
    GuestPolicy policy = GuestPolicy.builder().allowWorkers(1).build();
    Set<Long> all = new HashSet<>();
    try (Guest one = host().openGuest(policy);
        Guest other = host().openGuest(policy);
        Guest without =
            host().openGuest(GuestPolicy.builder().isolation(Isolation.PROCESS).build())) {
      assertThat(without.eval("1 + 1").asLong()).isEqualTo(2);
      Set<Long> workersBefore = javas();
      assertThat(sharedMemories(workersBefore)).isEmpty();
      GuestPolicy apart =
          GuestPolicy.builder().isolation(Isolation.PROCESS).allowWorkers(1).build();
      Set<Long> beforeApart = javas();
      try (Guest inProcess = host().openGuest(apart)) {
        inProcess.eval(
            "import epochly\nexecutor = epochly.Executor(1)\nexecutor.submit(abs, 1).result()");
        Set<Long> started = javas();
        started.removeAll(beforeApart);
        assertThat(started).as("the guest and its worker").hasSize(2);
        assertThat(all.add(onlyMemory(started))).isTrue();
      }
      Set<Long> beforePool = javas();
      try (WorkerPool pool =
          host()
              .workers(
                  GuestPolicy.builder().isolation(Isolation.PROCESS).build(),
                  1,
                  "def f(): return 1")) {
        assertThat(pool.call("f").get()).isEqualTo(1L);
        Set<Long> started = javas();
        started.removeAll(beforePool);
        assertThat(all.add(onlyMemory(started))).isTrue();
      }
      for (Guest guest : List.of(one, other)) {
        Set<Long> before = javas();
        guest.eval(
            "import epochly\nexecutor = epochly.Executor(1)\nexecutor.submit(abs, 1).result()");
        Set<Long> started = javas();
        started.removeAll(before);
        assertThat(all.add(onlyMemory(started))).as("memory that no other guest has").isTrue();
      }
    }
  }

  private static long onlyMemory(Set<Long> processes) throws IOException {
    Set<Long> memories = new HashSet<>();
    for (long process : processes) {
      List<Long> ofOne = sharedMemories(Set.of(process));
      assertThat(ofOne).as("of each process").isNotEmpty();
      memories.addAll(ofOne);
    }
    assertThat(memories).as("of one pool").hasSize(1);
    return memories.iterator().next();
  }

  @Test
  void aGuestInAProcessSharesMemoryWithItsWorkers() {
    GuestPolicy policy =
        GuestPolicy.builder()
            .isolation(Isolation.PROCESS)
            .allowWorkers(2)
            .limit(Limit.SHARED_MEMORY, 4 << 20)
            .build();
    try (Guest guest = host().openGuest(policy)) {
      guest.eval(
          """
          import epochly, time
          from array import array
          def same(x):
              return x
          with epochly.Executor(2) as executor:
              arrays = [array('d', [float(n)]) * (20_000 + n) for n in range(40)]
              right = all(executor.submit(same, a).result() == a for a in arrays)
              many = list(executor.map(same, arrays, chunksize=4)) == arrays
              typed = executor.submit(same, epochly.arange(50_000)).result().tolist() == list(range(50_000))
              view = executor.submit(same, memoryview(arrays[3])).result().tobytes() == arrays[3].tobytes()
              huge = array('d', [1.0]) * 1_000_000
              past = executor.submit(same, huge).result() == huge
              end = time.monotonic() + 10
              while executor.shared_memory()['used'] and time.monotonic() < end:
                  time.sleep(0.05)
              memory = executor.shared_memory()
          """);
      assertThat(guest.eval("right, many, typed, view, past"))
          .hasToString("(True, True, True, True, True)");
      assertThat(guest.eval("memory['size'], memory['used'], memory['through_pipe'] >= 2"))
          .hasToString("(4194304, 0, True)");
      assertThat(guest.eval("memory['arrays']").asLong()).isGreaterThan(80);
    }
  }

  private static Set<Long> javas() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessGuestIT::isJava)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  /** The inodes of the memory without a name that processes have open. */
  private static List<Long> sharedMemories(Set<Long> processes) throws IOException {
    List<Long> inodes = new ArrayList<>();
    for (long process : processes) {
      try (Stream<Path> files = Files.list(Path.of("/proc/" + process + "/fd"))) {
        for (Path file : files.toList()) {
          if (Files.readSymbolicLink(file).toString().startsWith("/memfd:epochly")) {
            inodes.add((Long) Files.getAttribute(file, "unix:ino"));
          }
        }
      }
    }
    return inodes;
  }

  /** For ten minutes with {@code -Psoak}. */
  @Test
  void underLoadWithWorkersKilledAndTasksCancelledNothingIsLost() throws Exception {
    Duration time = Duration.ofSeconds(Integer.getInteger("soak.seconds", 12));
    Random random = new Random(5);
    // What is opened once for all stays open.
    try (Guest first = host().openGuest(GuestPolicy.builder().allowWorkers(1).build())) {
      first.eval("import epochly\nepochly.map(abs, [1])");
    }
    ProcessGuestIT.assertNoWorkers();
    int threads = Thread.activeCount();
    long files = openFiles();
    AtomicInteger kills = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    // Full now and then.
    GuestPolicy policy =
        GuestPolicy.builder().allowWorkers(2).limit(Limit.SHARED_MEMORY, 1 << 20).build();
    try (Guest guest = host().openGuest(policy)) {
      guest.eval(
          """
          import epochly, random, time
          from array import array
          from concurrent.futures import wait, FIRST_COMPLETED
          chance = random.Random(5)
          counts = dict.fromkeys(('submitted', 'right', 'wrong', 'died', 'cancelled', 'raised'), 0)
          def work(n, numbers):
              if n % 97 == 0:
                  raise ValueError(n)
              if n % 3 == 0:
                  return array('d', [x + n for x in numbers[:20]]) + numbers[20:]
              return sum(i * i for i in range(n * 20)) + len(numbers)
          def numbers_of(n):
              return array('d', [float(n)]) * (n * 200 if n % 2 else n)
          def settle(futures):
              for future, n in futures:
                  if future.cancelled():
                      counts['cancelled'] += 1
                  elif isinstance(future.exception(), ValueError):
                      counts['raised'] += 1
                  elif future.exception() is not None:
                      assert isinstance(future.exception(), epochly.WorkerDied), future.exception()
                      counts['died'] += 1
                  else:
                      counts['right' if future.result() == work(n, numbers_of(n)) else 'wrong'] += 1
          def soak(seconds):
              end = time.monotonic() + seconds
              open = {}
              with epochly.Executor(2) as executor:
                  while time.monotonic() < end or not counts['died']:
                      while len(open) < 40:
                          n = chance.randrange(300)
                          open[executor.submit(work, n, numbers_of(n))] = n
                          counts['submitted'] += 1
                      if chance.random() < 0.3:
                          chance.choice(list(open)).cancel()
                      done, _ = wait(open, timeout=1, return_when=FIRST_COMPLETED)
                      settle([(future, open.pop(future)) for future in done])
                  wait(open)
                  settle(open.items())
                  # What a dead worker had is taken back when nothing of it writes there any more.
                  end = time.monotonic() + 10
                  while executor.shared_memory()['used'] and time.monotonic() < end:
                      time.sleep(0.1)
                  memory.update(executor.shared_memory())
          memory = {}
          """);
      Thread killer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      List<ProcessHandle> workers =
                          ProcessHandle.current()
                              .descendants()
                              .filter(ProcessGuestIT::isJava)
                              .toList();
                      if (!workers.isEmpty()
                          && workers.get(random.nextInt(workers.size())).destroyForcibly()) {
                        kills.incrementAndGet();
                      }
                      try {
                        Thread.sleep(2_000 + random.nextInt(4_000));
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  });
      try {
        guest.call("soak", (double) time.toSeconds());
      } finally {
        over.set(true);
        killer.join();
      }
      String counts = guest.eval("str(counts)").asString();
      assertThat(
              guest.eval(
                  "counts['submitted'] == sum(counts.values()) - counts['submitted']"
                      + " and counts['wrong'] == 0 and counts['right'] > 0 and counts['died'] > 0"
                      + " and counts['cancelled'] > 0"))
          .as(counts)
          .hasToString("True");
      assertThat(guest.eval("counts['died']").asLong())
          .as("each kill costs one task at most, of %d", kills.get())
          .isLessThanOrEqualTo(kills.get());
      assertThat(guest.eval("memory['used'], memory['arrays'] > 0, memory['through_pipe'] > 0"))
          .as(guest.eval("str(memory)").asString())
          .hasToString("(0, True, True)");
    }
    ProcessGuestIT.assertNoWorkers();
    for (int i = 0; i < 100 && Thread.activeCount() > threads; i++) {
      Thread.sleep(50);
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
    for (int i = 0; i < 100 && openFiles() > files; i++) {
      Thread.sleep(50);
    }
    assertThat(openFiles()).as("open files").isLessThanOrEqualTo(files);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
