package io.epochly.kernels.java;

import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.Cores;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceQueue;
import io.epochly.kernels.device.DeviceStatistics;
import io.epochly.kernels.internal.lift.Lifter;
import io.epochly.kernels.internal.lift.Refusal;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Compiles static methods to kernels that share some cores. */
public final class JavaKernels {
  private final Cores cores;
  private final KernelCompiler compiler;
  private final DeviceCompiler deviceCompiler;
  private final BooleanSupplier off;
  private final KernelDevices devices;
  private final Optional<DeviceQueue> device;

  /**
   * @param cores what the kernels may use together
   */
  public JavaKernels(Cores cores) {
    this(cores, () -> false);
  }

  /**
   * @param off asked at each call; while it is true, all calls run as plain Java
   */
  public JavaKernels(Cores cores, BooleanSupplier off) {
    this(cores, off, new KernelCompiler());
  }

  /**
   * @param devices what {@link #onDevice} gives
   */
  public JavaKernels(Cores cores, BooleanSupplier off, KernelDevices devices) {
    this(cores, off, new KernelCompiler(), new DeviceCompiler(), devices);
  }

  /** The same by another compiler, as suites use that put errors into one. */
  public JavaKernels(Cores cores, BooleanSupplier off, KernelCompiler compiler) {
    this(cores, off, compiler, new DeviceCompiler(), KernelDevices.NONE);
  }

  /** The same by other compilers. */
  public JavaKernels(
      Cores cores,
      BooleanSupplier off,
      KernelCompiler compiler,
      DeviceCompiler deviceCompiler,
      KernelDevices devices) {
    this(cores, off, compiler, deviceCompiler, devices, Optional.empty());
  }

  private JavaKernels(
      Cores cores,
      BooleanSupplier off,
      KernelCompiler compiler,
      DeviceCompiler deviceCompiler,
      KernelDevices devices,
      Optional<DeviceQueue> device) {
    this.cores = cores;
    this.off = off;
    this.compiler = compiler;
    this.deviceCompiler = deviceCompiler;
    this.devices = devices;
    this.device = device;
  }

  /**
   * Kernels for the best device of this machine: a GPU, else an accelerator, else a CPU that a
   * driver offers. As {@link #onDevice(String)}.
   */
  public JavaKernels onDevice() {
    return on(devices.best());
  }

  /**
   * Kernels for a device: their independent loops run there, with Java's arithmetic to the bit, but
   * for the methods of {@code Math} that drivers round otherwise. Arrays and memory are copied
   * there and back by each call, but for those that {@link #array(Object)} has put there. What no
   * device runs, and calls that it fails, run on the cores; {@link JavaKernel#explain} tells why.
   * The device is opened when a kernel is first called.
   *
   * @param id as {@code epochly-host devices} lists them: {@code 0:0}
   * @throws IllegalArgumentException if there is no such device; the message says which there are
   * @throws DeviceException if there is none at all, or none may be used
   */
  public JavaKernels onDevice(String id) {
    return on(devices.of(id));
  }

  /**
   * Takes an array to the device of these kernels, where it stays until it is closed: its kernels
   * are given it in the place of the array, and move nothing. What they store is there for further
   * calls, and for {@link DeviceArray#copyTo} to bring back. Opens the device.
   *
   * @throws IllegalArgumentException if it is not one of numbers or booleans, of one dimension
   * @throws io.epochly.kernels.device.OutOfDeviceMemoryException if there is no room for it within
   *     the limit of the host
   * @throws DeviceException if these kernels are for cores, or the device cannot be had
   */
  public <A> DeviceArray<A> array(A content) {
    return queue().array(content);
  }

  /**
   * Makes an array of zeros there, as {@link #array(Object)} does.
   *
   * @param type {@code double[].class} or another one
   */
  public <A> DeviceArray<A> array(Class<A> type, int length) {
    return queue().array(type, length);
  }

  /**
   * What the device of these kernels has done so far, for all kernels and arrays that this host has
   * there: launches, transfers and their bytes.
   *
   * @throws DeviceException if these kernels are for cores
   */
  public DeviceStatistics deviceStatistics() {
    return queue().statistics();
  }

  private DeviceQueue queue() {
    return device.orElseThrow(
        () -> new DeviceException("these kernels are for cores; onDevice() gives those for one"));
  }

  private JavaKernels on(DeviceQueue queue) {
    return new JavaKernels(cores, off, compiler, deviceCompiler, devices, Optional.of(queue));
  }

  /**
   * Compiles a static method; takes milliseconds.
   *
   * @param parameters the types of its parameters; needed only where several methods have the name
   * @throws IllegalArgumentException where there is no such static method, or it cannot be reached;
   *     never because of what it does
   */
  public JavaKernel compile(Class<?> owner, String name, Class<?>... parameters) {
    Method method = method(owner, name, parameters);
    MethodHandle plain = plain(method);
    String named = owner.getSimpleName() + "." + name;
    MethodType type = plain.type();
    try {
      CompiledKernel kernel =
          compiled(owner, name, MethodTypeDesc.ofDescriptor(type.toMethodDescriptorString()));
      Optional<OnDevice> elsewhere =
          device.map(queue -> OnDevice.of(kernel, deviceCompiler, queue));
      return new JavaKernel(
          named, plain, new JavaKernel.Body.Kernel(kernel), elsewhere, cores, off);
    } catch (Refusal refusal) {
      String place = refusal.line() == 0 ? "" : "line " + refusal.line() + ": ";
      return refused(named, plain, place + refusal.getMessage());
    } catch (UnsupportedKernelException e) {
      return refused(named, plain, String.valueOf(e.getMessage()));
    }
  }

  /** A kernel with called methods in the place of calls, or where that is too large, without. */
  private CompiledKernel compiled(Class<?> owner, String name, MethodTypeDesc type) {
    try {
      return compiler.compile(Lifter.lift(owner, name, type, false));
    } catch (Refusal | UnsupportedKernelException e) {
      if (e instanceof Refusal refusal && !refusal.isTooLarge()) {
        throw refusal;
      }
      try {
        return compiler.compile(Lifter.lift(owner, name, type, true));
      } catch (Refusal | UnsupportedKernelException _) {
        throw e;
      }
    }
  }

  private JavaKernel refused(String name, MethodHandle plain, String reason) {
    return new JavaKernel(
        name, plain, new JavaKernel.Body.Refused(reason), device.map(OnDevice::none), cores, off);
  }

  private static Method method(Class<?> owner, String name, Class<?>[] parameters) {
    List<Method> named =
        Arrays.stream(owner.getDeclaredMethods())
            .filter(m -> m.getName().equals(name) && Modifier.isStatic(m.getModifiers()))
            .toList();
    if (parameters.length == 0 && named.size() == 1) {
      return named.getFirst();
    }
    return named.stream()
        .filter(m -> Arrays.equals(m.getParameterTypes(), parameters))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    named.isEmpty()
                        ? owner.getName() + " has no static method " + name
                        : owner.getName()
                            + " has several static methods "
                            + name
                            + ", or other ones: say the types of the parameters of "
                            + named.stream()
                                .map(m -> Arrays.toString(m.getParameterTypes()))
                                .collect(Collectors.joining(" or "))));
  }

  private static MethodHandle plain(Method method) {
    try {
      return MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
          .unreflect(method)
          .asFixedArity();
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          method
              + " cannot be called: open its package to this module, or compile a method of a"
              + " class path",
          e);
    }
  }
}
