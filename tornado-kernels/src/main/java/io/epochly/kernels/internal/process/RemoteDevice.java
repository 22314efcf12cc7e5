package io.epochly.kernels.internal.process;

import io.epochly.kernels.Poll;
import io.epochly.kernels.device.Device;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceLostException;
import io.epochly.kernels.device.DeviceMemory;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.DeviceSettings;
import io.epochly.kernels.device.Grid;
import io.epochly.kernels.device.LaunchTimes;
import io.epochly.kernels.internal.process.SharedFiles.Shared;
import io.epochly.kernels.internal.tornado.TornadoDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A device in a process of its own. */
public final class RemoteDevice implements Device {
  private static final Poll NONE = () -> {};

  private final SharedFiles files;
  private final Connection connection;
  private final DeviceInfo info;
  private final long limit;
  private final Set<Arena> mapped = new HashSet<>();
  private long used;
  private int numbers;

  /** Bytes of a buffer's file before its content: what TornadoVM's arrays begin with. */
  private final int header;

  private RemoteDevice(SharedFiles files, Connection connection, DeviceInfo info, long limit) {
    this.files = files;
    this.connection = connection;
    this.info = info;
    this.limit = Math.min(limit, info.memory());
    this.header = info.provider() == DeviceProvider.TORNADO ? TornadoDevice.HEADER : 0;
  }

  /**
   * The devices that a provider gives, as a process that ends thereafter sees them.
   *
   * @throws DeviceException when there is none; the message says what is missing and how to get it
   */
  public static List<DeviceInfo> list(DeviceProvider provider) {
    try (SharedFiles files = new SharedFiles();
        Connection connection =
            new Connection(Launcher.start(provider, files.folder(), Long.MAX_VALUE))) {
      return devices(connection.ask(new Command.ListDevices(), NONE));
    } catch (DeviceLostException e) {
      // Of an SDK that is damaged, or for another JDK, nothing else is known than what its JVM
      // says.
      throw provider == DeviceProvider.TORNADO
          ? new DeviceException(
              "the TornadoVM of TORNADOVM_HOME does not run on this JDK; install its SDK for JDK "
                  + Runtime.version().feature()
                  + " anew: "
                  + e.getMessage(),
              e)
          : e;
    }
  }

  /**
   * Starts a process and opens a device in it.
   *
   * @param id as in {@link DeviceInfo#id}
   */
  public static RemoteDevice open(DeviceProvider provider, String id, DeviceSettings settings) {
    return open(provider, id, settings, NONE);
  }

  /**
   * The same.
   *
   * @param poll called while the process starts; when it throws, the process is ended
   */
  public static RemoteDevice open(
      DeviceProvider provider, String id, DeviceSettings settings, Poll poll) {
    SharedFiles files = new SharedFiles();
    boolean opened = false;
    try {
      Connection connection =
          new Connection(Launcher.start(provider, files.folder(), settings.memory()));
      try {
        DeviceInfo info =
            devices(
                    connection.ask(
                        new Command.Open(
                            id, settings.memory(), settings.cache().map(Path::toString).orElse("")),
                        poll))
                .getFirst();
        opened = true;
        return new RemoteDevice(files, connection, info, settings.memory());
      } finally {
        // Polls throw whatever ends a guest, errors too.
        if (!opened) {
          connection.close();
        }
      }
    } finally {
      if (!opened) {
        files.close();
      }
    }
  }

  private static List<DeviceInfo> devices(Answer answer) {
    if (answer instanceof Answer.Devices(List<DeviceInfo> devices)) {
      return devices;
    }
    throw new DeviceException("the device process did not name its devices");
  }

  /** The process. */
  public long pid() {
    return connection.pid();
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
    return compile(source, NONE);
  }

  @Override
  public DeviceProgram compile(String source, Poll poll) {
    int number = numbers++;
    connection.ask(new Command.Compile(number, source), poll);
    return new Program(number);
  }

  private final class Program implements DeviceProgram {
    private final int number;

    Program(int number) {
      this.number = number;
    }

    @Override
    public void close() {
      connection.send(new Command.Drop(number));
    }
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to, long bytes) {
    connection.send(new Command.Copy(((Buffer) from).number, ((Buffer) to).number, bytes));
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    return allocate(bytes, NONE);
  }

  @Override
  public DeviceBuffer allocate(long bytes, Poll poll) {
    return allocate(bytes, false, poll);
  }

  @Override
  public DeviceBuffer allocateLasting(long bytes, Poll poll) {
    return allocate(bytes, true, poll);
  }

  private DeviceBuffer allocate(long bytes, boolean lasting, Poll poll) {
    // Behind a header, what is moved is whole longs.
    long content = header == 0 ? bytes : TornadoDevice.wholeLongs(bytes);
    Shared shared = files.make(header + content);
    int number = numbers++;
    boolean mappedThere = false;
    try {
      connection.ask(
          new Command.Allocate(number, shared.file().toString(), header + content, lasting), poll);
      mappedThere = true;
    } finally {
      if (!mappedThere) {
        shared.arena().close();
      }
      shared.unlink();
    }
    mapped.add(shared.arena());
    used += content;
    return new Buffer(number, shared);
  }

  private final class Buffer implements DeviceBuffer {
    private final int number;
    private final Shared shared;

    Buffer(int number, Shared shared) {
      this.number = number;
      this.shared = shared;
    }

    @Override
    public MemorySegment content() {
      return shared.content().asSlice(header);
    }

    @Override
    public void upload(long bytes) {
      connection.send(new Command.Upload(number, bytes));
    }

    @Override
    public void download(long bytes) {
      connection.send(new Command.Download(number, bytes));
    }

    @Override
    public void close() {
      connection.send(new Command.Free(number));
      used -= shared.content().byteSize() - header;
      mapped.remove(shared.arena());
      shared.arena().close();
    }
  }

  @Override
  public void launch(DeviceProgram program, String entry, Grid grid, List<Argument> arguments) {
    List<Command.Value> values =
        arguments.stream()
            .<Command.Value>map(
                argument ->
                    argument instanceof Argument.Memory(DeviceBuffer buffer, boolean stored)
                        ? new Command.Value.Buffer(((Buffer) buffer).number, stored)
                        : new Command.Value.Number(argument))
            .toList();
    connection.send(new Command.Launch(((Program) program).number, entry, grid, values));
  }

  @Override
  public LaunchTimes await(Poll poll) {
    if (connection.ask(new Command.Await(), poll) instanceof Answer.Times(LaunchTimes times)) {
      return times;
    }
    throw new DeviceException("the device process did not tell its times");
  }

  @Override
  public void clear(Poll poll) {
    connection.ask(new Command.Clear(), poll);
  }

  @Override
  public void close() {
    connection.close();
    mapped.forEach(Arena::close);
    mapped.clear();
    files.close();
  }
}
