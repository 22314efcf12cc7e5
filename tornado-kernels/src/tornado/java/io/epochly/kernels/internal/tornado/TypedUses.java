package io.epochly.kernels.internal.tornado;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.AccessorParameters;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Each use of TornadoVM's API that {@link Member} names, as code that only compiles against an SDK
 * that has it. Never run: what counts is that the types are the same.
 */
final class TypedUses {
  private TypedUses() {}

  static TornadoRuntime runtime() {
    return TornadoRuntimeProvider.getTornadoRuntime();
  }

  static int backends(TornadoRuntime on) {
    return on.getNumBackends();
  }

  static TornadoBackend backend(TornadoRuntime on, int a) {
    return on.getBackend(a);
  }

  static TornadoVMBackendType backendType(TornadoBackend on) {
    return on.getBackendType();
  }

  static int devices(TornadoBackend on) {
    return on.getNumDevices();
  }

  static TornadoDevice device(TornadoBackend on, int a) {
    return on.getDevice(a);
  }

  static TornadoDeviceType deviceType(TornadoDevice on) {
    return on.getDeviceType();
  }

  static String platform(TornadoDevice on) {
    return on.getPlatformName();
  }

  static long deviceMemory(TornadoDevice on) {
    return on.getMaxGlobalMemory();
  }

  static TornadoTargetDevice physical(TornadoDevice on) {
    return on.getPhysicalDevice();
  }

  static String name(TornadoTargetDevice on) {
    return on.getDeviceName();
  }

  static int units(TornadoTargetDevice on) {
    return on.getDeviceMaxComputeUnits();
  }

  static String info(TornadoTargetDevice on) {
    return on.getDeviceInfo();
  }

  static LongArray wrap(MemorySegment a) {
    return LongArray.fromSegmentShallow(a);
  }

  static Access access(String a) {
    return Access.valueOf(a);
  }

  static AccessorParameters newParameters(int a) {
    return new AccessorParameters(a);
  }

  static void setParameter(AccessorParameters on, int a, Object b, Access c) {
    on.set(a, b, c);
  }

  static TaskGraph newGraph(String a) {
    return new TaskGraph(a);
  }

  static int everyExecution() {
    return DataTransferMode.EVERY_EXECUTION;
  }

  static int underDemand() {
    return DataTransferMode.UNDER_DEMAND;
  }

  static TaskGraph consume(TaskGraph on, Object[] a) {
    return on.consumeFromDevice(a);
  }

  static TaskGraph persist(TaskGraph on, Object[] a) {
    return on.persistOnDevice(a);
  }

  static TaskGraph toDevice(TaskGraph on, int a, Object[] b) {
    return on.transferToDevice(a, b);
  }

  static TaskGraph prebuiltTask(TaskGraph on, String a, String b, String c, AccessorParameters d) {
    return on.prebuiltTask(a, b, c, d);
  }

  static TaskGraph toHost(TaskGraph on, int a, Object[] b) {
    return on.transferToHost(a, b);
  }

  static ImmutableTaskGraph snapshot(TaskGraph on) {
    return on.snapshot();
  }

  static GridScheduler newScheduler() {
    return new GridScheduler();
  }

  static void addGrid(GridScheduler on, String a, WorkerGrid b) {
    on.addWorkerGrid(a, b);
  }

  static WorkerGrid3D newGrid(int a, int b, int c) {
    return new WorkerGrid3D(a, b, c);
  }

  static void globalWork(WorkerGrid on, long a, long b, long c) {
    on.setGlobalWork(a, b, c);
  }

  static void localWork(WorkerGrid on, long a, long b, long c) {
    on.setLocalWork(a, b, c);
  }

  static TornadoExecutionPlan newPlan(ImmutableTaskGraph[] a) {
    return new TornadoExecutionPlan(a);
  }

  static TornadoExecutionPlan withDevice(TornadoExecutionPlan on, TornadoDevice a) {
    return on.withDevice(a);
  }

  static TornadoExecutionPlan withScheduler(TornadoExecutionPlan on, GridScheduler a) {
    return on.withGridScheduler(a);
  }

  static TornadoExecutionPlan withMemoryLimit(TornadoExecutionPlan on, String a) {
    return on.withMemoryLimit(a);
  }

  static ProfilerMode profilerMode(String a) {
    return ProfilerMode.valueOf(a);
  }

  static TornadoExecutionPlan withProfiler(TornadoExecutionPlan on, ProfilerMode a) {
    return on.withProfiler(a);
  }

  static TornadoExecutionPlan withGraph(TornadoExecutionPlan on, int a) {
    return on.withGraph(a);
  }

  static TornadoExecutionPlan withAllGraphs(TornadoExecutionPlan on) {
    return on.withAllGraphs();
  }

  static TornadoExecutionResult execute(TornadoExecutionPlan on) {
    return on.execute();
  }

  static void close(TornadoExecutionPlan on) throws Exception {
    on.close();
  }

  static TornadoExecutionResult bring(TornadoExecutionResult on, Object[] a) {
    return on.transferToHost(a);
  }

  static TornadoProfilerResult profile(TornadoExecutionResult on) {
    return on.getProfilerResult();
  }

  static long kernelNanos(TornadoProfilerResult on) {
    return on.getDeviceKernelTime();
  }

  static long copiedIn(TornadoProfilerResult on) {
    return on.getTotalBytesCopyIn();
  }

  static long copiedOut(TornadoProfilerResult on) {
    return on.getTotalBytesCopyOut();
  }

  static String profileLog(TornadoProfilerResult on) {
    return on.getProfileLog();
  }
}
