package io.epochly.guest.internal.graalpy;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The operands of one call: their types, what the kernel gets for them, and the copies that have to
 * be put back. Kept small, as most calls need one: the parts that only some calls need are made
 * when needed, and what held nothing but operands serves another call.
 */
public final class Arguments {
  /** The value at this index is an empty list: it has the type that a kernel expects of it. */
  private static final ArrayType EMPTY =
      new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);

  private static final Object[] NONE = {};

  private Object[] raw;
  private Object[] operands;
  private Type[] types;
  private int size;
  private @Nullable Obstacle obstacle;
  private int obstacleIndex;
  private @Nullable Map<Object, Copy> copies;
  private int buffers;
  private boolean views;
  private final @Nullable Map<Object, Boolean> widened;
  private @Nullable List<Object> capturedRaw;
  private @Nullable ArrayMemory @Nullable [] memories;
  private boolean kept;

  Arguments(Object[] raw, @Nullable Map<Object, Boolean> widened) {
    this.raw = raw;
    this.operands = new Object[raw.length];
    this.types = new Type[raw.length];
    this.widened = widened;
  }

  /** A copy of guest memory that a kernel works on, and the way back. */
  abstract static class Copy {
    private final Object array;
    private long[] users = {0};

    Copy(Object array) {
      this.array = array;
    }

    final Object array() {
      return array;
    }

    final void usedBy(int index) {
      int word = index >> 6;
      if (word >= users.length) {
        users = Arrays.copyOf(users, word + 1);
      }
      users[word] |= 1L << index;
    }

    final boolean isUsedByAny(boolean[] written) {
      for (int i = 0; i < written.length; i++) {
        if (written[i] && i >> 6 < users.length && (users[i >> 6] & 1L << i) != 0) {
          return true;
        }
      }
      return false;
    }

    /** Puts the elements back. */
    abstract void commit();
  }

  /** How many operands there are: the arguments, and the captures added so far. */
  public int size() {
    return size;
  }

  /** The argument or captured value that an operand was made from, or null for anything else. */
  @Nullable Object origin(Object operand) {
    for (int i = 0; i < size; i++) {
      if (operands[i] == operand) {
        return i < raw.length ? raw[i] : capturedRaw.get(i - raw.length);
      }
    }
    return null;
  }

  /** What the kernel gets. */
  public Object[] operands() {
    return operands;
  }

  /** The types of the arguments as a signature, if none is an empty list. */
  public List<Type> signature() {
    kept = true;
    return Arrays.asList(types).subList(0, size);
  }

  /** Whether the operand's type is {@code expected}. An empty list takes any list type. */
  public boolean fits(int index, Type expected) {
    Type type = types[index];
    return type == expected || type == EMPTY && takeEmpty(index, expected);
  }

  private boolean takeEmpty(int index, Type expected) {
    if (expected == CompoundType.COMPLEX_LIST) {
      operands[index] = ArrayArg.flat(new double[0], 0);
      return true;
    }
    if (!(expected instanceof ArrayType array) || array.storage().isBuffer()) {
      return false;
    }
    operands[index] = emptyOperand(array);
    return true;
  }

  private static ArrayArg emptyOperand(ArrayType type) {
    Class<?> component =
        switch (type.storage()) {
          case DOUBLES -> double.class;
          case LONGS -> long.class;
          case INTS -> int.class;
          case BOOLS -> boolean.class;
          case BYTES, I8, U8, I16, U16, I32, U32, I64, U64, F32, F64, BOOL8 -> byte.class;
          case FLOATS -> float.class;
          case SHORTS -> short.class;
          case CHARS -> char.class;
          case MEMORY_F64,
              MEMORY_F32,
              MEMORY_I64,
              MEMORY_I32,
              MEMORY_I16,
              MEMORY_U16,
              MEMORY_I8,
              MEMORY_U8 ->
              throw new IllegalArgumentException("memory is no list: " + type);
        };
    int[] dimensions = new int[type.rank()];
    Object base = Array.newInstance(component, dimensions);
    return type.rank() == 1
        ? ArrayArg.flat(base, 0)
        : ArrayArg.rows((Object[]) base, Array.newInstance(int.class, new int[type.rank() - 1]));
  }

  /** Whether any operand is an empty list, whose type only a kernel can give. */
  public boolean hasEmpty() {
    for (int i = 0; i < size; i++) {
      if (types[i] == EMPTY) {
        return true;
      }
    }
    return false;
  }

  /** The first value that cannot be an operand, if any. */
  public @Nullable Obstacle obstacle() {
    return obstacle;
  }

  /** Which operand {@link #obstacle} is about. */
  public int obstacleIndex() {
    return obstacleIndex;
  }

  /** Whether some list had to be copied for the kernel. */
  public boolean hasCopies() {
    return copies != null;
  }

  /** The type of an operand; for an empty list some list type. */
  public Type type(int index) {
    return types[index];
  }

  /** The name of an operand's guest type. */
  public String typeName(GuestAccess access, int index) {
    return access.typeName(raw(index));
  }

  /** The guest's value of an argument. */
  public Object argument(int index) {
    return raw[index];
  }

  /** Whether two of the arguments are one object that kernels only know by its attributes. */
  public boolean hasObjectTwice() {
    for (int i = 0; i < raw.length; i++) {
      for (int j = 0; j < i && types[i] == OpaqueType.OBJECT; j++) {
        if (raw[i] == raw[j]) {
          return true;
        }
      }
    }
    return false;
  }

  /** Forgets the operands behind the arguments, to try another version's captures. */
  public void dropCaptures() {
    if (size > raw.length) {
      size = raw.length;
      if (capturedRaw != null) {
        capturedRaw.clear();
      }
      if (memories != null && memories.length > size) {
        Arrays.fill(memories, size, memories.length, null);
      }
    }
  }

  /**
   * Puts back what was copied for the operands that the kernel writes.
   *
   * @param written one flag per operand
   */
  public void commit(boolean[] written) {
    if (copies != null) {
      for (Copy copy : copies.values()) {
        if (copy.isUsedByAny(written)) {
          copy.commit();
        }
      }
    }
  }

  /** Whether some operand is a part of memory that a device may have the latest of. */
  public boolean hasMemories() {
    return memories != null;
  }

  /** The memory of an operand that is a part of one. */
  public Optional<ArrayMemory> memory(int index) {
    return memories == null || index >= memories.length
        ? Optional.empty()
        : Optional.ofNullable(memories[index]);
  }

  /**
   * Has all memory be here.
   *
   * @param written which operands are going to be written
   */
  public void bringHome(IntPredicate written) {
    if (memories != null) {
      for (int i = 0; i < Math.min(size, memories.length); i++) {
        ArrayMemory memory = memories[i];
        if (memory != null) {
          memory.bringHome(written.test(i));
        }
      }
    }
  }

  /** Notes the memory that an operand is a part of. */
  void liesIn(int index, ArrayMemory memory) {
    if (memories == null || index >= memories.length) {
      memories =
          memories == null
              ? new ArrayMemory[operands.length]
              : Arrays.copyOf(memories, operands.length);
    }
    memories[index] = memory;
  }

  /** The guest's value of an operand. */
  Object raw(int index) {
    return index < raw.length || capturedRaw == null
        ? raw[index]
        : capturedRaw.get(index - raw.length);
  }

  Object[] raw() {
    return raw;
  }

  /** Makes room for a capture and returns its index. */
  int addCapture(Object value) {
    if (size == operands.length) {
      operands = Arrays.copyOf(operands, size + 4);
      types = Arrays.copyOf(types, size + 4);
    }
    if (capturedRaw == null) {
      capturedRaw = new ArrayList<>();
    }
    capturedRaw.add(value);
    return size++;
  }

  /** Trims the operands to their number, as kernels want them. */
  public void seal() {
    if (operands.length != size) {
      operands = Arrays.copyOf(operands, size);
    }
  }

  void startArguments() {
    size = raw.length;
  }

  /** Whether it is as it was before its call but for what {@link #clear} takes away. */
  public boolean isReusable() {
    return !kept && copies == null && capturedRaw == null && widened == null && obstacle == null;
  }

  /** Forgets the guest's values. */
  public void clear() {
    raw = NONE;
    Arrays.fill(operands, null);
    memories = null;
    buffers = 0;
    views = false;
  }

  /** Begins another call, with as many arguments as it was made for. */
  void reuse(Object[] others) {
    raw = others;
  }

  void set(int index, Type type, Object operand) {
    types[index] = type;
    operands[index] = operand;
  }

  void setEmpty(int index) {
    types[index] = EMPTY;
  }

  void refuse(int index, Obstacle reason) {
    if (obstacle == null) {
      obstacle = reason;
      obstacleIndex = index;
    }
  }

  /** Takes back a refusal that a capture met. */
  public void clearObstacle() {
    obstacle = null;
  }

  @Nullable Copy copyOf(Object guestList) {
    return copies == null ? null : copies.get(guestList);
  }

  void addCopy(Object guestList, Copy copy) {
    if (copies == null) {
      copies = new IdentityHashMap<>();
    }
    copies.put(guestList, copy);
  }

  /**
   * Notes a buffer; false when it may overlap another one of the call.
   *
   * @param view whether it may be part of another object's memory
   */
  boolean addBuffer(boolean view) {
    boolean overlap = buffers > 0 && (view || views);
    buffers++;
    views |= view;
    return !overlap;
  }

  boolean mustWiden(Object guestList) {
    return widened != null && widened.containsKey(guestList);
  }

  @Nullable Map<Object, Boolean> widened() {
    return widened;
  }
}
