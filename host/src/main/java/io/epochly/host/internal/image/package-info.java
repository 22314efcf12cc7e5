/**
 * Makes the folder that the launcher starts quickly from; the build runs it after the jars.
 *
 * <p>In: a folder with {@code lib} (the class path, and jars that are signed) and {@code jit} (the
 * guest's JIT compiler as modules), and the JDK that this runs on. Out, in the same folder: {@code
 * runtime}, a JDK cut to what is needed and with the signed jars as modules, but without the flight
 * recorder, which Truffle would start each time, and without the JDK's own placeholder of the JIT
 * compiler, because replacing a module at start-up would rule the cache out; {@code
 * lib/python-bytecode.jar}, Python's library compiled; {@code epochly.aot}, the JVM's cache of
 * loaded classes and profiles, from a {@link io.epochly.host.internal.image.TrainingRun}. Each is
 * made anew only when what it is made from has changed. A JDK that cannot link a runtime, or cannot
 * write the cache, is told of and not refused: the launcher then does without. The last module
 * packs the folder, when the suites are in it ({@link io.epochly.host.internal.image.Archive}).
 *
 * <p>The cache is tied to the JVM that wrote it, and to the names, sizes and times of the jars;
 * where they stand does not matter. The JVM drops a cache that does not fit.
 */
@NullMarked
package io.epochly.host.internal.image;

import org.jspecify.annotations.NullMarked;
