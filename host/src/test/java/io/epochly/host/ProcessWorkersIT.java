package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
