package io.epochly.conformance.attacks.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a guest has no business to know of the process and the machine that it runs on. */
enum Fact {
  /**
   * The process id. Programs wrap numbers and names in {@code <>}, so that no part of another
   * matches.
   */
  PID,
  /** The name of the user. */
  USER,
  /** The name of the machine. */
  MACHINE,
  /** A variable of the environment. */
  VARIABLE,
  /** A folder of the runtime, of the classes or of the user. */
  PATH,
  /** A class of Java's or a line of its stack traces. */
  JAVA;

  static Fact of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Texts any of which tells the fact. */
  List<String> texts() {
    return switch (this) {
      case PID -> List.of("<" + ProcessHandle.current().pid() + ">");
      case USER -> List.of("<" + System.getProperty("user.name") + ">");
      case MACHINE -> List.of("<" + machine() + ">");
      case VARIABLE -> List.of(System.getenv("PATH"));
      case PATH -> paths();
      case JAVA ->
          List.of(
              "java.lang.",
              "java.io.",
              "java.nio.",
              "java.util.",
              "java.base/",
              "com.oracle.",
              "com.sun.",
              "org.graalvm.",
              "io.epochly.",
              "Exception@",
              ".java:");
    };
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(List.of(System.getProperty("java.home"), ".jar"));
    paths.add(".cache/org.graalvm");
    String folder = System.getProperty("user.dir");
    if (folder.length() > 1) {
      paths.add(folder);
    }
    return paths;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "?";
    }
  }
}
