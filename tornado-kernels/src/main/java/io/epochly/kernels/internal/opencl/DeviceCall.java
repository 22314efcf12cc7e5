package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.Poll;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.Device.Argument;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.device.LaunchTimes;
import io.epochly.kernels.internal.jvm.HostCode;
import io.epochly.kernels.internal.jvm.LoopRunner;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Reduction;
import io.epochly.kernels.ir.ScalarType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a kernel on a device. An array goes there before the first loop that uses it and
 * comes back, if a loop has stored into it, when all loops have ended well; in between it stays
 * there, however many loops use it. One that lies there for longer neither goes nor comes.
 */
public final class DeviceCall implements LoopRunner {
  /** Pieces of a loop that may be cut anywhere; each is one work-item. */
  private static final long MOST_PIECES = 1 << 16;

  private final DevicePlan plan;
  private final DeviceResources resources;
  private final Device device;
  private final Poll poll;
  private final Map<Object, Resident> residents = new IdentityHashMap<>();
  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private @Nullable DeviceBuffer errors;
  private LaunchTimes launches = LaunchTimes.NONE;
  private boolean waiting;
  private boolean launched;
  private long uploads;
  private long uploaded;
  private long downloads;
  private long downloaded;

  /** An array and its copy on the device, or one that is there and has no other. */
  private final class Resident {
    private final long bytes;
    private final Optional<ResidentArray> lasting;
    private DeviceBuffer buffer;
    private boolean stored;

    Resident(DeviceBuffer buffer, long bytes, Optional<ResidentArray> lasting) {
      this.buffer = buffer;
      this.bytes = bytes;
      this.lasting = lasting;
    }

    /** A loop is going to store into it. */
    void store() {
      if (!stored && lasting.isPresent() && !plan.neverFailsLate()) {
        buffer = lasting.get().copy(poll);
      }
      stored = true;
    }

    void download() {
      if (lasting.isEmpty()) {
        buffer.download(bytes);
        downloads++;
        downloaded += bytes;
      }
    }
  }

  public DeviceCall(DevicePlan plan, DeviceResources resources, Poll poll) {
    this.plan = plan;
    this.resources = resources;
    this.device = resources.device();
    this.poll = poll;
  }

  /**
   * Has an array that lies on the device take the place of what stands for it among the operands.
   *
   * @param standIn the base of an operand
   */
  public void put(Object standIn, ResidentArray array) {
    residents.put(standIn, new Resident(array.current(), array.bytes(), Optional.of(array)));
  }

  /** Runs the call; what it gives is the kernel's, and the arrays have what its loops stored. */
  public Object run(Object[] operands) {
    Object result = plan.host().run(poll, operands, this);
    List<Resident> stored = residents.values().stream().filter(r -> r.stored).toList();
    // A loop that gave results was awaited, but what it stored is still there.
    if (waiting || !stored.isEmpty()) {
      stored.forEach(Resident::download);
      await();
      // From here on nothing fails: all arrays are as the kernel leaves them, or none is.
      residents.forEach(
          (array, resident) -> {
            if (resident.stored) {
              resident.lasting.ifPresentOrElse(
                  lasting -> lasting.keep(resident.buffer),
                  () -> Transfer.out(resident.buffer.content(), array));
            }
          });
    }
    release();
    return result;
  }

  /** Whether an array that lies on the device may have what a loop of this call stored. */
  public boolean mayHaveStoredThere() {
    return launched
        && plan.neverFailsLate()
        && residents.values().stream().anyMatch(r -> r.stored && r.lasting.isPresent());
  }

  /** Leaves the device ready for other calls, after this one ended early. */
  public void settle() {
    if (waiting) {
      launches = launches.plus(device.await(poll));
      waiting = false;
    }
    release();
  }

  private void release() {
    // The last one is taken first: so the next call of the kernel has each where this one had it.
    buffers.reversed().forEach(resources::release);
    buffers.clear();
    resources.done(launches, uploads, uploaded, downloads, downloaded);
  }

  private DeviceBuffer buffer(long bytes) {
    DeviceBuffer buffer = resources.buffer(bytes, poll);
    buffers.add(buffer);
    return buffer;
  }

  private DeviceBuffer errors() {
    DeviceBuffer known = errors;
    if (known == null) {
      known = buffer(DeviceResources.ERROR_BYTES);
      known.content().asSlice(0, DeviceResources.ERROR_BYTES).fill((byte) 0);
      known.upload(DeviceResources.ERROR_BYTES);
      errors = known;
    }
    return known;
  }

  @Override
  public Object @Nullable [] run(
      int site, long start, long trips, long work, Object[] captured, Object[] operands) {
    DeviceLoop loop = plan.loops().get(site);
    DeviceProgram program = resources.program(plan, poll);
    List<Reduction> reductions = loop.reductions();
    long size = pieceSize(reductions, trips, work);
    long groups = Math.ceilDiv(Math.ceilDiv(trips, size), Grid.GROUP);
    DeviceBuffer failures = errors();
    // Where there are no results, the pointer is not used.
    DeviceBuffer results =
        reductions.isEmpty() ? failures : buffer(groups * reductions.size() * Long.BYTES);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Memory(failures, true));
    arguments.add(new Argument.Memory(results, true));
    arguments.add(new Argument.Int(start));
    arguments.add(new Argument.Int(trips));
    arguments.add(new Argument.Int(size));
    for (int i = 0; i < loop.scalars().size(); i++) {
      arguments.add(scalar(loop.scalars().get(i), captured[i]));
    }
    for (DeviceLoop.Array array : loop.arrays()) {
      Object operand =
          array.ref() instanceof ArrayParam param
              ? operands[param.index()]
              : captured[loop.scalars().size() + array.captured()];
      array(array, operand, arguments);
    }
    waiting = true;
    launched = true;
    if (reductions.isEmpty()) {
      device.launch(program, loop.entry(), grid(loop, trips, captured), arguments);
      return null;
    }
    device.launch(program, loop.entry(), Grid.groups(groups), arguments);
    return combined(reductions, results, groups);
  }

  /** The innermost loop of a nest along the first axis, where neighbours use neighbours. */
  private static Grid grid(DeviceLoop loop, long trips, Object[] captured) {
    List<Long> points = new ArrayList<>();
    for (int inner = 1; inner < loop.dimensions(); inner++) {
      points.add((Long) captured[loop.scalars().size() - inner]);
    }
    points.add(trips);
    return Grid.over(points);
  }

  private static long pieceSize(List<Reduction> reductions, long trips, long work) {
    return reductions.stream().allMatch(Reduction::isExact)
        ? Math.ceilDiv(trips, MOST_PIECES)
        : HostCode.fixedPiece(trips, work);
  }

  private static Argument scalar(ScalarType type, Object value) {
    return switch (type) {
      case INT -> new Argument.Int((Long) value);
      case FLOAT -> new Argument.Float((Double) value);
      case BOOL -> new Argument.Int((Boolean) value ? 1 : 0);
    };
  }

  private void array(DeviceLoop.Array array, Object operand, List<Argument> arguments) {
    if (!(operand instanceof ArrayArg arg)) {
      throw new BailOut(BailReason.NOT_ON_DEVICE, Position.NONE, -1);
    }
    Resident resident = resident(arg.base);
    if (array.stored()) {
      resident.store();
    }
    arguments.add(new Argument.Memory(resident.buffer, array.stored()));
    ArrayType type = array.ref().type();
    if (!type.storage().isBuffer()) {
      arguments.add(new Argument.Int(arg.length));
      return;
    }
    aligned(arg.offset, array);
    arguments.add(new Argument.Int(arg.offset));
    for (int axis = 0; axis < type.rank(); axis++) {
      aligned(arg.strides[axis], array);
      arguments.add(new Argument.Int(arg.shape[axis]));
      arguments.add(new Argument.Int(arg.strides[axis]));
    }
  }

  /** Devices read whole elements where they lie at multiples of their size only. */
  private static void aligned(long bytes, DeviceLoop.Array array) {
    if (bytes % array.ref().type().storage().bytes() != 0) {
      int parameter = array.ref() instanceof ArrayParam p ? p.index() : -1;
      throw new BailOut(BailReason.NOT_ON_DEVICE, Position.NONE, parameter);
    }
  }

  private Resident resident(Object array) {
    Resident known = residents.get(array);
    if (known != null) {
      return known;
    }
    long bytes = Transfer.bytes(array);
    Resident made = new Resident(buffer(bytes), bytes, Optional.empty());
    if (bytes > 0) {
      Transfer.in(array, made.buffer.content());
      made.buffer.upload(bytes);
    }
    uploads++;
    uploaded += bytes;
    residents.put(array, made);
    return made;
  }

  private Object[] combined(List<Reduction> reductions, DeviceBuffer results, long groups) {
    int width = reductions.size();
    results.download(groups * width * Long.BYTES);
    await();
    List<Object[]> values = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Object[] row = new Object[width];
      for (int i = 0; i < width; i++) {
        long bits = results.content().getAtIndex(ValueLayout.JAVA_LONG, (long) group * width + i);
        if (reductions.get(i).type() == ScalarType.FLOAT) {
          row[i] = Double.longBitsToDouble(bits);
        } else {
          row[i] = bits;
        }
      }
      values.add(row);
    }
    return HostCode.combined(reductions, values);
  }

  /** Waits for all launches, and bails out where one of them has. */
  private void await() {
    DeviceBuffer failures = errors();
    failures.download(DeviceResources.ERROR_BYTES);
    launches = launches.plus(device.await(poll));
    waiting = false;
    int site = failures.content().get(ValueLayout.JAVA_INT, 0);
    if (site != 0) {
      List<Long> counters = new ArrayList<>();
      for (int i = 0; i < failures.content().getAtIndex(ValueLayout.JAVA_LONG, 1); i++) {
        counters.add(failures.content().getAtIndex(ValueLayout.JAVA_LONG, 2 + i));
      }
      throw plan.bailOut(site, counters);
    }
  }
}
