package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A place like the container of {@code deploy/compose.yaml}, made with bubblewrap: the user 1000
 * without a capability and without new ones, process 1 of its namespace, a root file system that
 * can't be written, and a /tmp in memory, of the size that the files declare.
 *
 * @param launcher whose distribution is /opt/epochly there
 * @param app the folder that is /app there
 * @param log the folder that is /var/log/epochly there
 * @param secrets the folder that is /run/secrets there, read-only
 * @param temporary an empty folder, over which memory is mounted
 * @param kilobytes its size
 */
record Sealed(Launcher launcher, Path app, Path log, Path secrets, Path temporary, long kilobytes) {
  static final String HOME = "/opt/epochly";
  private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib64");

  /** The command up to the launcher's own arguments. */
  List<String> command(List<String> environment) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o noexec,nosuid,nodev,size=%dk,mode=1777 none \"$0\" && exec \"$@\""
                    .formatted(kilobytes),
                temporary.toString()));
    command.addAll(
        List.of(
            "bwrap",
            "--unshare-user",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--unshare-pid",
            "--as-pid-1",
            "--unshare-ipc",
            "--unshare-uts",
            "--cap-drop",
            "ALL",
            "--new-session",
            "--die-with-parent",
            "--clearenv",
            "--proc",
            "/proc",
            "--dev",
            "/dev"));
    bind(command, "--ro-bind", Path.of("/usr"), "/usr");
    SYSTEM.forEach(folder -> system(command, Path.of(folder)));
    bind(command, "--ro-bind", launcher.home(), HOME);
    bind(command, "--ro-bind", app, "/app");
    bind(command, "--ro-bind", secrets, "/run/secrets");
    bind(command, "--bind", log, "/var/log/epochly");
    bind(command, "--bind", temporary, "/tmp");
    command.addAll(List.of("--remount-ro", "/", "--chdir", "/app"));
    command.addAll(List.of("--setenv", "PATH", "/usr/bin:/bin"));
    environment.forEach(
        pair -> {
          command.add("--setenv");
          command.addAll(List.of(pair.split("=", 2)));
        });
    command.addAll(List.of("--", HOME + "/epochly-host"));
    return command;
  }

  private static void bind(List<String> command, String how, Path from, String to) {
    command.addAll(List.of(how, from.toString(), to));
  }

  private static void system(List<String> command, Path folder) {
    try {
      if (Files.isSymbolicLink(folder)) {
        bind(command, "--symlink", Files.readSymbolicLink(folder), folder.toString());
      } else if (Files.exists(folder)) {
        bind(command, "--ro-bind", folder, folder.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command beside the first process, as {@code docker exec} starts one. */
  static List<String> beside(long pid, String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target",
                Long.toString(pid),
                "--user",
                "--mount",
                "--pid",
                "--preserve-credentials",
                "--"));
    all.addAll(List.of(command));
    return all;
  }
}
