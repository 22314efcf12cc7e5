package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run did, in all its processes, as the kernel was asked for it.
 *
 * @param talk the calls that talk to somebody else, whatever the address
 * @param written the files that were opened to be written, or made
 * @param programs the programs that were started
 * @param finished its end
 */
record Trace(List<String> talk, Set<String> written, Set<String> programs, Finished finished) {
  private static final Pattern TALKS =
      Pattern.compile("(bind|listen|accept4?|sendto|sendmsg|sendmmsg|connect)\\(.*");

  /**
   * The C library asks the name service's cache for users, over a socket of this machine; and
   * bubblewrap asks the kernel to set up the loopback interface of the namespace that it made.
   */
  private static final Pattern WITHIN_THE_MACHINE =
      Pattern.compile(
          "connect\\(\\d+, \\{sa_family=AF_UNIX, sun_path=\"/var/run/nscd/socket\"}.*"
              + "|bind\\(\\d+, \\{sa_family=AF_NETLINK.*|sendto\\(\\d+, \\[\\{nlmsg_len=.*");

  private static final Pattern WRITES =
      Pattern.compile(
          "(?:openat\\([^,]+, |open\\(|creat\\()\"([^\"]+)\".*O_(?:WRONLY|RDWR|CREAT).*\\) = \\d+.*");

  private static final Pattern STARTS = Pattern.compile("execve\\(\"([^\"]+)\".*\\) = 0");

  /** Runs the launcher under strace. */
  static Trace of(Launcher launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Tools.requireStrace();
    Path traces = Files.createTempDirectory(launcher.folder(), "traces");
    List<String> strace =
        List.of(
            "strace",
            "-ff",
            "-qq",
            "-e",
            "trace=network,open,openat,creat,execve",
            "-o",
            traces + "/trace");
    Finished finished = launcher.run(environment, launcher.command(strace, arguments));
    List<String> talk = new ArrayList<>();
    Set<String> written = new TreeSet<>();
    Set<String> programs = new TreeSet<>();
    try (Stream<Path> files = Files.list(traces)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          if (TALKS.matcher(line).matches() && !WITHIN_THE_MACHINE.matcher(line).matches()) {
            talk.add(line);
          }
          add(written, WRITES.matcher(line));
          add(programs, STARTS.matcher(line));
        }
      }
    }
    return new Trace(talk, written, programs, finished);
  }

  private static void add(Set<String> names, Matcher matcher) {
    if (matcher.matches()) {
      names.add(matcher.group(1));
    }
  }
}
