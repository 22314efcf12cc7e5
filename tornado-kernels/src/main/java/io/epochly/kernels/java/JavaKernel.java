package io.epochly.kernels.java;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.MemoryArgs;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.ir.Printer;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.WrongMethodTypeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A static method as a kernel; safe for use by several threads.
 *
 * <pre>{@code
 * JavaKernel saxpy = host.kernels().compile(MyKernels.class, "saxpy");
 * saxpy.run(2.0, x, y);
 * }</pre>
 */
public final class JavaKernel {
  /** A kernel that bails out so often in a row only costs. */
  private static final int MOST_BAIL_OUTS = 16;

  private static final Poll NEVER = RequestedPoll.NEVER;

  private static final MethodHandle INVOKE;

  static {
    try {
      INVOKE =
          MethodHandles.lookup()
              .findVirtual(
                  JavaKernel.class, "run", MethodType.methodType(Object.class, Object[].class))
              .asFixedArity();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final MethodType type;
  private final boolean hasMemory;
  private final MethodHandle spread;
  private final Operands taken;
  private final Body body;
  private final Optional<OnDevice> device;
  private final Optional<QuickerWay> quicker;
  private final Cores cores;
  private final BooleanSupplier off;
  private final LongAdder compiledRuns = new LongAdder();
  private final LongAdder plainRuns = new LongAdder();
  private final LongAdder bailOuts = new LongAdder();
  private final AtomicInteger bailOutsInARow = new AtomicInteger();
  private final AtomicReference<@Nullable String> lastBailOut = new AtomicReference<>();

  /** What stands for the method. */
  sealed interface Body {
    record Kernel(CompiledKernel kernel) implements Body {}

    record Refused(String reason) implements Body {}
  }

  JavaKernel(
      String name,
      MethodHandle plain,
      Body body,
      Optional<OnDevice> device,
      Cores cores,
      BooleanSupplier off) {
    this.name = name;
    this.type = plain.type();
    this.hasMemory = type.parameterList().contains(MemorySegment.class);
    this.spread =
        plain
            .asSpreader(Object[].class, type.parameterCount())
            .asType(MethodType.methodType(Object.class, Object[].class));
    this.taken =
        new Operands(
            name,
            type,
            body instanceof Body.Kernel(CompiledKernel kernel)
                ? Optional.of(kernel)
                : Optional.empty());
    this.body = body;
    this.device = device;
    this.quicker =
        body instanceof Body.Kernel(CompiledKernel kernel)
            ? QuickerWay.of(kernel)
            : Optional.empty();
    this.cores = cores;
    this.off = off;
  }

  /**
   * Runs it, and returns what the method returns, or null. Throws what the method throws. A kernel
   * for a device takes a {@link DeviceArray} in the place of an array; a call that cannot run there
   * is then made with a copy, which costs a transfer there and back.
   *
   * @throws IllegalArgumentException if the arguments are not those of the method, or lie on
   *     another device
   * @throws IllegalStateException if one that lies on a device is closed
   * @throws io.epochly.kernels.device.DeviceArrayLostException if what lay there is lost
   */
  public @Nullable Object run(Object... arguments) {
    return run(NEVER, arguments);
  }

  /**
   * The same on a thread of its own. A kernel that is cancelled stops soon, with all of its stores
   * done or none; a method that runs as plain Java does not stop.
   */
  public CompletableFuture<@Nullable Object> runAsync(Object... arguments) {
    Object[] own = arguments.clone();
    CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
    Poll poll =
        () -> {
          if (future.isCancelled()) {
            throw new CancellationException();
          }
        };
    Thread.ofPlatform()
        .daemon()
        .name("epochly-java-kernel")
        .start(
            () -> {
              try {
                future.complete(run(poll, own));
              } catch (Throwable thrown) {
                // Whatever it is, whoever waits for the result must learn of it.
                future.completeExceptionally(thrown);
              }
            });
    return future;
  }

  /**
   * The kernel as a functional interface of the caller's, which spares looking at the arguments'
   * types. A {@link DeviceArray} may be a parameter in the place of an array.
   *
   * @throws IllegalArgumentException if it is none, or its method has other types
   */
  public <T> T as(Class<T> functionalInterface) {
    MethodHandle target =
        INVOKE
            .bindTo(this)
            .asCollector(Object[].class, type.parameterCount())
            .asType(BoundTypes.of(type, functionalInterface));
    try {
      return MethodHandleProxies.asInterfaceInstance(functionalInterface, target);
    } catch (WrongMethodTypeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          functionalInterface.getName()
              + " is no public interface with one method of the types of "
              + name
              + type
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Whether calls run as a kernel, as far as is known. */
  public boolean isCompiled() {
    return body instanceof Body.Kernel
        && !isGivenUp()
        && !quicker.map(QuickerWay::isMethod).orElse(false);
  }

  /** What was compiled and how its loops run, or why it runs as plain Java; with lines. */
  public String explain() {
    return switch (body) {
      case Body.Refused(String reason) -> name + " runs as plain Java: " + reason + "\n";
      case Body.Kernel(CompiledKernel kernel) -> {
        StringBuilder text = new StringBuilder(name);
        text.append(isGivenUp() ? " runs as plain Java: it bailed out too often" : " is compiled");
        text.append('\n');
        String last = lastBailOut.get();
        if (last != null) {
          text.append("  bailed out ").append(bailOuts.sum()).append(" times, lastly as ");
          text.append(last).append('\n');
        }
        quicker.ifPresent(q -> text.append(q.text()));
        device.ifPresent(d -> text.append(d.text()));
        yield text + new LoopLines(kernel).text();
      }
    };
  }

  /** The kernel's IR as it was lifted, if it was. */
  public Optional<String> ir() {
    return body instanceof Body.Kernel(CompiledKernel kernel)
        ? Optional.of(Printer.print(kernel.source()))
        : Optional.empty();
  }

  /** What became of its calls so far. */
  public KernelStatistics stats() {
    return new KernelStatistics(
        compiledRuns.sum(),
        device.map(OnDevice::runs).orElse(0L),
        plainRuns.sum(),
        bailOuts.sum(),
        body instanceof Body.Kernel(CompiledKernel kernel) ? kernel.splits() : List.of());
  }

  Body body() {
    return body;
  }

  @Override
  public String toString() {
    return name;
  }

  private boolean isGivenUp() {
    return bailOutsInARow.get() >= MOST_BAIL_OUTS;
  }

  private @Nullable Object run(Poll poll, Object[] given) {
    // One array of arrays is taken by Java for the arguments themselves.
    boolean isOne =
        type.parameterCount() == 1
            && given.getClass() != Object[].class
            && type.parameterType(0).isInstance(given);
    Object[] arguments = isOne ? new Object[] {given} : given;
    if (arguments.length != type.parameterCount()) {
      throw new IllegalArgumentException(
          name
              + " has "
              + type.parameterCount()
              + " parameters, and was given "
              + arguments.length
              + " arguments");
    }
    return DeviceArguments.among(arguments)
        ? runThere(poll, arguments)
        : run(poll, arguments, device);
  }

  /**
   * @param way to a device, where that is to be tried
   */
  private @Nullable Object run(Poll poll, Object[] arguments, Optional<OnDevice> way) {
    Optional<Object[]> operands = taken.of(arguments);
    if (operands.isEmpty()
        || !(body instanceof Body.Kernel(CompiledKernel kernel))
        || isLeftToTheMethod(kernel, operands.get())) {
      return plain(arguments);
    }
    // Only the kernel can be cancelled.
    return quicker.isPresent() && way.isEmpty() && poll == NEVER
        ? byQuickerWay(quicker.get(), kernel, operands.get(), arguments)
        : byKernel(poll, kernel, operands.get(), arguments, way);
  }

  private @Nullable Object byQuickerWay(
      QuickerWay ways, CompiledKernel kernel, Object[] operands, Object[] arguments) {
    QuickerWay.Choice choice = ways.next();
    long start = choice.timed() ? System.nanoTime() : 0;
    boolean done = false;
    try {
      Object result =
          choice.byMethod()
              ? plain(arguments)
              : byKernel(NEVER, kernel, operands, arguments, Optional.empty());
      done = true;
      return result;
    } finally {
      if (choice.timed()) {
        ways.took(choice, done ? System.nanoTime() - start : Long.MAX_VALUE);
      }
    }
  }

  private @Nullable Object byKernel(
      Poll poll,
      CompiledKernel kernel,
      Object[] operands,
      Object[] arguments,
      Optional<OnDevice> way) {
    try {
      return done(result(kernel, poll, operands, way));
    } catch (BailOut bailOut) {
      count(bailOut);
    } catch (OutOfMemoryError _) {
      // The copies that let a kernel undo its stores; the method needs none.
      bailOuts.increment();
      lastBailOut.set("there was no memory for copies");
    } catch (StackOverflowError _) {
      // The method's own frames may be smaller, or it throws the same.
      bailOuts.increment();
      bailOutsInARow.incrementAndGet();
      lastBailOut.set("calls were nested too deep");
    }
    return plain(arguments);
  }

  /** Runs a call with arrays that lie on a device; where it cannot run there, with copies here. */
  private @Nullable Object runThere(Poll poll, Object[] arguments) {
    DeviceArguments given = DeviceArguments.of(name, type, arguments, device.map(OnDevice::queue));
    Optional<Object[]> operands = taken.of(arguments);
    if (operands.isEmpty()
        || !(body instanceof Body.Kernel(CompiledKernel kernel))
        || isLeftToTheMethod(kernel, operands.get())) {
      return given.onCopies(this::plain);
    }
    try {
      Optional<OnDevice.Ran> ran = device.orElseThrow().run(poll, operands.get());
      if (ran.isPresent()) {
        return done(ran.get().result());
      }
    } catch (BailOut bailOut) {
      count(bailOut);
      return given.onCopies(this::plain);
    }
    return given.onCopies(copies -> run(poll, copies, Optional.empty()));
  }

  private boolean isLeftToTheMethod(CompiledKernel kernel, Object[] operands) {
    return isGivenUp()
        || off.getAsBoolean()
        || hasMemory && !MemoryArgs.areApart(operands, kernel.source().params());
  }

  private @Nullable Object done(@Nullable Object result) {
    compiledRuns.increment();
    if (bailOutsInARow.get() != 0) {
      bailOutsInARow.set(0);
    }
    return Scalars.result(result, type.returnType());
  }

  private void count(BailOut bailOut) {
    bailOuts.increment();
    bailOutsInARow.incrementAndGet();
    lastBailOut.set(bailOut.reason().text() + ", line " + bailOut.position().line());
  }

  private @Nullable Object result(
      CompiledKernel kernel, Poll poll, Object[] operands, Optional<OnDevice> way) {
    if (way.isPresent()) {
      Optional<OnDevice.Ran> ran = way.get().run(poll, operands);
      if (ran.isPresent()) {
        return ran.get().result();
      }
    }
    return kernel.invoke(poll, operands, hasMemory ? MemoryArgs.cores(operands, cores) : cores);
  }

  private @Nullable Object plain(Object[] arguments) {
    plainRuns.increment();
    try {
      return (Object) spread.invokeExact(arguments);
    } catch (Throwable thrown) {
      throw JavaKernel.<RuntimeException>asItIs(thrown);
    }
  }

  /** Whatever the method throws goes to its caller, checked or not. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
