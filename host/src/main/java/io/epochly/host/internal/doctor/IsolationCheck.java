package io.epochly.host.internal.doctor;

import io.epochly.host.internal.worker.Workers;
import java.util.List;

/** Whether guests can be held in processes of their own: tries it. */
final class IsolationCheck implements Check {
  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public Finding look() throws InterruptedException {
    List<String> missing = Workers.missing();
    return missing.isEmpty()
        ? new Finding.Ok("guests can be held in sandboxed processes and in contexts")
        : new Finding.Warn(
            "guests can be held in contexts only, which is for code that somebody trusts: "
                + String.join("; ", missing),
            "",
            "in a container: install bubblewrap and util-linux in it, and run it with a seccomp"
                + " profile that lets clone, unshare, mount, pivot_root and umount2 make user"
                + " namespaces; it needs no privileges");
  }
}
