package io.epochly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each door of a guest, closed and open; and closed again with the guards taken out. */
class SandboxTest {
  private static EpochlyHost host;
  private static EpochlyHost unguarded;
  private static Guest closed;

  @TempDir private static Path secrets;
  private static Path secret;

  @TempDir private Path folder;

  /** What a guest may not do, and what CPython raises where it is forbidden. */
  private record Door(String code, String... errors) {
    @Override
    public String toString() {
      return code;
    }
  }

  private static final String SOCKET = "__import__('socket')";
  private static final String THREADS = "__import__('threading')";

  static Stream<Door> doors() {
    String file = "'" + secret + "'";
    String parent = "'" + secret.getParent() + "'";
    return Stream.of(
        new Door("open(%s).read()".formatted(file), "PermissionError"),
        new Door("open(%s, 'w')".formatted(file), "PermissionError"),
        new Door("open('/etc/passwd').read()", "PermissionError"),
        new Door("open('/proc/self/environ').read()", "PermissionError"),
        new Door("open('../../../../../../../etc/passwd').read()", "PermissionError"),
        new Door("open('/usr/lib/epochly-python/../../../etc/passwd').read()", "PermissionError"),
        new Door("open('/dev/null/../../etc/passwd').read()", "PermissionError"),
        new Door("open(os.__file__, 'w')", "PermissionError"),
        new Door("os.remove(os.__file__)", "PermissionError"),
        new Door("os.listdir(%s)".formatted(parent), "PermissionError"),
        new Door("os.listdir('/')", "PermissionError"),
        new Door("os.listdir('.')", "PermissionError"),
        new Door("list(os.scandir(%s))".formatted(parent), "PermissionError"),
        new Door("os.stat(%s)".formatted(file), "PermissionError"),
        new Door("os.lstat(%s)".formatted(file), "PermissionError"),
        new Door("os.chdir(%s)".formatted(parent), "FileNotFoundError", "PermissionError"),
        new Door("os.mkdir('d')", "PermissionError"),
        new Door("os.remove(%s)".formatted(file), "PermissionError"),
        new Door("os.rename(%s, 'x')".formatted(file), "PermissionError"),
        new Door("os.symlink(%s, 'x')".formatted(file), "PermissionError"),
        new Door("os.link(%s, 'x')".formatted(file), "PermissionError"),
        new Door("os.chmod(%s, 0o777)".formatted(file), "PermissionError"),
        new Door("os.truncate(%s, 0)".formatted(file), "PermissionError"),
        new Door("os.utime(%s)".formatted(file), "PermissionError"),
        new Door("os.readlink(%s)".formatted(file), "PermissionError"),
        new Door("os.environ['PATH']", "KeyError"),
        new Door("os.system('true')", "PermissionError"),
        new Door("os.popen('true').read()", "PermissionError"),
        new Door("__import__('subprocess').run(['true'])", "PermissionError"),
        new Door("os.execv('/bin/true', ['true'])", "PermissionError"),
        new Door("os.kill(1, 9)", "PermissionError"),
        new Door("__import__('multiprocessing').Process(target=print).start()", "PermissionError"),
        new Door(SOCKET + ".socket()", "PermissionError"),
        new Door(SOCKET + ".getaddrinfo('localhost', 80)", "PermissionError"),
        new Door(SOCKET + ".create_connection(('127.0.0.1', 80))", "PermissionError"),
        new Door("__import__('select').select([0], [], [], 0)", "PermissionError"),
        new Door(THREADS + ".Thread(target=print).start()", "RuntimeError"),
        new Door(THREADS + ".Timer(0, print).start()", "RuntimeError"),
        new Door(
            "__import__('concurrent.futures').futures.ThreadPoolExecutor().submit(print)",
            "RuntimeError"),
        new Door("__import__('java').type('java.lang.System')", "KeyError"),
        new Door("__import__('polyglot').eval(language='python', string='1')", "RuntimeError"),
        new Door("__import__('polyglot').eval(language='epochly', string='1')", "RuntimeError"),
        new Door("__import__('ctypes').CDLL(None)", "ImportError", "OSError"));
  }

  @BeforeAll
  static void openHosts() throws IOException {
    secret = Files.writeString(secrets.resolve("secret.txt"), "secret");
    host = EpochlyHost.create();
    unguarded = EpochlyHost.builder().guards(false).build();
    closed = host.openGuest(GuestPolicy.closed());
  }

  @AfterAll
  static void closeHosts() {
    host.close();
    unguarded.close();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void aClosedDoorRaisesWhatCPythonRaisesAndTheGuestLivesOn(Door door) {
    closed.eval(
        """
        import os
        def attempt(code):
            try:
                eval(code)
            except Exception as e:
                return type(e).__name__
            return 'nothing'
        """);
    assertThat(closed.call("attempt", door.code()).asString()).isIn((Object[]) door.errors());
    assertThat(secret).hasContent("secret");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void withoutTheGuardsTheContextAloneKeepsADoorClosed(Door door) {
    try (Guest guest = unguarded.openGuest(GuestPolicy.closed())) {
      guest.eval("import os");
      assertThatThrownBy(() -> guest.eval(door.code())).isInstanceOf(GuestFailure.class);
    }
    assertThat(secret).hasContent("secret");
  }

  @Test
  void aGuestFindsNoFunctionThatIsClosedUnderAnotherName() {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(
          """
          import sys

          closed = (
              "system execv execve fork kill killpg waitpid fork_exec _spawn_context getaddrinfo"
              " gethostbyname socketpair select start_new_thread start_new signal set_wakeup_fd"
              " raise_signal alarm setitimer getuid geteuid getpid getppid crypt getpwuid getpwall"
          ).split()
          found = [
              (module, key)
              for module, names in [(n, vars(m)) for n, m in list(sys.modules.items())]
              for key, value in list(names.items())
              if type(value) is type(len) and value.__name__ in closed
          ]
          """);
      assertThat(guest.eval("str(found)").asString()).isEqualTo("[]");
    }
  }

  @Test
  void withoutTheGuardsNothingTellsOfTheHostEither() {
    GuestPolicy open = GuestPolicy.builder().allowNetwork().allowThreads().build();
    try (Guest guest = unguarded.openGuest(open)) {
      guest.eval(
          """
          import os, pwd, signal, socket, time

          def hidden(function):
              return [cell.cell_contents for cell in function.__closure__ or ()]

          def fails(function, *args):
              try:
                  function(*args)
              except Exception as e:
                  return type(e).__name__
          """);
      assertThat(guest.eval("[os.getpid(), os.getppid(), os.getuid(), os.getgroups()]"))
          .hasToString("[2, 1, 1000, [1000]]");
      assertThat(guest.eval("[socket.gethostname(), os.uname().nodename, pwd.getpwuid(1000)[0]]"))
          .hasToString("['localhost', 'localhost', 'guest']");
      assertThat(guest.eval("fails(signal.signal, signal.SIGTERM, signal.SIG_IGN)"))
          .hasToString("ValueError");
      // What a clock asks behind it cannot be asked for more than it says itself.
      assertThat(guest.eval("[f() % 100000 for f in [time.time_ns, *hidden(time.time_ns)]]"))
          .hasToString("[0, 0]");
      assertThat(guest.eval("[tuple(f())[1] for f in [os.uname, *hidden(os.uname)]]").toString())
          .isEqualTo("['localhost', 'localhost']");
    }
  }

  @Test
  void whetherAForbiddenFileExistsDoesNotShow() {
    String missing = secret.resolveSibling("missing").toString();
    for (String call : List.of("open(%s)", "os.stat(%s)", "os.listdir(%s)", "os.remove(%s)")) {
      assertThat(errorOf(closed, call.formatted("'" + secret + "'"), secret.toString()))
          .isEqualTo(errorOf(closed, call.formatted("'" + missing + "'"), missing));
    }
    assertThat(closed.eval("os.path.exists('" + secret + "')").asBoolean()).isFalse();
  }

  private static String errorOf(Guest guest, String code, String path) {
    guest.eval("import os");
    return catchThrowableOfType(GuestException.class, () -> guest.eval(code))
        .getMessage()
        .replace(path, "PATH");
  }

  @Test
  void aClosedGuestSeesNoPathUserOrProcessOfTheHost() {
    String facts =
        closed
            .eval(
                """
                (lambda os, sys, sysconfig, site, pwd, json: repr([
                    sys.prefix, sys.base_prefix, sys.exec_prefix, sys.executable, sys.path,
                    sys.argv, sys.orig_argv, sys._stdlib_dir, os.__file__, json.__file__,
                    os.getcwd(), dict(os.environ), os.path.expanduser('~'),
                    sysconfig.get_paths(), sysconfig.get_config_vars(), site.getusersitepackages(),
                    pwd.getpwuid(os.getuid()), os.uname().nodename,
                    [getattr(m, '__file__', None) for m in list(sys.modules.values())],
                    list(sys.path_importer_cache),
                    {k: v for k, v in vars(__graalpython__).items() if isinstance(v, str)},
                ]))(*map(__import__, 'os sys sysconfig site pwd json'.split()))
                """
                    .strip())
            .asString();
    assertThat(facts)
        .doesNotContain(
            System.getProperty("user.dir"),
            System.getProperty("java.home"),
            ".cache",
            ".m2/",
            ".jar")
        .contains("/usr/lib/epochly-python", "/epochly/work");
    if (!System.getProperty("user.home").equals("/")) {
      assertThat(facts).doesNotContain("'" + System.getProperty("user.home"));
    }
    assertThat(closed.eval("__import__('os').getpid()").asLong()).isEqualTo(2);
    assertThat(closed.eval("len(__import__('os').environ)").asLong()).isZero();
  }

  @Test
  void errorsOfTheLibraryShowItsVirtualPathOnly() {
    assertThatThrownBy(() -> closed.eval("__import__('json').loads('{')"))
        .isInstanceOfSatisfying(
            GuestException.class,
            e ->
                assertThat(e.traceback())
                    .contains("File \"/usr/lib/epochly-python/lib/python3.12/json/decoder.py\"")
                    .doesNotContain(System.getProperty("user.home") + "/", ".jar"));
  }

  @Test
  void aReadableFolderIsReadAndNotWritten() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "hello");
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowRead(folder).build())) {
      guest.eval("import os; d = '" + folder + "'");
      assertThat(guest.eval("open(d + '/a.txt').read()").asString()).isEqualTo("hello");
      assertThat(guest.eval("os.listdir(d)")).hasToString("['a.txt']");
      assertThat(guest.eval("os.stat(d + '/a.txt').st_size").asLong()).isEqualTo(5);
      for (String write :
          List.of(
              "open(d + '/a.txt', 'a')",
              "open(d + '/a.txt', 'r+')",
              "open(d + '/b.txt', 'x')",
              "os.mkdir(d + '/b')",
              "os.remove(d + '/a.txt')",
              "os.rename(d + '/a.txt', d + '/b.txt')",
              "os.utime(d + '/a.txt')",
              "os.chmod(d + '/a.txt', 0)",
              "os.truncate(d + '/a.txt', 0)")) {
        assertRefused(guest, write);
      }
      assertRefused(guest, "open(d + '/../' + 'x')");
      assertThatThrownBy(() -> guest.eval("open(d + '/missing')"))
          .hasMessageContaining("FileNotFoundError");
    }
    assertThat(folder.resolve("a.txt")).hasContent("hello");
  }

  @Test
  void aWritableFolderIsWrittenAndNotRead() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "hello");
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowWrite(folder).build())) {
      guest.eval(
          """
          import os
          d = '%s'
          with open(d + '/b.txt', 'w') as f: f.write('written')
          os.mkdir(d + '/sub')
          os.replace(d + '/b.txt', d + '/sub/c.txt')
          """
              .formatted(folder));
      assertRefused(guest, "open(d + '/a.txt').read()");
      assertRefused(guest, "open(d + '/a.txt', 'r+')");
      assertRefused(guest, "os.listdir(d)");
      assertRefused(guest, "os.symlink('/etc', d + '/etc')");
      assertRefused(guest, "os.link(d + '/a.txt', d + '/linked')");
    }
    assertThat(folder.resolve("sub/c.txt")).hasContent("written");
    assertThat(folder.resolve("a.txt")).hasContent("hello");
  }

  @Test
  void aLinkIsJudgedByWhereItLeads() throws IOException {
    Path granted = Files.createDirectory(folder.resolve("granted"));
    Files.writeString(granted.resolve("in.txt"), "in");
    Files.createSymbolicLink(granted.resolve("out"), secret);
    Files.createSymbolicLink(granted.resolve("outside"), secret.getParent());
    Files.createSymbolicLink(granted.resolve("nowhere"), secret.resolveSibling("missing"));
    Files.createSymbolicLink(granted.resolve("alias"), Path.of("in.txt"));
    Files.createSymbolicLink(granted.resolve("loop"), Path.of("loop"));
    Path named = Files.createSymbolicLink(folder.resolve("named"), granted);
    try (Guest guest =
        host.openGuest(GuestPolicy.builder().allowRead(named).allowWrite(named).build())) {
      guest.eval("import os; d = '" + named + "'");
      assertThat(guest.eval("open(d + '/alias').read()").asString()).isEqualTo("in");
      assertThat(guest.eval("os.path.realpath(d + '/alias')").asString()).endsWith("/in.txt");
      for (String escape :
          List.of(
              "open(d + '/out').read()",
              "open(d + '/outside/secret.txt').read()",
              "open(d + '/out', 'w')",
              "open(d + '/nowhere', 'w')",
              "open(d + '/outside/new', 'w')",
              "os.listdir(d + '/outside')")) {
        assertRefused(guest, escape);
      }
      // The interpreter takes the ".." off before it follows links, so this is another file.
      assertThatThrownBy(
              () ->
                  guest.eval(
                      "open(d + '/outside/../%s/secret.txt')"
                          .formatted(secret.getParent().getFileName())))
          .isInstanceOf(GuestException.class);
      assertThatThrownBy(() -> guest.eval("open(d + '/loop')"))
          .isInstanceOfSatisfying(
              GuestException.class, e -> assertThat(e.type()).isIn("OSError", "PermissionError"));
      // A link is the folder's own; removing it does not touch what it leads to.
      guest.eval("os.remove(d + '/out')");
    }
    assertThat(secret).hasContent("secret");
    assertThat(secret.resolveSibling("missing")).doesNotExist();
    // JUnit warns about links that lead out of its folder.
    Files.delete(granted.resolve("outside"));
    Files.delete(granted.resolve("nowhere"));
  }

  @Test
  void whatIsOnlyWritableCannotBeMovedToWhereItIsReadable() throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(in.resolve("a.txt"), "not to be read");
    GuestPolicy policy =
        GuestPolicy.builder().allowWrite(in).allowWrite(out).allowRead(out).build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval("import os");
      assertRefused(
          guest, "os.rename('%s', '%s')".formatted(in.resolve("a.txt"), out.resolve("a.txt")));
    }
  }

  @Test
  void onlyNamedVariablesOfTheEnvironmentShow() {
    try (Guest guest =
        host.openGuest(GuestPolicy.builder().allowEnvironment("PATH", "NOT_SET").build())) {
      guest.eval("import os");
      assertThat(guest.eval("list(os.environ)")).hasToString("['PATH']");
      assertThat(guest.eval("os.environ['PATH']").asString()).isEqualTo(System.getenv("PATH"));
    }
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowWholeEnvironment().build())) {
      assertThat(guest.eval("set(__import__('os').environ)  >= {'PATH'}").asBoolean()).isTrue();
      assertThat(guest.eval("len(__import__('os').environ)").asLong())
          .isEqualTo(
              System.getenv().keySet().stream()
                  .filter(name -> !name.equals("EPOCHLY_JIT_CACHE_DIR"))
                  .count());
    }
  }

  @Test
  void allowedThreadsRunAndMayShareAnExecutor() {
    try (Guest guest = host.openGuest(GuestPolicy.builder().allowThreads().build())) {
      guest.eval("from concurrent.futures import ThreadPoolExecutor");
      guest.eval("with ThreadPoolExecutor(2) as e: r = sum(e.map(abs, range(-4, 0)))");
      assertThat(guest.eval("r").asLong()).isEqualTo(10);
    }
  }

  @Test
  void anAllowedNetworkConnectsAndRunsAsyncio() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Guest guest = host.openGuest(GuestPolicy.builder().allowNetwork().build())) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (var connection = server.accept()) {
                  connection.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  // The guest's read fails, and the test with it.
                }
              });
      guest.eval(
          """
          import socket, asyncio
          with socket.create_connection(('127.0.0.1', %d), 20) as s:
              received = s.recv(5)
          async def later():
              await asyncio.sleep(0.01)
              return 7
          slept = asyncio.run(later())
          """
              .formatted(server.getLocalPort()));
      assertThat(guest.eval("received").asBytes()).isEqualTo("hello".getBytes());
      assertThat(guest.eval("slept").asLong()).isEqualTo(7);
    }
  }

  @Test
  void theStandardStreamsAreThoseOfThePolicy() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    GuestPolicy policy =
        GuestPolicy.builder()
            .stdin(new ByteArrayInputStream("typed\n".getBytes()))
            .stdout(out)
            .stderr(err)
            .build();
    try (Guest guest = host.openGuest(policy)) {
      guest.eval(
          "import sys\nprint(input(), flush=True)\nprint('oops', file=sys.stderr, flush=True)");
    }
    assertThat(out).hasToString("typed\n");
    assertThat(err).hasToString("oops\n");
  }

  @Test
  void endingTheGuestDoesNotEndTheHost() {
    for (String end : List.of("os._exit(3)", "sys.exit(3)")) {
      try (Guest guest = host.openGuest(GuestPolicy.closed())) {
        guest.eval("import os, sys");
        assertThatThrownBy(() -> guest.eval(end)).isInstanceOf(GuestExitException.class);
      }
    }
  }

  @Test
  void anInterruptEndsTheCallAndTheGuestCannotCatchIt() throws Exception {
    try (Guest guest = host.openGuest(GuestPolicy.closed())) {
      Thread interrupter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Thread.sleep(500);
                    } catch (InterruptedException e) {
                      return;
                    }
                    guest.interrupt(Duration.ofSeconds(10));
                  });
      assertThatThrownBy(
              () ->
                  guest.eval(
                      "while True:\n  try:\n    while True: pass\n  except BaseException: pass"))
          .isInstanceOf(GuestInterruptedException.class);
      interrupter.join();
      assertThat(guest.eval("1 + 1").asLong()).isEqualTo(2);
    }
  }

  @Test
  void aClosedGuestSaysSo() {
    Guest guest = host.openGuest(GuestPolicy.closed());
    guest.close();
    assertThatThrownBy(() -> guest.eval("1")).isInstanceOf(GuestDeadException.class);
  }

  private static void assertRefused(Guest guest, String code) {
    assertThatThrownBy(() -> guest.eval(code))
        .as(code)
        .isInstanceOfSatisfying(
            GuestException.class, e -> assertThat(e.type()).isEqualTo("PermissionError"));
  }
}
