package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.device.LaunchTimes;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Launches as a task graph of TornadoVM, with a plan that runs it any number of times with other
 * numbers and as many work-items as it is told. Its tasks have one kernel, which calls an entry by
 * its number: of tasks that are built before, TornadoVM 5.2 runs the first one's for all.
 */
final class Graph {
  /** What stands in a profile once for each task that the driver ran. */
  private static final String RAN = "\"TASK_KERNEL_TIME\"";

  /** TornadoVM appends to a plan's profile, for as long as there is the plan. */
  private static final int MOST_TASKS = 4096;

  private final Tornado tornado;
  private final Path file;
  private final MemorySegment numbers;
  private final List<Object> grids = new ArrayList<>();
  private final Object plan;

  /** Tasks of one run, as the first run's profile tells. */
  private int ranAtOnce;

  private long ran;

  /** Whether it did not get all its buffers on the device. */
  private boolean full;

  /**
   * @param name that no other graph of this process has
   * @param limit as {@code withMemoryLimit} takes it
   */
  Graph(Tornado tornado, Object device, String name, GraphShape shape, int count, String limit) {
    this.tornado = tornado;
    this.file = shape.program().file(shape);
    this.numbers =
        Arena.ofAuto()
            .allocate(TornadoDevice.HEADER + Math.max(1, count) * (long) Long.BYTES, Long.BYTES);
    Object everyTime = tornado.call(Member.EVERY_EXECUTION);
    Object numbersArray = tornado.call(Member.WRAP, numbers);
    List<Object> arrays = new ArrayList<>();
    List<Object> inputs = new ArrayList<>(List.of(numbersArray));
    List<Object> outputs = new ArrayList<>();
    for (GraphShape.Array array : shape.arrays()) {
      Object wrapped = tornado.call(Member.WRAP, array.buffer().needed());
      arrays.add(wrapped);
      if (array.input()) {
        inputs.add(wrapped);
      }
      if (array.stored()) {
        outputs.add(wrapped);
      }
    }
    Object graph = tornado.call(Member.NEW_GRAPH, name);
    tornado.call(Member.TO_DEVICE, graph, everyTime, inputs.toArray());
    Object scheduler = tornado.call(Member.NEW_SCHEDULER);
    for (int i = 0; i < shape.steps().size(); i++) {
      String task = "t" + i;
      Object parameters = parameters(shape, i, arrays, numbersArray);
      tornado.call(
          Member.PREBUILT_TASK, graph, task, TornadoProgram.KERNEL, file.toString(), parameters);
      Object grid = tornado.call(Member.NEW_GRID, Grid.GROUP, 1, 1);
      tornado.call(Member.ADD_GRID, scheduler, name + "." + task, grid);
      grids.add(grid);
    }
    if (!outputs.isEmpty()) {
      tornado.call(Member.TO_HOST, graph, everyTime, outputs.toArray());
    }
    Object snapshot = tornado.call(Member.SNAPSHOT, graph);
    Object graphs = Array.newInstance(snapshot.getClass(), 1);
    Array.set(graphs, 0, snapshot);
    Object built = tornado.call(Member.NEW_PLAN, graphs);
    built = tornado.call(Member.WITH_DEVICE, built, device);
    built = tornado.call(Member.WITH_SCHEDULER, built, scheduler);
    built = tornado.call(Member.WITH_MEMORY_LIMIT, built, limit);
    this.plan =
        tornado.call(Member.WITH_PROFILER, built, tornado.call(Member.PROFILER_MODE, "SILENT"));
  }

  /** Each task is given all arrays, each once: TornadoVM does not take one twice. */
  private Object parameters(GraphShape shape, int step, List<Object> arrays, Object numbersArray) {
    int count = arrays.size();
    Object parameters = tornado.call(Member.NEW_PARAMETERS, count + 3);
    for (int i = 0; i < count; i++) {
      GraphShape.Array array = shape.arrays().get(i);
      boolean made = array.input() || step > 0;
      set(
          parameters,
          i,
          arrays.get(i),
          !array.stored() ? "READ_ONLY" : made ? "READ_WRITE" : "WRITE_ONLY");
    }
    set(parameters, count, numbersArray, "READ_ONLY");
    set(parameters, count + 1, (long) shape.steps().get(step).call(), "NONE");
    set(parameters, count + 2, (long) shape.steps().get(step).numbersAt(), "NONE");
    return parameters;
  }

  private void set(Object parameters, int index, Object value, String access) {
    tornado.call(
        Member.SET_PARAMETER, parameters, index, value, tornado.call(Member.ACCESS, access));
  }

  /** Runs launches of the shape that it was built for. */
  LaunchTimes run(List<Launch> launches) {
    long at = TornadoDevice.HEADER;
    for (int i = 0; i < launches.size(); i++) {
      Launch launch = launches.get(i);
      Grid grid = launch.grid();
      Object worker = grids.get(i);
      tornado.call(Member.GLOBAL_WORK, worker, grid.x(), grid.y(), grid.z());
      tornado.call(
          Member.LOCAL_WORK,
          worker,
          (long) grid.groupX(),
          (long) grid.groupY(),
          (long) grid.groupZ());
      for (long number : launch.numbers()) {
        numbers.set(ValueLayout.JAVA_LONG, at, number);
        at += Long.BYTES;
      }
    }
    Object profile = tornado.call(Member.PROFILE, executed());
    if (ran == 0) {
      ranAtOnce = tasks(tornado.text(Member.PROFILE_LOG, profile));
    }
    ran += launches.size();
    return new LaunchTimes(ranAtOnce, tornado.large(Member.KERNEL_NANOS, profile));
  }

  private Object executed() {
    try {
      return tornado.call(Member.EXECUTE, plan);
    } catch (OutOfDeviceMemoryException e) {
      full = true;
      throw e;
    }
  }

  private static int tasks(String profile) {
    int count = 0;
    for (int at = profile.indexOf(RAN); at >= 0; at = profile.indexOf(RAN, at + 1)) {
      count++;
    }
    return count;
  }

  /** Whether it should be built anew rather than run once more. */
  boolean isWornOut() {
    return ran >= MOST_TASKS;
  }

  void close() {
    try {
      tornado.call(Member.CLOSE, plan);
    } catch (DeviceException e) {
      // TornadoVM fails at the buffer that it did not get, when it has given back those before it.
      if (!full) {
        throw e;
      }
    } finally {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        // It goes with the process's folder.
      }
    }
  }
}
