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
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Launches of some shapes as task graphs of TornadoVM, with a plan that runs each any number of
 * times with other numbers and as many work-items as it is told. Tasks of a graph have one kernel,
 * which calls an entry by its number: of tasks that are built before, TornadoVM 5.2 runs the first
 * one's for all.
 *
 * <p>A plan that is closed gives its memory on the device back as it is, so all is erased there
 * first: by each graph that has run, with another number before those of its first task.
 *
 * <p>Buffers that last stay on the device: a graph takes all of them there, others take one, and
 * those of the shapes, which move the other buffers only, find all where the graph that ran last
 * had them.
 */
final class Graph {
  /** What stands in a profile once for each task that the driver ran. */
  private static final String RAN = "\"TASK_KERNEL_TIME\"";

  /** TornadoVM appends to a plan's profile, for as long as there is the plan. */
  private static final int MOST_TASKS = 4096;

  private final Tornado tornado;
  private final String name;
  private final Object everyTime;
  private final Object scheduler;
  private final List<Object> snapshots = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final Map<GraphShape, Run> runs = new LinkedHashMap<>();

  /** The buffers that last, as the plan knows them. */
  private final Map<TornadoBuffer, Object> lasting = new LinkedHashMap<>();

  /** Which content of them lies on the device. */
  private final Map<TornadoBuffer, Long> versions = new HashMap<>();

  /** Whether it takes all of them there at once, so that each has one buffer and not two. */
  private final boolean sparing;

  private final Object plan;

  /** What ran last, and has all buffers that last. */
  private int last;

  private @Nullable Object result;

  /** Tasks of each graph. */
  private final int[] ran;

  private LaunchTimes moved = LaunchTimes.NONE;

  /** Whether it did not get all its buffers on the device. */
  private boolean full;

  /** What takes buffers there that last, in the order of the plan's graphs. */
  private final List<Load> loads = new ArrayList<>();

  private record Load(MemorySegment numbers, Object grid) {}

  /** What it takes to run launches of a shape. */
  private static final class Run {
    private final int index;

    /** Those of the launches, and room for the lengths of the arrays behind them. */
    private final MemorySegment numbers;

    private final List<Object> grids = new ArrayList<>();

    /** What comes back behind the launches, and how long it is. */
    private final List<Object> outputs = new ArrayList<>();

    private long outputBytes;

    /** Tasks of one run, as the first run's profile tells. */
    private int ranAtOnce = -1;

    Run(int index, MemorySegment numbers) {
      this.index = index;
      this.numbers = numbers;
    }
  }

  /**
   * @param name that no other graph of this process has
   * @param shapes of which all buffers that last are there, whichever runs
   * @param limit as {@code withMemoryLimit} takes it
   * @param sparing whether rather more is moved than more memory of the device is taken
   */
  Graph(
      Tornado tornado,
      Object device,
      String name,
      List<GraphShape> shapes,
      String limit,
      boolean sparing) {
    this.tornado = tornado;
    this.sparing = sparing;
    this.name = name;
    this.everyTime = tornado.call(Member.EVERY_EXECUTION);
    this.scheduler = tornado.call(Member.NEW_SCHEDULER);
    for (GraphShape shape : shapes) {
      for (TornadoBuffer buffer : shape.lasting()) {
        if (!lasting.containsKey(buffer)) {
          lasting.put(buffer, tornado.call(Member.WRAP, buffer.needed()));
        }
      }
    }
    if (!lasting.isEmpty()) {
      loads(shapes.getFirst().program());
    }
    for (GraphShape shape : shapes) {
      runs.put(shape, run(shape));
    }
    Object graphs = Array.newInstance(snapshots.getFirst().getClass(), snapshots.size());
    for (int i = 0; i < snapshots.size(); i++) {
      Array.set(graphs, i, snapshots.get(i));
    }
    Object built = tornado.call(Member.NEW_PLAN, graphs);
    built = tornado.call(Member.WITH_DEVICE, built, device);
    built = tornado.call(Member.WITH_SCHEDULER, built, scheduler);
    built = tornado.call(Member.WITH_MEMORY_LIMIT, built, limit);
    this.plan =
        tornado.call(Member.WITH_PROFILER, built, tornado.call(Member.PROFILER_MODE, "SILENT"));
    this.ran = new int[snapshots.size()];
  }

  /**
   * The graphs that take buffers there which last: the first one all, and each of the others one,
   * beside those that are there. TornadoVM moves what a task uses, so they have one, of a kernel
   * that does nothing.
   */
  private void loads(TornadoProgram program) {
    Path file = file(program.file(lasting.size(), List.of()));
    Object[] all = lasting.values().toArray();
    MemorySegment numbers = numbers(1 + all.length);
    Object numbersArray = tornado.call(Member.WRAP, numbers);
    for (int i = -1; i < (sparing || all.length == 1 ? 0 : all.length); i++) {
      Object[] taken = i < 0 ? all : new Object[] {all[i]};
      List<Object> there = new ArrayList<>(lasting.values());
      there.removeAll(List.of(taken));
      String graphName = name + "x" + snapshots.size();
      Object graph = tornado.call(Member.NEW_GRAPH, graphName);
      if (!there.isEmpty()) {
        tornado.call(Member.CONSUME, graph, there.toArray());
      }
      tornado.call(Member.TO_DEVICE, graph, everyTime, taken);
      tornado.call(Member.TO_DEVICE, graph, everyTime, new Object[] {numbersArray});
      Object parameters = tornado.call(Member.NEW_PARAMETERS, all.length + 3);
      for (int j = 0; j < all.length; j++) {
        // By this the buffers are made, into which others store.
        set(parameters, j, all[j], "READ_WRITE");
      }
      last(parameters, all.length, numbersArray, 0, 0);
      loads.add(new Load(numbers, task(graph, graphName, "t", file, parameters)));
      tornado.call(Member.PERSIST, graph, taken);
      snapshots.add(tornado.call(Member.SNAPSHOT, graph));
    }
  }

  private Run run(GraphShape shape) {
    Path file = file(shape.program().file(shape.arrays().size(), shape.calls()));
    Run run = new Run(snapshots.size(), numbers(shape.numbers() + shape.arrays().size()));
    Object numbersArray = tornado.call(Member.WRAP, run.numbers);
    List<Object> arrays = new ArrayList<>();
    List<Object> inputs = new ArrayList<>(List.of(numbersArray));
    for (GraphShape.Array array : shape.arrays()) {
      Object known = lasting.get(array.buffer());
      if (known != null) {
        arrays.add(known);
        continue;
      }
      Object wrapped = tornado.call(Member.WRAP, array.buffer().needed());
      arrays.add(wrapped);
      if (array.input()) {
        inputs.add(wrapped);
      }
      if (array.stored()) {
        run.outputs.add(wrapped);
        run.outputBytes += array.bytes();
      }
    }
    String graphName = name + "x" + run.index;
    Object graph = tornado.call(Member.NEW_GRAPH, graphName);
    if (!lasting.isEmpty()) {
      tornado.call(Member.CONSUME, graph, lasting.values().toArray());
    }
    tornado.call(Member.TO_DEVICE, graph, everyTime, inputs.toArray());
    for (int i = 0; i < shape.steps().size(); i++) {
      Object parameters = parameters(shape, i, arrays, numbersArray);
      run.grids.add(task(graph, graphName, "t" + i, file, parameters));
    }
    if (!run.outputs.isEmpty()) {
      // Not with each run of the graph, of which the last one leaves nothing there.
      Object onDemand = tornado.call(Member.UNDER_DEMAND);
      tornado.call(Member.TO_HOST, graph, onDemand, run.outputs.toArray());
    }
    snapshots.add(tornado.call(Member.SNAPSHOT, graph));
    return run;
  }

  private Path file(Path made) {
    files.add(made);
    return made;
  }

  private static MemorySegment numbers(int count) {
    return Arena.ofAuto().allocate(TornadoDevice.HEADER + count * (long) Long.BYTES, Long.BYTES);
  }

  /** Adds a task, and gives its grid. */
  private Object task(Object graph, String graphName, String task, Path file, Object parameters) {
    tornado.call(
        Member.PREBUILT_TASK, graph, task, TornadoProgram.KERNEL, file.toString(), parameters);
    Object grid = tornado.call(Member.NEW_GRID, Grid.GROUP, 1, 1);
    tornado.call(Member.LOCAL_WORK, grid, (long) Grid.GROUP, 1L, 1L);
    tornado.call(Member.ADD_GRID, scheduler, graphName + "." + task, grid);
    return grid;
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
    GraphShape.Step launch = shape.steps().get(step);
    last(parameters, count, numbersArray, launch.call(), launch.numbersAt());
    return parameters;
  }

  private void last(Object parameters, int at, Object numbersArray, long call, long numbersAt) {
    set(parameters, at, numbersArray, "READ_ONLY");
    set(parameters, at + 1, call, "NONE");
    set(parameters, at + 2, numbersAt, "NONE");
  }

  private void set(Object parameters, int index, Object value, String access) {
    tornado.call(
        Member.SET_PARAMETER, parameters, index, value, tornado.call(Member.ACCESS, access));
  }

  /** The shapes that it was built for. */
  Set<GraphShape> shapes() {
    return runs.keySet();
  }

  /** The buffers of all of them that last. */
  Set<TornadoBuffer> lasting() {
    return lasting.keySet();
  }

  boolean uses(TornadoBuffer buffer) {
    return runs.keySet().stream().anyMatch(shape -> shape.uses(buffer));
  }

  /** Runs launches of a shape that it was built for. */
  LaunchTimes run(GraphShape shape, List<Launch> launches) {
    Run run = Objects.requireNonNull(runs.get(shape));
    load();
    long at = TornadoDevice.HEADER;
    for (int i = 0; i < launches.size(); i++) {
      Launch launch = launches.get(i);
      set(run.grids.get(i), launch.grid());
      run.numbers.set(ValueLayout.JAVA_LONG, at, TornadoProgram.RUN);
      at += Long.BYTES;
      for (long number : launch.numbers()) {
        run.numbers.set(ValueLayout.JAVA_LONG, at, number);
        at += Long.BYTES;
      }
    }
    Object profile = executed(run.index, launches.size());
    for (GraphShape.Array array : shape.arrays()) {
      if (array.stored() && array.buffer().isLasting()) {
        versions.put(array.buffer(), array.buffer().storedBy(this));
      }
    }
    if (run.ranAtOnce < 0) {
      run.ranAtOnce = tasks(tornado.text(Member.PROFILE_LOG, profile));
    }
    // Copies are no launches that anybody asked for.
    int copies = (int) launches.stream().filter(Launch::isCopy).count();
    LaunchTimes times =
        new LaunchTimes(run.ranAtOnce - copies, tornado.large(Member.KERNEL_NANOS, profile), 0, 0);
    if (!run.outputs.isEmpty()) {
      bring(run.outputs, run.outputBytes);
    }
    return times;
  }

  private void set(Object worker, Grid grid) {
    tornado.call(Member.GLOBAL_WORK, worker, grid.x(), grid.y(), grid.z());
    tornado.call(
        Member.LOCAL_WORK,
        worker,
        (long) grid.groupX(),
        (long) grid.groupY(),
        (long) grid.groupZ());
  }

  /** Takes there what lasts and is there with other content, or not yet. */
  private void load() {
    List<TornadoBuffer> all = List.copyOf(lasting.keySet());
    List<TornadoBuffer> stale = all.stream().filter(b -> !isThere(b)).toList();
    if (stale.isEmpty()) {
      return;
    }
    if (sparing || stale.size() == all.size()) {
      all.forEach(TornadoBuffer::bringHome);
      executed(0, 1);
    } else {
      stale.forEach(TornadoBuffer::bringHome);
      stale.forEach(buffer -> executed(1 + all.indexOf(buffer), 1));
    }
    stale.forEach(buffer -> versions.put(buffer, buffer.version()));
  }

  private boolean isThere(TornadoBuffer buffer) {
    Long version = versions.get(buffer);
    return version != null && version == buffer.version();
  }

  /** Runs one of the plan's graphs and gives the profile of that. */
  private Object executed(int index, int tasks) {
    try {
      Object done = tornado.call(Member.EXECUTE, selected(index));
      last = index;
      result = done;
    } catch (OutOfDeviceMemoryException e) {
      full = true;
      throw e;
    }
    ran[index] += tasks;
    Object profile = tornado.call(Member.PROFILE, result);
    moved =
        moved.plus(
            new LaunchTimes(
                0,
                0,
                tornado.large(Member.COPIED_IN, profile),
                tornado.large(Member.COPIED_OUT, profile)));
    return profile;
  }

  private Object selected(int index) {
    return tornado.call(Member.WITH_GRAPH, plan, index);
  }

  /**
   * Brings the content of a buffer that a run has stored into.
   *
   * @throws DeviceException when it cannot be had; never one of memory alone, as it is lost then
   */
  void bring(TornadoBuffer buffer) {
    bring(
        List.of(Objects.requireNonNull(lasting.get(buffer))),
        buffer.byteSize() + TornadoDevice.HEADER);
  }

  private void bring(List<Object> wrapped, long bytes) {
    try {
      selected(last);
      tornado.call(Member.BRING, Objects.requireNonNull(result), (Object) wrapped.toArray());
    } catch (OutOfDeviceMemoryException e) {
      throw new DeviceException(String.valueOf(e.getMessage()), e);
    }
    moved = moved.plus(new LaunchTimes(0, 0, 0, bytes));
  }

  /** What was moved since this was asked last. */
  LaunchTimes moved() {
    LaunchTimes since = moved;
    moved = LaunchTimes.NONE;
    return since;
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
    return Arrays.stream(ran).anyMatch(tasks -> tasks >= MOST_TASKS);
  }

  /**
   * Erases and gives up what it has on the device, where nothing may be that is not elsewhere too.
   */
  void close() {
    try {
      erase();
    } finally {
      closePlan();
    }
  }

  private void erase() {
    List<Long> lengths = lasting.keySet().stream().map(b -> longs(b.needed().byteSize())).toList();
    for (int i = 0; i < loads.size(); i++) {
      Load load = loads.get(i);
      erase(i, load.numbers(), lengths, 1, List.of(load.grid()), List.of(0));
    }
    runs.forEach(this::erase);
  }

  private void erase(GraphShape shape, Run run) {
    erase(
        run.index,
        run.numbers,
        shape.arrays().stream().map(array -> longs(array.bytes())).toList(),
        shape.numbers(),
        run.grids,
        shape.steps().stream().map(GraphShape.Step::numbersAt).toList());
  }

  private static long longs(long bytes) {
    return (bytes - TornadoDevice.HEADER) / Long.BYTES;
  }

  /** Has a graph, if it ever ran and so has buffers, leave nothing in them. */
  private void erase(
      int index,
      MemorySegment numbers,
      List<Long> lengths,
      int lengthsAt,
      List<Object> grids,
      List<Integer> numbersAt) {
    if (ran[index] == 0) {
      return;
    }
    MemorySegment content = numbers.asSlice(TornadoDevice.HEADER).fill((byte) 0);
    for (int i = 0; i < grids.size(); i++) {
      boolean erases = i == 0;
      set(grids.get(i), Grid.over(List.of(erases ? Collections.max(lengths) : 1L)));
      content.setAtIndex(
          ValueLayout.JAVA_LONG, numbersAt.get(i), erases ? lengthsAt : TornadoProgram.REST);
    }
    for (int i = 0; i < lengths.size(); i++) {
      content.setAtIndex(ValueLayout.JAVA_LONG, lengthsAt + i, lengths.get(i));
    }
    tornado.call(Member.EXECUTE, selected(index));
  }

  private void closePlan() {
    try {
      tornado.call(Member.CLOSE, tornado.call(Member.WITH_ALL_GRAPHS, plan));
    } catch (DeviceException e) {
      // TornadoVM fails at the buffer that it did not get, when it has given back those before it.
      if (!full) {
        throw e;
      }
    } finally {
      files.forEach(Graph::delete);
    }
  }

  /** What its buffers that last have been stored into comes home, those that are closed apart. */
  void bringAllHome() {
    lasting.keySet().stream().filter(b -> b.isHeldBy(this)).forEach(TornadoBuffer::bringHome);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It goes with the process's folder.
    }
  }
}
