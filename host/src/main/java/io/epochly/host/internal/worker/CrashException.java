package io.epochly.host.internal.worker;

import java.io.IOException;

/** The JVM that should send messages tells of its crash instead. */
final class CrashException extends IOException {
  private static final long serialVersionUID = 1L;

  CrashException() {
    super("the JVM on the other side has crashed");
  }
}
