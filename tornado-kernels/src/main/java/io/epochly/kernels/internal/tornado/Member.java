package io.epochly.kernels.internal.tornado;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What is used of TornadoVM's API. In types, {@code ~} stands for its package. */
public enum Member {
  RUNTIME(
      Kind.STATIC, "runtime/TornadoRuntimeProvider", "getTornadoRuntime", "()L~TornadoRuntime;"),
  BACKENDS(Kind.VIRTUAL, "TornadoRuntime", "getNumBackends", "()I"),
  BACKEND(Kind.VIRTUAL, "TornadoRuntime", "getBackend", "(I)L~TornadoBackend;"),
  BACKEND_TYPE(Kind.VIRTUAL, "TornadoBackend", "getBackendType", "()L~enums/TornadoVMBackendType;"),
  DEVICES(Kind.VIRTUAL, "TornadoBackend", "getNumDevices", "()I"),
  DEVICE(Kind.VIRTUAL, "TornadoBackend", "getDevice", "(I)L~common/TornadoDevice;"),
  DEVICE_TYPE(
      Kind.VIRTUAL, "common/TornadoDevice", "getDeviceType", "()L~enums/TornadoDeviceType;"),
  PLATFORM(Kind.VIRTUAL, "common/TornadoDevice", "getPlatformName", "()Ljava/lang/String;"),
  DEVICE_MEMORY(Kind.VIRTUAL, "common/TornadoDevice", "getMaxGlobalMemory", "()J"),
  PHYSICAL(Kind.VIRTUAL, "common/TornadoDevice", "getPhysicalDevice", "()L~TornadoTargetDevice;"),
  NAME(Kind.VIRTUAL, "TornadoTargetDevice", "getDeviceName", "()Ljava/lang/String;"),
  UNITS(Kind.VIRTUAL, "TornadoTargetDevice", "getDeviceMaxComputeUnits", "()I"),
  INFO(Kind.VIRTUAL, "TornadoTargetDevice", "getDeviceInfo", "()Ljava/lang/String;"),
  WRAP(
      Kind.STATIC,
      "types/arrays/LongArray",
      "fromSegmentShallow",
      "(Ljava/lang/foreign/MemorySegment;)L~types/arrays/LongArray;"),
  ACCESS(Kind.STATIC, "common/Access", "valueOf", "(Ljava/lang/String;)L~common/Access;"),
  NEW_PARAMETERS(Kind.NEW, "AccessorParameters", "<init>", "(I)V"),
  SET_PARAMETER(
      Kind.VIRTUAL, "AccessorParameters", "set", "(ILjava/lang/Object;L~common/Access;)V"),
  NEW_GRAPH(Kind.NEW, "TaskGraph", "<init>", "(Ljava/lang/String;)V"),
  EVERY_EXECUTION(Kind.CONSTANT, "enums/DataTransferMode", "EVERY_EXECUTION", "()I"),
  UNDER_DEMAND(Kind.CONSTANT, "enums/DataTransferMode", "UNDER_DEMAND", "()I"),
  CONSUME(Kind.VIRTUAL, "TaskGraph", "consumeFromDevice", "([Ljava/lang/Object;)L~TaskGraph;"),
  PERSIST(Kind.VIRTUAL, "TaskGraph", "persistOnDevice", "([Ljava/lang/Object;)L~TaskGraph;"),
  TO_DEVICE(Kind.VIRTUAL, "TaskGraph", "transferToDevice", "(I[Ljava/lang/Object;)L~TaskGraph;"),
  PREBUILT_TASK(
      Kind.VIRTUAL,
      "TaskGraph",
      "prebuiltTask",
      "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;L~AccessorParameters;)L~TaskGraph;"),
  TO_HOST(Kind.VIRTUAL, "TaskGraph", "transferToHost", "(I[Ljava/lang/Object;)L~TaskGraph;"),
  SNAPSHOT(Kind.VIRTUAL, "TaskGraph", "snapshot", "()L~ImmutableTaskGraph;"),
  NEW_SCHEDULER(Kind.NEW, "GridScheduler", "<init>", "()V"),
  ADD_GRID(Kind.VIRTUAL, "GridScheduler", "addWorkerGrid", "(Ljava/lang/String;L~WorkerGrid;)V"),
  NEW_GRID(Kind.NEW, "WorkerGrid3D", "<init>", "(III)V"),
  GLOBAL_WORK(Kind.VIRTUAL, "WorkerGrid", "setGlobalWork", "(JJJ)V"),
  LOCAL_WORK(Kind.VIRTUAL, "WorkerGrid", "setLocalWork", "(JJJ)V"),
  NEW_PLAN(Kind.NEW, "TornadoExecutionPlan", "<init>", "([L~ImmutableTaskGraph;)V"),
  WITH_DEVICE(
      Kind.VIRTUAL,
      "TornadoExecutionPlan",
      "withDevice",
      "(L~common/TornadoDevice;)L~TornadoExecutionPlan;"),
  WITH_SCHEDULER(
      Kind.VIRTUAL,
      "TornadoExecutionPlan",
      "withGridScheduler",
      "(L~GridScheduler;)L~TornadoExecutionPlan;"),
  WITH_MEMORY_LIMIT(
      Kind.VIRTUAL,
      "TornadoExecutionPlan",
      "withMemoryLimit",
      "(Ljava/lang/String;)L~TornadoExecutionPlan;"),
  PROFILER_MODE(
      Kind.STATIC, "enums/ProfilerMode", "valueOf", "(Ljava/lang/String;)L~enums/ProfilerMode;"),
  WITH_PROFILER(
      Kind.VIRTUAL,
      "TornadoExecutionPlan",
      "withProfiler",
      "(L~enums/ProfilerMode;)L~TornadoExecutionPlan;"),
  WITH_GRAPH(Kind.VIRTUAL, "TornadoExecutionPlan", "withGraph", "(I)L~TornadoExecutionPlan;"),
  WITH_ALL_GRAPHS(
      Kind.VIRTUAL, "TornadoExecutionPlan", "withAllGraphs", "()L~TornadoExecutionPlan;"),
  EXECUTE(Kind.VIRTUAL, "TornadoExecutionPlan", "execute", "()L~TornadoExecutionResult;"),
  CLOSE(Kind.VIRTUAL, "TornadoExecutionPlan", "close", "()V"),
  BRING(
      Kind.VIRTUAL,
      "TornadoExecutionResult",
      "transferToHost",
      "([Ljava/lang/Object;)L~TornadoExecutionResult;"),
  PROFILE(
      Kind.VIRTUAL, "TornadoExecutionResult", "getProfilerResult", "()L~TornadoProfilerResult;"),
  KERNEL_NANOS(Kind.VIRTUAL, "TornadoProfilerResult", "getDeviceKernelTime", "()J"),
  COPIED_IN(Kind.VIRTUAL, "TornadoProfilerResult", "getTotalBytesCopyIn", "()J"),
  COPIED_OUT(Kind.VIRTUAL, "TornadoProfilerResult", "getTotalBytesCopyOut", "()J"),
  PROFILE_LOG(Kind.VIRTUAL, "TornadoProfilerResult", "getProfileLog", "()Ljava/lang/String;");

  private static final String API = "uk/ac/manchester/tornado/api/";

  /** How a member is called. */
  public enum Kind {
    STATIC,
    VIRTUAL,
    NEW,
    CONSTANT
  }

  private final Kind kind;
  private final String owner;
  private final String name;
  private final String type;

  Member(Kind kind, String owner, String name, String type) {
    this.kind = kind;
    this.owner = API + owner;
    this.name = name;
    this.type = type.replace("~", API);
  }

  /** The types of a function that takes what its handle takes, as the JVM writes them. */
  public String asFunction() {
    return switch (kind) {
      case STATIC, CONSTANT -> type;
      case VIRTUAL -> "(L" + owner + ";" + type.substring(1);
      case NEW -> type.replace(")V", ")L" + owner + ";");
    };
  }

  /** What the user of another SDK is told is missing. */
  String inWords() {
    return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
  }

  MethodHandle bind(ClassLoader loader) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    Class<?> holder = Class.forName(owner.replace('/', '.'), false, loader);
    MethodType types;
    try {
      types = MethodType.fromMethodDescriptorString(type, loader);
    } catch (TypeNotPresentException e) {
      throw new ClassNotFoundException(e.typeName(), e);
    }
    MethodHandle handle =
        switch (kind) {
          case STATIC -> lookup.findStatic(holder, name, types);
          case VIRTUAL -> lookup.findVirtual(holder, name, types);
          case NEW -> lookup.findConstructor(holder, types);
          case CONSTANT -> lookup.findStaticGetter(holder, name, types.returnType());
        };
    return handle.asFixedArity();
  }
}
