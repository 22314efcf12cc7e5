package io.epochly.kernels.internal.process;

import io.epochly.kernels.cache.CacheFolder;
import io.epochly.kernels.cache.CacheOpening;
import io.epochly.kernels.device.Device.Argument;
import io.epochly.kernels.device.DeviceBuffer;
import io.epochly.kernels.device.DeviceException;
import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProgram;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.OutOfDeviceMemoryException;
import io.epochly.kernels.internal.driver.LocalDevice;
import io.epochly.kernels.internal.driver.OpenCl;
import io.epochly.kernels.internal.driver.OpenClDevice;
import io.epochly.kernels.internal.tornado.TornadoDrivers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The device process: does what it reads on its standard input until that ends. */
public final class DeviceProcess {
  private final DataInputStream in;
  private final DataOutputStream out;
  private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final Map<Integer, Shared> buffers = new HashMap<>();
  private final Map<Integer, DeviceProgram> programs = new HashMap<>();
  private final DeviceProvider provider;

  /** Where buffers lay that are closed. */
  private final List<Arena> closed = new ArrayList<>();

  private @Nullable LocalDevice device;
  private @Nullable TornadoDrivers tornado;

  /** The first failure of what is not answered; the next wait tells it. */
  private @Nullable DeviceException failure;

  private record Shared(DeviceBuffer buffer, Arena arena) {}

  private DeviceProcess(DeviceProvider provider, DataInputStream in, DataOutputStream out) {
    this.provider = provider;
    this.in = in;
    this.out = out;
  }

  /**
   * @param arguments the name of a {@link DeviceProvider}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(Launcher.ANSWERS)));
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    try {
      new DeviceProcess(DeviceProvider.valueOf(arguments[0]), in, out).run();
    } catch (RuntimeException | Error e) {
      // A library's threads would keep this process, which answers nobody any more.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** Reads ahead: an owner that is gone ends the process, whatever the device is at. */
  private void receive() {
    try {
      while (true) {
        commands.add(Command.read(Frames.read(in)));
      }
    } catch (EOFException _) {
      Runtime.getRuntime().halt(0);
    } catch (IOException e) {
      System.err.println("no command of an owner: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().name("epochly-device").start(this::receive);
    while (true) {
      Optional<Answer> answer = answer(commands.take());
      if (answer.isPresent()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answer.get().write(new DataOutputStream(bytes));
        Frames.write(out, bytes.toByteArray());
        out.flush();
      }
    }
  }

  /** The owner waits for an answer. */
  private void settle() {
    LocalDevice opened = device;
    if (opened != null) {
      opened.settle();
    }
    closed.forEach(Arena::close);
    closed.clear();
  }

  private Optional<Answer> answer(Command command) {
    try {
      if (command.isAnswered()) {
        settle();
      }
      return switch (command) {
        case Command.ListDevices _ -> Optional.of(new Answer.Devices(devices()));
        case Command.Open(String id, long limit, String cache) -> {
          device = open(id, limit, cache);
          yield Optional.of(new Answer.Devices(List.of(device().describe())));
        }
        case Command.Allocate c -> {
          buffers.put(c.buffer(), shared(c));
          yield Optional.of(new Answer.Done());
        }
        case Command.Compile(int program, String source) -> {
          programs.put(program, device().compile(source));
          yield Optional.of(new Answer.Done());
        }
        case Command.Clear _ -> {
          device().clear(() -> {});
          yield Optional.of(new Answer.Done());
        }
        case Command.Await _ -> {
          Answer times = new Answer.Times(device().await(() -> {}));
          DeviceException failed = failure;
          failure = null;
          if (failed != null) {
            throw failed;
          }
          yield Optional.of(times);
        }
        default -> {
          unanswered(command);
          yield Optional.empty();
        }
      };
    } catch (DeviceException e) {
      return Optional.of(
          new Answer.Failed(
              e instanceof OutOfDeviceMemoryException, String.valueOf(e.getMessage())));
    }
  }

  private List<DeviceInfo> devices() {
    return switch (provider) {
      case OPENCL -> OpenCl.devices();
      case TORNADO -> tornado().devices();
    };
  }

  private LocalDevice open(String id, long limit, String cache) {
    return switch (provider) {
      case OPENCL -> OpenClDevice.open(id, limit, cache(cache));
      case TORNADO -> tornado().open(id, limit);
    };
  }

  private TornadoDrivers tornado() {
    TornadoDrivers known = tornado;
    if (known == null) {
      known = new TornadoDrivers();
      tornado = known;
    }
    return known;
  }

  /** The owner, which has opened it too, tells of one that is refused. */
  private static Optional<CacheFolder> cache(String folder) {
    return !folder.isEmpty()
            && CacheFolder.open(Path.of(folder), System.err::println)
                instanceof CacheOpening.Opened(CacheFolder opened)
        ? Optional.of(opened)
        : Optional.empty();
  }

  private void unanswered(Command command) {
    if (failure != null && !(command instanceof Command.Free || command instanceof Command.Drop)) {
      return;
    }
    try {
      switch (command) {
        case Command.Upload(int buffer, long bytes) -> shared(buffer).buffer().upload(bytes);
        case Command.Download(int buffer, long bytes) -> shared(buffer).buffer().download(bytes);
        case Command.Copy(int from, int to, long bytes) ->
            device().copy(shared(from).buffer(), shared(to).buffer(), bytes);
        case Command.Free(int buffer) -> {
          Shared shared = shared(buffer);
          buffers.remove(buffer);
          closed.add(shared.arena());
          shared.buffer().close();
        }
        case Command.Drop(int program) -> {
          DeviceProgram dropped = program(program);
          programs.remove(program);
          dropped.close();
        }
        case Command.Launch c ->
            device()
                .launch(
                    program(c.program()),
                    c.entry(),
                    c.grid(),
                    c.arguments().stream().map(this::argument).toList());
        default -> throw new IllegalStateException("answered: " + command);
      }
    } catch (DeviceException e) {
      failure = e;
    }
  }

  private Argument argument(Command.Value value) {
    return switch (value) {
      case Command.Value.Buffer(int number, boolean stored) ->
          new Argument.Memory(shared(number).buffer(), stored);
      case Command.Value.Number(Argument argument) -> argument;
    };
  }

  private LocalDevice device() {
    LocalDevice opened = device;
    if (opened == null) {
      throw new DeviceException("no device is open");
    }
    return opened;
  }

  private Shared shared(int number) {
    Shared known = buffers.get(number);
    if (known == null) {
      throw new DeviceException("no buffer " + number);
    }
    return known;
  }

  private DeviceProgram program(int number) {
    DeviceProgram known = programs.get(number);
    if (known == null) {
      throw new DeviceException("no program " + number);
    }
    return known;
  }

  private Shared shared(Command.Allocate c) {
    Arena arena = Arena.ofShared();
    try (FileChannel file =
        FileChannel.open(Path.of(c.file()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Mapping more than there is would make the file longer, or be a fault later.
      if (file.size() != c.bytes()) {
        throw new DeviceException("a buffer's file has " + file.size() + " bytes");
      }
      MemorySegment memory = file.map(FileChannel.MapMode.READ_WRITE, 0, c.bytes(), arena);
      DeviceBuffer buffer =
          c.lasting() ? device().allocateLastingOver(memory) : device().allocateOver(memory);
      return new Shared(buffer, arena);
    } catch (IOException e) {
      arena.close();
      throw new DeviceException("a buffer's file cannot be mapped: " + e.getMessage(), e);
    } catch (DeviceException e) {
      arena.close();
      throw e;
    }
  }
}
