package io.epochly.kernels.internal.tornado;

import io.epochly.kernels.Poll;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceMemory;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.device.LaunchTimes;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.internal.driver.LocalDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A device of TornadoVM. Launches are kept until somebody waits, and then run as one graph. */
public final class TornadoDevice implements LocalDevice {
  /** Bytes that TornadoVM's arrays begin with. */
  public static final int HEADER = 16;

  /** Graphs of more are built slowly, and seldom run twice. */
  private static final int MOST_LAUNCHES = 256;

  private static final int MOST_GRAPHS = 64;

  /** Of shapes with common buffers that last. A graph that has as many is not built anew. */
  private static final int MOST_TOGETHER = 8;

  /** Drivers take no more arguments than some hundreds of bytes. */
  private static final int MOST_LASTING = 32;

  private static final long PAGE = 4096;
  private static final long MEGABYTE = 1_000_000;

  private final Tornado tornado;
  private final DeviceInfo info;
  private final Object device;
  private final long limit;
  private final List<Launch> kept = new ArrayList<>();
  private final Map<GraphShape, Graph> graphs = new LinkedHashMap<>(16, 0.75f, true);

  /** Graphs that nobody needs, and where their buffers lay that are closed. */
  private final Set<Graph> retired = new LinkedHashSet<>();

  private final List<Arena> closed = new ArrayList<>();

  /** Whether the device was full: then its memory is of more worth than time. */
  private boolean sparing;

  /** Copies between buffers that last, which go with the next launch. */
  private final List<Copy> copies = new ArrayList<>();

  private final Set<TornadoBuffer> open = new LinkedHashSet<>();
  private final Map<DeviceBuffer, Arena> arenas = new LinkedHashMap<>();
  private LaunchTimes times = LaunchTimes.NONE;
  private long used;
  private int numbers;

  private record Copy(TornadoBuffer from, TornadoBuffer to, long bytes) {}

  TornadoDevice(Tornado tornado, TornadoDrivers.Found found, long limit) {
    this.tornado = tornado;
    this.info = found.info();
    this.device = found.device();
    this.limit = Math.min(limit, info.memory());
  }

  @Override
  public DeviceInfo describe() {
    return info;
  }

  @Override
  public DeviceMemory memory() {
    return new DeviceMemory(used, limit);
  }

  @Override
  public DeviceProgram compile(String source) {
    TornadoProgram program = new TornadoProgram(this, source);
    if (!kept.isEmpty()) {
      run();
    }
    LaunchTimes before = times;
    // Drivers compile a program as a whole, so this tells whether it is one.
    try (DeviceBuffer none = allocate(Long.BYTES)) {
      launch(
          program,
          TornadoProgram.NOTHING,
          Grid.groups(1),
          List.of(new Argument.Memory(none, false)));
      run();
    }
    times = before;
    return program;
  }

  /** Bytes of the longs in which so many bytes lie, at least one: what TornadoVM moves. */
  public static long wholeLongs(long bytes) {
    return Math.ceilDiv(Math.max(bytes, 1), Long.BYTES) * Long.BYTES;
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      DeviceBuffer buffer = allocateOver(arena.allocate(HEADER + wholeLongs(bytes), PAGE));
      arenas.put(buffer, arena);
      return buffer;
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public DeviceBuffer allocateOver(MemorySegment memory) {
    return allocateOver(memory, false);
  }

  @Override
  public DeviceBuffer allocateLastingOver(MemorySegment memory) {
    return allocateOver(memory, true);
  }

  private DeviceBuffer allocateOver(MemorySegment memory, boolean lasting) {
    long bytes = memory.byteSize() - HEADER;
    LocalDevice.requireRoom(info, bytes, used, limit);
    used += bytes;
    TornadoBuffer buffer = new TornadoBuffer(this, memory, lasting);
    open.add(buffer);
    return buffer;
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to, long bytes) {
    Copy copy = new Copy((TornadoBuffer) from, (TornadoBuffer) to, bytes);
    if (copy.from().isLasting() && copy.to().isLasting() && from != to) {
      copies.add(copy);
    } else {
      runIfUsed(copy.from());
      runIfUsed(copy.to());
      copyHere(copy);
    }
  }

  /** Where no launch follows, in this process's memory. */
  private static void copyHere(Copy copy) {
    copy.from().bringHome();
    MemorySegment.copy(copy.from().content(), 0, copy.to().content(), 0, copy.bytes());
    copy.to().filled(copy.bytes());
  }

  private void copyHere() {
    List<Copy> all = List.copyOf(copies);
    copies.clear();
    all.forEach(TornadoDevice::copyHere);
  }

  void close(TornadoBuffer buffer) {
    try {
      runIfUsed(buffer);
    } finally {
      retire(graph -> graph.uses(buffer));
      used -= buffer.byteSize();
      open.remove(buffer);
      Arena own = arenas.remove(buffer);
      if (own != null) {
        closed.add(own);
      }
    }
  }

  void close(TornadoProgram program) {
    if (!kept.isEmpty() && kept.getFirst().program() == program) {
      run();
    }
    retire(graph -> graph.shapes().stream().anyMatch(shape -> shape.program() == program));
  }

  /** Has graphs closed when nothing can be in the way of what they have to bring home. */
  private void retire(Predicate<Graph> which) {
    graphs.values().stream().filter(which).forEach(retired::add);
    graphs.values().removeIf(retired::contains);
  }

  private void forget(Predicate<Graph> which) {
    retire(which);
    settle();
  }

  @Override
  public void settle() {
    while (!retired.isEmpty()) {
      Graph graph = retired.iterator().next();
      retired.remove(graph);
      try {
        graph.bringAllHome();
      } finally {
        times = times.plus(graph.moved());
        graph.close();
      }
    }
    closed.forEach(Arena::close);
    closed.clear();
  }

  @Override
  public void launch(DeviceProgram program, String entry, Grid grid, List<Argument> arguments) {
    Launch launch = Launch.of((TornadoProgram) program, entry, grid, arguments);
    boolean fits =
        kept.isEmpty()
            || kept.getFirst().program() == program
                && kept.size() < MOST_LAUNCHES
                && launch.stored().stream().noneMatch(TornadoBuffer::isWanted);
    if (!fits) {
      run();
    }
    for (Copy copy : copies) {
      kept.add(copy(launch.program(), copy));
    }
    copies.clear();
    launch.stored().forEach(TornadoBuffer::stored);
    kept.add(launch);
  }

  private static Launch copy(TornadoProgram program, Copy copy) {
    long longs = Math.ceilDiv(copy.bytes(), Long.BYTES);
    return Launch.of(
        program,
        TornadoProgram.COPY,
        Grid.over(List.of(longs)),
        List.of(
            new Argument.Memory(copy.from(), false),
            new Argument.Memory(copy.to(), true),
            new Argument.Int(longs)));
  }

  /** Runs what is kept if it uses a buffer. */
  void runIfUsed(TornadoBuffer buffer) {
    if (kept.stream().anyMatch(launch -> launch.buffers().contains(buffer))) {
      run();
    }
    if (copies.stream().anyMatch(copy -> copy.from() == buffer || copy.to() == buffer)) {
      copyHere();
    }
  }

  private void run() {
    List<Launch> launches = List.copyOf(kept);
    kept.clear();
    GraphShape shape = GraphShape.of(launches);
    boolean usable = false;
    try {
      try {
        usable = run(shape, launches);
      } catch (OutOfDeviceMemoryException _) {
        // Each graph keeps memory for its buffers there. TornadoVM takes a graph's before anything
        // of it runs, so that it may run once more.
        sparing = true;
        forget(_ -> true);
        usable = run(shape, launches);
      }
    } finally {
      shape.arrays().forEach(array -> array.buffer().settled());
      if (!usable) {
        forget(graph -> graph.shapes().contains(shape));
      }
    }
    while (graphs.size() > MOST_GRAPHS) {
      Graph eldest = graphs.values().iterator().next();
      forget(graph -> graph == eldest);
    }
  }

  /** Whether the graph may run again. */
  private boolean run(GraphShape shape, List<Launch> launches) {
    Graph graph = graphs.get(shape);
    if (graph == null) {
      graph = graph(shape);
    }
    Graph runs = graph;
    try {
      times = times.plus(runs.run(shape, launches));
    } finally {
      graphs.values().stream().distinct().forEach(any -> times = times.plus(any.moved()));
    }
    return !runs.isWornOut();
  }

  /**
   * A new graph. Those with the same buffers that last become part of it: so a buffer has one copy
   * on the device, whichever of the shapes runs.
   */
  private Graph graph(GraphShape shape) {
    List<GraphShape> shapes = new ArrayList<>(List.of(shape));
    Set<TornadoBuffer> lasting = new HashSet<>(shape.lasting());
    Set<Graph> joined = new HashSet<>();
    for (Graph other : Set.copyOf(graphs.values())) {
      Set<TornadoBuffer> both = new HashSet<>(other.lasting());
      both.addAll(lasting);
      boolean shared = !Collections.disjoint(other.lasting(), shape.lasting());
      if (shared
          && both.size() <= MOST_LASTING
          && shapes.size() + other.shapes().size() <= MOST_TOGETHER) {
        shapes.addAll(other.shapes());
        lasting.addAll(both);
        joined.add(other);
      }
    }
    forget(joined::contains);
    Graph made = build(shapes);
    shapes.forEach(one -> graphs.put(one, made));
    return made;
  }

  private Graph build(List<GraphShape> shapes) {
    // In millions, and not less than the buffers and the graph's numbers may take.
    String most = limit / MEGABYTE + 2 + "MB";
    return new Graph(tornado, device, "g" + numbers++, shapes, most, sparing);
  }

  @Override
  public LaunchTimes await(Poll poll) {
    poll.poll();
    if (!kept.isEmpty()) {
      run();
    }
    copyHere();
    graphs.values().stream().distinct().forEach(any -> times = times.plus(any.moved()));
    LaunchTimes result = times;
    times = LaunchTimes.NONE;
    return result;
  }

  @Override
  public void clear(Poll poll) {
    poll.poll();
    kept.clear();
    copies.clear();
    open.forEach(TornadoBuffer::clear);
    // What they have on the device is erased with them.
    forget(_ -> true);
  }

  @Override
  public void close() {
    forget(_ -> true);
  }
}
