package io.epochly.guest;

import io.epochly.guest.internal.frontend.Examples;
import io.epochly.guest.internal.language.PackageFiles;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the compiler compile examples, so that the JVM has made it quick before the first function
 * of a guest comes: a cold compiler takes ten times as long, and the JVM is busy with it while the
 * kernel runs.
 *
 * <p>In: nothing. Out: nothing but a warm compiler. It is done once for a JVM, where the system
 * property {@code epochly.warmUp} is {@code true}, by a thread that begins half a second after a
 * guest first imports {@code epochly} and rests most of the time.
 */
public final class CompilerWarmUp {
  /** What asks for it. */
  public static final String PROPERTY = "epochly.warmUp";

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  /** A script that begins with a kernel needs the processors itself. */
  private static final long DELAY_NANOS = 500_000_000;

  /** After these the compiler is hardly quicker with each further one. */
  private static final int ROUNDS = 8;

  /** Rests are so many times as long as the work before. */
  private static final int REST = 2;

  private CompilerWarmUp() {}

  /** The text of the examples, a module of the guest's language. */
  public static String examples() {
    return PackageFiles.examples();
  }

  /** Begins, where it is asked for and has not begun; returns at once. */
  public static void begin() {
    if (Boolean.getBoolean(PROPERTY) && BEGUN.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("epochly-warm-up").start(CompilerWarmUp::run);
    }
  }

  private static void run() {
    LockSupport.parkNanos(DELAY_NANOS);
    String text = examples();
    for (int round = 0; round < ROUNDS; round++) {
      for (Examples.Example example : Examples.of(text + "# " + round)) {
        long start = System.nanoTime();
        example.compileAndRun();
        LockSupport.parkNanos(REST * (System.nanoTime() - start));
      }
    }
  }
}
