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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A device of TornadoVM. Launches are kept until somebody waits, and then run as one graph. */
public final class TornadoDevice implements LocalDevice {
  /** Bytes that TornadoVM's arrays begin with. */
  public static final int HEADER = 16;

  /** Graphs of more are built slowly, and seldom run twice. */
  private static final int MOST_LAUNCHES = 256;

  private static final int MOST_GRAPHS = 64;
  private static final long PAGE = 4096;
  private static final long MEGABYTE = 1_000_000;

  private final Tornado tornado;
  private final DeviceInfo info;
  private final Object device;
  private final long limit;
  private final List<Launch> kept = new ArrayList<>();
  private final Map<GraphShape, Graph> graphs = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<DeviceBuffer, Arena> arenas = new LinkedHashMap<>();
  private LaunchTimes times = LaunchTimes.NONE;
  private long used;
  private int numbers;

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
    long bytes = memory.byteSize() - HEADER;
    LocalDevice.requireRoom(info, bytes, used, limit);
    used += bytes;
    return new TornadoBuffer(this, memory);
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to, long bytes) {
    // Between graphs, what buffers hold lies in this process.
    runIfUsed((TornadoBuffer) from);
    runIfUsed((TornadoBuffer) to);
    MemorySegment.copy(from.content(), 0, to.content(), 0, bytes);
    to.upload(bytes);
  }

  void close(TornadoBuffer buffer) {
    try {
      runIfUsed(buffer);
      forget(shape -> shape.uses(buffer));
    } finally {
      used -= buffer.byteSize();
      Arena own = arenas.remove(buffer);
      if (own != null) {
        own.close();
      }
    }
  }

  void close(TornadoProgram program) {
    if (!kept.isEmpty() && kept.getFirst().program() == program) {
      run();
    }
    forget(shape -> shape.program() == program);
  }

  private void forget(Predicate<GraphShape> which) {
    Iterator<Map.Entry<GraphShape, Graph>> all = graphs.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<GraphShape, Graph> next = all.next();
      if (which.test(next.getKey())) {
        all.remove();
        next.getValue().close();
      }
    }
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
    launch.stored().forEach(TornadoBuffer::stored);
    kept.add(launch);
  }

  /** Runs what is kept if it uses a buffer. */
  void runIfUsed(TornadoBuffer buffer) {
    if (kept.stream().anyMatch(launch -> launch.buffers().contains(buffer))) {
      run();
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
        forget(_ -> true);
        usable = run(shape, launches);
      }
    } finally {
      shape.arrays().forEach(array -> array.buffer().settled());
      if (!usable) {
        forget(shape::equals);
      }
    }
    while (graphs.size() > MOST_GRAPHS) {
      graphs.remove(graphs.keySet().iterator().next()).close();
    }
  }

  /** Whether the graph may run again. */
  private boolean run(GraphShape shape, List<Launch> launches) {
    Graph graph = graphs.get(shape);
    if (graph == null) {
      graph = graph(shape, launches.stream().mapToInt(l -> l.numbers().size()).sum());
      graphs.put(shape, graph);
    }
    times = times.plus(graph.run(launches));
    return !graph.isWornOut();
  }

  private Graph graph(GraphShape shape, int count) {
    // In millions, and not less than the buffers and the graph's numbers may take.
    String most = limit / MEGABYTE + 2 + "MB";
    return new Graph(tornado, device, "g" + numbers++, shape, count, most);
  }

  @Override
  public LaunchTimes await(Poll poll) {
    poll.poll();
    if (!kept.isEmpty()) {
      run();
    }
    LaunchTimes result = times;
    times = LaunchTimes.NONE;
    return result;
  }

  @Override
  public void close() {
    forget(_ -> true);
  }
}
