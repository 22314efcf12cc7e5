package io.epochly.host.internal.doctor;

/** What a check has found. */
public sealed interface Finding {
  /** What there is, without names of this machine's files and people. */
  String found();

  /** Such names, and messages that hold some; may be empty. */
  String names();

  /** What to do; empty where nothing is to be done. */
  String mend();

  /** It is as it should be. */
  record Ok(String found, String names) implements Finding {
    Ok(String found) {
      this(found, "");
    }

    @Override
    public String mend() {
      return "";
    }
  }

  /** A host runs here, with less safety, speed or function than it could. */
  record Warn(String found, String names, String mend) implements Finding {}

  /** A host does not run here, or not as its settings ask. */
  record Fail(String found, String names, String mend) implements Finding {}

  /** In a word. */
  default String verdict() {
    return switch (this) {
      case Ok _ -> "OK";
      case Warn _ -> "WARN";
      case Fail _ -> "FAIL";
    };
  }
}
