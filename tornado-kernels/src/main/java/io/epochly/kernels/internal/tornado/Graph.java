package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.LaunchTimes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Launches as a task graph of TornadoVM, with a plan that runs it any number of times with other
 * numbers and as many work-items as it is told.
 */
final class Graph {
  /** What stands in a profile once for each task that the driver ran. */
  private static final String RAN = "\"TASK_KERNEL_TIME\"";

  /** TornadoVM appends to a plan's profile, for as long as there is the plan. */
  private static final int MOST_TASKS = 4096;

  private final Tornado tornado;
  private final MemorySegment numbers;
  private final List<Object> grids = new ArrayList<>();
  private final Object plan;

  /** Tasks of one run, as the first run's profile tells. */
  private int ranAtOnce;

  private long ran;

  /**
   * @param name that no other graph of this process has
   * @param limit as {@code withMemoryLimit} takes it
   */
  Graph(Tornado tornado, Object device, String name, GraphShape shape, int count, String limit) {
    this.tornado = tornado;
    this.numbers =
        Arena.ofAuto()
            .allocate(TornadoDevice.HEADER + Math.max(1, count) * (long) Long.BYTES, Long.BYTES);
    Object everyTime = tornado.call(Member.EVERY_EXECUTION);
    Object numbersArray = tornado.call(Member.WRAP, numbers);
    Map<TornadoBuffer, Object> arrays = new HashMap<>();
    List<Object> inputs = new ArrayList<>(List.of(numbersArray));
    List<Object> outputs = new ArrayList<>();
    for (GraphShape.Array array : shape.arrays()) {
      Object wrapped = tornado.call(Member.WRAP, array.buffer().needed());
      arrays.put(array.buffer(), wrapped);
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
    List<TornadoBuffer> made = new ArrayList<>();
    for (int i = 0; i < shape.steps().size(); i++) {
      String task = "t" + i;
      task(graph, task, shape, shape.steps().get(i), arrays, numbersArray, made);
      Object grid = tornado.call(Member.NEW_GRID, Device.GROUP);
      tornado.call(Member.LOCAL_WORK, grid, (long) Device.GROUP, 1L, 1L);
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

  /**
   * @param made the buffers that earlier tasks have put something into
   */
  private void task(
      Object graph,
      String name,
      GraphShape shape,
      GraphShape.Step step,
      Map<TornadoBuffer, Object> arrays,
      Object numbersArray,
      List<TornadoBuffer> made) {
    int count = step.arguments().size();
    Object parameters = tornado.call(Member.NEW_PARAMETERS, count + 2);
    for (int i = 0; i < count; i++) {
      Launch.Use use = step.arguments().get(i);
      String access = access(shape, use, made);
      tornado.call(
          Member.SET_PARAMETER,
          parameters,
          i,
          arrays.get(use.buffer()),
          tornado.call(Member.ACCESS, access));
    }
    step.arguments().forEach(use -> made.add(use.buffer()));
    tornado.call(
        Member.SET_PARAMETER,
        parameters,
        count,
        numbersArray,
        tornado.call(Member.ACCESS, "READ_ONLY"));
    tornado.call(
        Member.SET_PARAMETER,
        parameters,
        count + 1,
        (long) step.numbersAt(),
        tornado.call(Member.ACCESS, "NONE"));
    tornado.call(
        Member.PREBUILT_TASK,
        graph,
        name,
        step.entry(),
        step.program().file(step.places()).toString(),
        parameters);
  }

  private static String access(GraphShape shape, Launch.Use use, List<TornadoBuffer> made) {
    if (!use.stored()) {
      return "READ_ONLY";
    }
    boolean there =
        made.contains(use.buffer())
            || shape.arrays().stream()
                .anyMatch(array -> array.buffer() == use.buffer() && array.input());
    return there ? "READ_WRITE" : "WRITE_ONLY";
  }

  /** Runs launches of the shape that it was built for. */
  LaunchTimes run(List<Launch> launches) {
    long at = TornadoDevice.HEADER;
    for (int i = 0; i < launches.size(); i++) {
      Launch launch = launches.get(i);
      tornado.call(Member.GLOBAL_WORK, grids.get(i), launch.items(), 1L, 1L);
      for (long number : launch.numbers()) {
        numbers.set(ValueLayout.JAVA_LONG, at, number);
        at += Long.BYTES;
      }
    }
    Object profile = tornado.call(Member.PROFILE, tornado.call(Member.EXECUTE, plan));
    if (ran == 0) {
      ranAtOnce = tasks(tornado.text(Member.PROFILE_LOG, profile));
    }
    ran += launches.size();
    return new LaunchTimes(ranAtOnce, tornado.large(Member.KERNEL_NANOS, profile));
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
    tornado.call(Member.CLOSE, plan);
  }
}
