package io.epochly.kernels.internal.process;

import io.epochly.kernels.device.DeviceInfo;
import io.epochly.kernels.device.DeviceProvider;
import io.epochly.kernels.device.LaunchTimes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a device process answers. */
sealed interface Answer {
  record Devices(List<DeviceInfo> devices) implements Answer {
    public Devices {
      devices = List.copyOf(devices);
    }
  }

  record Done() implements Answer {}

  record Times(LaunchTimes times) implements Answer {}

  /**
   * What was asked for failed.
   *
   * @param memory whether for want of memory
   */
  record Failed(boolean memory, String message) implements Answer {}

  default void write(DataOutputStream out) throws IOException {
    switch (this) {
      case Devices(List<DeviceInfo> devices) -> {
        out.writeByte(0);
        out.writeInt(devices.size());
        for (DeviceInfo info : devices) {
          out.writeByte(info.provider().ordinal());
          out.writeUTF(info.id());
          out.writeUTF(info.name());
          out.writeUTF(info.vendor());
          out.writeUTF(info.driver());
          out.writeByte(info.kind().ordinal());
          out.writeLong(info.memory());
          out.writeInt(info.units());
          out.writeBoolean(info.fp64());
        }
      }
      case Done _ -> out.writeByte(1);
      case Times(LaunchTimes times) -> {
        out.writeByte(2);
        out.writeInt(times.launches());
        out.writeLong(times.nanos());
        out.writeLong(times.movedIn());
        out.writeLong(times.movedOut());
      }
      case Failed(boolean memory, String message) -> {
        out.writeByte(3);
        out.writeBoolean(memory);
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    }
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none
   */
  static Answer read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> {
        int count = in.readInt();
        List<DeviceInfo> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          devices.add(info(in));
        }
        yield new Devices(devices);
      }
      case 1 -> new Done();
      case 2 ->
          new Times(new LaunchTimes(in.readInt(), in.readLong(), in.readLong(), in.readLong()));
      case 3 -> {
        boolean memory = in.readBoolean();
        yield new Failed(memory, Command.text(in));
      }
      default -> throw new IOException("no answer of kind " + kind);
    };
  }

  private static DeviceInfo info(DataInputStream in) throws IOException {
    DeviceProvider provider = one(DeviceProvider.values(), in.readByte());
    String id = in.readUTF();
    String name = in.readUTF();
    String vendor = in.readUTF();
    String driver = in.readUTF();
    DeviceInfo.Kind kind = one(DeviceInfo.Kind.values(), in.readByte());
    return new DeviceInfo(
        provider, id, name, vendor, driver, kind, in.readLong(), in.readInt(), in.readBoolean());
  }

  private static <E> E one(E[] values, int number) throws IOException {
    if (number < 0 || number >= values.length) {
      throw new IOException("a device that is number " + number + " of " + values.length);
    }
    return values[number];
  }
}
