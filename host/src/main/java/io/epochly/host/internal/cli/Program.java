package io.epochly.host.internal.cli;

import io.epochly.host.GuestPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a command line asks a guest to run. */
sealed interface Program {
  /** Opens the folder that the program itself needs, if any. */
  void grantOwnFiles(GuestPolicy.Builder policy);

  /** The function of {@code bootstrap.py} that runs it. */
  String entry();

  /** That function's arguments. */
  List<String> entryArguments();

  /** Why it cannot start, as python words it. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /** {@code script.py}. */
  record Script(Path path, List<String> arguments) implements Program {
    @Override
    public void grantOwnFiles(GuestPolicy.Builder policy) {
      policy.allowScript(path);
    }

    @Override
    public String entry() {
      return "run_script";
    }

    @Override
    public List<String> entryArguments() {
      return joined(List.of(path.toString(), folder().toString()), arguments);
    }

    @Override
    public Optional<String> obstacle() {
      if (!Files.exists(path)) {
        return Optional.of("can't open file '%s': No such file or directory".formatted(path));
      }
      if (Files.isDirectory(path)) {
        return Optional.of("can't open file '%s': Is a directory".formatted(path));
      }
      if (!Files.isReadable(path)) {
        return Optional.of("can't open file '%s': Permission denied".formatted(path));
      }
      return Optional.empty();
    }

    private Path folder() {
      Path parent = path.getParent();
      return parent == null ? Path.of("") : parent;
    }
  }

  /** {@code -c CODE}. */
  record Command(String code, List<String> arguments) implements Program {
    @Override
    public void grantOwnFiles(GuestPolicy.Builder policy) {}

    @Override
    public String entry() {
      return "run_command";
    }

    @Override
    public List<String> entryArguments() {
      return joined(List.of(code), arguments);
    }
  }

  /** {@code -m MODULE}: one in the working folder if it is there, else one of the library. */
  record Module(String name, List<String> arguments) implements Program {
    @Override
    public void grantOwnFiles(GuestPolicy.Builder policy) {
      if (isLocal()) {
        policy.allowRead(Path.of(""));
      }
    }

    @Override
    public String entry() {
      return "run_module";
    }

    @Override
    public List<String> entryArguments() {
      return joined(List.of(name, isLocal() ? "." : ""), arguments);
    }

    private boolean isLocal() {
      String top = name.substring(0, (name + ".").indexOf('.'));
      return !top.isEmpty()
          && !top.contains("/")
          && (Files.isRegularFile(Path.of(top + ".py")) || Files.isDirectory(Path.of(top)));
    }
  }

  /** {@code -}: source text from standard input. */
  record StandardInput(List<String> arguments) implements Program {
    @Override
    public void grantOwnFiles(GuestPolicy.Builder policy) {}

    @Override
    public String entry() {
      return "run_stdin";
    }

    @Override
    public List<String> entryArguments() {
      return arguments;
    }
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
