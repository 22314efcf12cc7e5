package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.Device.Argument;
import io.epochly.kernels.device.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a device process is asked for; buffers and programs have numbers that the asker gives. */
sealed interface Command {
  /** Answered by the devices that there are. */
  record ListDevices() implements Command {}

  /**
   * Answered by what the device is.
   *
   * @param cache the folder of compiled programs; none if empty
   */
  record Open(String id, long limit, String cache) implements Command {}

  /**
   * A buffer over a file; answered when it is mapped.
   *
   * @param lasting whether it is for what stays on the device
   */
  record Allocate(int buffer, String file, long bytes, boolean lasting) implements Command {}

  record Upload(int buffer, long bytes) implements Command {}

  record Download(int buffer, long bytes) implements Command {}

  record Free(int buffer) implements Command {}

  /** Answered when it is compiled. */
  record Compile(int program, String source) implements Command {}

  record Drop(int program) implements Command {}

  record Launch(int program, String entry, Grid grid, List<Value> arguments) implements Command {
    public Launch {
      arguments = List.copyOf(arguments);
    }
  }

  record Copy(int from, int to, long bytes) implements Command {}

  /** Answered by the times of the launches, when all that was asked for before is done. */
  record Await() implements Command {}

  /** Answered when all buffers that there are have been cleared. */
  record Clear() implements Command {}

  /** An argument of a launch. */
  sealed interface Value {
    record Buffer(int number, boolean stored) implements Value {}

    record Number(Argument argument) implements Value {}
  }

  /** Whether whoever asks waits. */
  default boolean isAnswered() {
    return switch (this) {
      case ListDevices _, Open _, Allocate _, Compile _, Await _, Clear _ -> true;
      case Upload _, Download _, Free _, Drop _, Launch _, Copy _ -> false;
    };
  }

  /** The most arguments of an entry; drivers take fewer. */
  int MOST_ARGUMENTS = 4096;

  default void write(DataOutputStream out) throws IOException {
    switch (this) {
      case ListDevices _ -> out.writeByte(0);
      case Open(String id, long limit, String cache) -> {
        out.writeByte(1);
        out.writeUTF(id);
        out.writeLong(limit);
        out.writeUTF(cache);
      }
      case Allocate(int buffer, String file, long bytes, boolean lasting) -> {
        out.writeByte(2);
        out.writeInt(buffer);
        out.writeUTF(file);
        out.writeLong(bytes);
        out.writeBoolean(lasting);
      }
      case Upload(int buffer, long bytes) -> {
        out.writeByte(3);
        out.writeInt(buffer);
        out.writeLong(bytes);
      }
      case Download(int buffer, long bytes) -> {
        out.writeByte(4);
        out.writeInt(buffer);
        out.writeLong(bytes);
      }
      case Free(int buffer) -> {
        out.writeByte(5);
        out.writeInt(buffer);
      }
      case Compile(int program, String source) -> {
        out.writeByte(6);
        out.writeInt(program);
        byte[] text = source.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
      case Drop(int program) -> {
        out.writeByte(7);
        out.writeInt(program);
      }
      case Launch(int program, String entry, Grid grid, List<Value> arguments) -> {
        out.writeByte(8);
        out.writeInt(program);
        out.writeUTF(entry);
        out.writeLong(grid.x());
        out.writeLong(grid.y());
        out.writeLong(grid.z());
        out.writeInt(grid.groupX());
        out.writeInt(grid.groupY());
        out.writeInt(grid.groupZ());
        out.writeInt(arguments.size());
        for (Value argument : arguments) {
          write(argument, out);
        }
      }
      case Await _ -> out.writeByte(9);
      case Copy(int from, int to, long bytes) -> {
        out.writeByte(10);
        out.writeInt(from);
        out.writeInt(to);
        out.writeLong(bytes);
      }
      case Clear _ -> out.writeByte(11);
    }
  }

  private static void write(Value value, DataOutputStream out) throws IOException {
    switch (value) {
      case Value.Buffer(int number, boolean stored) -> {
        out.writeByte(stored ? 3 : 0);
        out.writeLong(number);
      }
      case Value.Number(Argument.Int(long number)) -> {
        out.writeByte(1);
        out.writeLong(number);
      }
      case Value.Number(Argument.Float(double number)) -> {
        out.writeByte(2);
        out.writeLong(Double.doubleToRawLongBits(number));
      }
      case Value.Number(Argument.Memory _) ->
          throw new IllegalArgumentException("memory goes by its buffer's number");
    }
  }

  /**
   * Reads a command.
   *
   * @throws IOException when it is none
   */
  static Command read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> new ListDevices();
      case 1 -> new Open(in.readUTF(), in.readLong(), in.readUTF());
      case 2 -> new Allocate(in.readInt(), in.readUTF(), in.readLong(), in.readBoolean());
      case 3 -> new Upload(in.readInt(), in.readLong());
      case 4 -> new Download(in.readInt(), in.readLong());
      case 5 -> new Free(in.readInt());
      case 6 -> {
        int program = in.readInt();
        yield new Compile(program, text(in));
      }
      case 7 -> new Drop(in.readInt());
      case 8 -> {
        int program = in.readInt();
        String entry = in.readUTF();
        Grid grid =
            new Grid(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt());
        int count = in.readInt();
        if (count < 0 || count > MOST_ARGUMENTS) {
          throw new IOException("a launch with " + count + " arguments");
        }
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          arguments.add(value(in));
        }
        yield new Launch(program, entry, grid, arguments);
      }
      case 9 -> new Await();
      case 10 -> new Copy(in.readInt(), in.readInt(), in.readLong());
      case 11 -> new Clear();
      default -> throw new IOException("no command of kind " + kind);
    };
  }

  private static Value value(DataInputStream in) throws IOException {
    int kind = in.readByte();
    long bits = in.readLong();
    return switch (kind) {
      case 0, 3 -> new Value.Buffer(Math.toIntExact(bits), kind == 3);
      case 1 -> new Value.Number(new Argument.Int(bits));
      case 2 -> new Value.Number(new Argument.Float(Double.longBitsToDouble(bits)));
      default -> throw new IOException("no argument of kind " + kind);
    };
  }

  /** A text of its length in bytes, of which no more is believed than there is. */
  static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
