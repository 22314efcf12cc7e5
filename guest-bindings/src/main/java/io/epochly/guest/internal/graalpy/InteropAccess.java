package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.strings.TruffleString;
import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.NestedList;
import io.epochly.kernels.OperandRow;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives kernels copies, made and put back by public interop messages. It cannot hold Python's lock,
 * only its own, so it runs no kernels in guests that may have threads.
 */
public final class InteropAccess implements GuestAccess {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();

  private final GuestTypes guest;
  private final String why;
  private final Object moduleType;
  private final Object complexType;
  private final Types types = new Types();
  private Object arrayType = ABSENT;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param why why this and not direct access
   */
  InteropAccess(GuestTypes guest, String why) {
    this.guest = guest;
    this.why = why;
    this.moduleType = metaObject(guest.builtins());
    this.complexType = attribute(guest.builtins(), Name.of("complex"));
  }

  @Override
  public String description() {
    return "interop: " + why;
  }

  @Override
  public boolean canRunKernels(boolean threads) {
    return !threads;
  }

  @Override
  public void becomeMultiThreaded() {
    // Nothing here depends on it.
  }

  @Override
  public void closeLeftOpen() {
    // The public way leads to none of them once the guest has ended.
  }

  @Override
  public boolean enter(Node location) {
    if (!lock.tryLock()) {
      TruffleSafepoint.setBlockedThreadInterruptible(location, Lock::lockInterruptibly, lock);
    }
    return true;
  }

  @Override
  public void leave(boolean entered) {
    lock.unlock();
  }

  @Override
  public void classify(Object raw, Arguments into, int index) {
    switch (raw) {
      case Double value -> into.set(index, ScalarType.FLOAT, value);
      case Integer value -> into.set(index, ScalarType.INT, Long.valueOf(value));
      case Long value -> into.set(index, ScalarType.INT, value);
      case Boolean value -> into.set(index, ScalarType.BOOL, value);
      case TruffleString text -> into.set(index, CompoundType.TEXT, Texts.operand(text));
      case ArrayLayout layout -> {
        try {
          typed(layout, into, index);
        } catch (InteropException e) {
          into.refuse(index, Obstacle.FOREIGN_MEMORY);
        }
      }
      default -> {
        try {
          object(raw, into, index);
        } catch (InteropException e) {
          into.refuse(index, Obstacle.OTHER_TYPE);
        }
      }
    }
  }

  private void object(Object raw, Arguments into, int index) throws InteropException {
    Object type = metaObject(raw);
    if (same(type, guest.list())) {
      list(raw, into, index);
    } else if (same(type, guest.bytes())) {
      buffer(raw, Storage.U8, true, null, into, index);
    } else if (same(type, guest.bytearray())) {
      buffer(raw, Storage.U8, false, null, into, index);
    } else if (same(type, guest.array())) {
      Storage storage = storageOf(INTEROP.asString(INTEROP.readMember(raw, "typecode")), raw);
      if (storage == null) {
        into.refuse(index, Obstacle.FORMAT);
      } else {
        buffer(raw, storage, false, null, into, index);
      }
    } else if (same(type, guest.memoryview())) {
      view(raw, into, index);
    } else if (same(type, complexType)) {
      into.set(index, CompoundType.COMPLEX, ArrayArg.flat(parts(new Object[] {raw}), 2));
    } else if (same(type, arrayType)
        && INTEROP.readMember(raw, LAYOUT.text()) instanceof ArrayLayout layout) {
      typed(layout, into, index);
    } else {
      into.refuse(index, Obstacle.OTHER_TYPE);
    }
  }

  @Override
  public void setArrayType(Object type) {
    arrayType = type;
  }

  private void typed(ArrayLayout layout, Arguments into, int index) throws InteropException {
    Optional<ArrayType> type = layout.type(types);
    if (type.isEmpty()) {
      into.refuse(index, Obstacle.AXES);
      return;
    }
    Object memory = layout.memory().bytes();
    Arguments.Copy copy = into.copyOf(memory);
    if (copy == null) {
      if (!into.addBuffer(false)) {
        into.refuse(index, Obstacle.OVERLAP);
        return;
      }
      copy = bufferCopy(memory);
      into.addCopy(memory, copy);
    }
    copy.usedBy(index);
    byte[] bytes = (byte[]) copy.array();
    if (layout.liesWithin(bytes.length)) {
      into.set(index, type.get(), layout.over(bytes));
    } else {
      into.refuse(index, Obstacle.FOREIGN_MEMORY);
    }
  }

  private static Arguments.Copy bufferCopy(Object owner) throws InteropException {
    byte[] bytes = new byte[Math.toIntExact(INTEROP.getBufferSize(owner))];
    INTEROP.readBuffer(owner, 0, bytes, 0, bytes.length);
    return new BufferCopy(owner, bytes);
  }

  private Object metaObject(Object value) {
    try {
      return INTEROP.hasMetaObject(value) ? INTEROP.getMetaObject(value) : ABSENT;
    } catch (InteropException e) {
      return ABSENT;
    }
  }

  private boolean isList(Object value) {
    return same(metaObject(value), guest.list());
  }

  private void list(Object list, Arguments into, int index) throws InteropException {
    Object[] elements = elements(list);
    if (elements.length == 0) {
      into.setEmpty(index);
      return;
    }
    if (isComplex(elements[0])) {
      complexList(list, elements, into, index);
      return;
    }
    if (!isList(elements[0])) {
      Storage kind = join(null, elements, into, index);
      if (kind != null && into.obstacle() == null) {
        into.set(
            index,
            types.list(kind, 1),
            ArrayArg.flat(leaf(list, elements, kind, into, index), elements.length));
      }
      return;
    }
    Object[][] rows = new Object[elements.length][];
    int rank = 2;
    for (int i = 0; i < elements.length; i++) {
      if (!isList(elements[i])) {
        into.refuse(index, Obstacle.MIXED_LIST);
        return;
      }
      rows[i] = elements(elements[i]);
      if (rows[i].length > 0 && isList(rows[i][0])) {
        rank = 3;
      }
    }
    if (rank == 2) {
      matrix(elements, rows, into, index);
    } else {
      cube(rows, into, index);
    }
  }

  private boolean isComplex(Object value) {
    return same(metaObject(value), complexType);
  }

  private void complexList(Object list, Object[] elements, Arguments into, int index)
      throws InteropException {
    for (Object element : elements) {
      if (!isComplex(element)) {
        into.refuse(index, Obstacle.MIXED_LIST);
        return;
      }
    }
    Arguments.Copy copy = into.copyOf(list);
    if (copy == null) {
      copy = new ComplexListCopy(list, parts(elements));
      into.addCopy(list, copy);
    }
    copy.usedBy(index);
    into.set(index, CompoundType.COMPLEX_LIST, ArrayArg.flat(copy.array(), 2 * elements.length));
  }

  private static double[] parts(Object[] complexNumbers) throws InteropException {
    double[] parts = new double[2 * complexNumbers.length];
    for (int i = 0; i < complexNumbers.length; i++) {
      parts[2 * i] = INTEROP.asDouble(INTEROP.readMember(complexNumbers[i], "real"));
      parts[2 * i + 1] = INTEROP.asDouble(INTEROP.readMember(complexNumbers[i], "imag"));
    }
    return parts;
  }

  private Object complex(double real, double imag) {
    try {
      return INTEROP.execute(complexType, real, imag);
    } catch (InteropException e) {
      throw new IllegalStateException("the guest's own types cannot be called", e);
    }
  }

  /** The parts of a list of complex numbers; those that a kernel changes become new ones. */
  private final class ComplexListCopy extends Arguments.Copy {
    private final Object list;
    private final double[] before;

    ComplexListCopy(Object list, double[] parts) {
      super(parts);
      this.list = list;
      this.before = parts.clone();
    }

    @Override
    void commit() {
      double[] parts = (double[]) array();
      try {
        for (int i = 0; i < parts.length; i += 2) {
          if (!Arrays.equals(parts, i, i + 2, before, i, i + 2)) {
            INTEROP.writeArrayElement(list, i / 2, complex(parts[i], parts[i + 1]));
          }
        }
      } catch (InteropException e) {
        throw new IllegalStateException("a list changed while a kernel ran on it", e);
      }
    }
  }

  private void matrix(Object[] lists, Object[][] rows, Arguments into, int index) {
    Storage kind = null;
    for (Object[] row : rows) {
      kind = join(kind, row, into, index);
    }
    if (into.obstacle() != null) {
      return;
    }
    if (kind == null) {
      into.refuse(index, Obstacle.EMPTY_LIST);
      return;
    }
    int[] lengths = new int[rows.length];
    Object[] base = rowArray(kind, rows.length);
    for (int i = 0; i < rows.length; i++) {
      lengths[i] = rows[i].length;
      base[i] = leaf(lists[i], rows[i], kind, into, index);
    }
    into.set(index, types.list(kind, 2), ArrayArg.rows(base, lengths));
  }

  private void cube(Object[][] planes, Arguments into, int index) throws InteropException {
    Storage kind = null;
    Object[][][] rows = new Object[planes.length][][];
    for (int i = 0; i < planes.length; i++) {
      rows[i] = new Object[planes[i].length][];
      for (int j = 0; j < rows[i].length; j++) {
        if (!isList(planes[i][j])) {
          into.refuse(index, Obstacle.MIXED_LIST);
          return;
        }
        rows[i][j] = elements(planes[i][j]);
        if (rows[i][j].length > 0 && isList(rows[i][j][0])) {
          into.refuse(index, Obstacle.DEEP_LIST);
          return;
        }
        kind = join(kind, rows[i][j], into, index);
      }
    }
    if (into.obstacle() != null) {
      return;
    }
    if (kind == null) {
      into.refuse(index, Obstacle.EMPTY_LIST);
      return;
    }
    int[][] lengths = new int[planes.length][];
    Object[][] base =
        switch (kind) {
          case DOUBLES -> new double[planes.length][][];
          case LONGS -> new long[planes.length][][];
          default -> new boolean[planes.length][][];
        };
    for (int i = 0; i < planes.length; i++) {
      lengths[i] = new int[planes[i].length];
      base[i] = rowArray(kind, planes[i].length);
      for (int j = 0; j < planes[i].length; j++) {
        lengths[i][j] = rows[i][j].length;
        base[i][j] = leaf(planes[i][j], rows[i][j], kind, into, index);
      }
    }
    into.set(index, types.list(kind, 3), ArrayArg.rows(base, lengths));
  }

  private static Object[] rowArray(Storage kind, int length) {
    return switch (kind) {
      case DOUBLES -> new double[length][];
      case LONGS -> new long[length][];
      default -> new boolean[length][];
    };
  }

  private static Object[] elements(Object list) throws InteropException {
    Object[] elements = new Object[Math.toIntExact(INTEROP.getArraySize(list))];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = INTEROP.readArrayElement(list, i);
    }
    return elements;
  }

  private static @Nullable Storage join(
      @Nullable Storage kind, Object[] elements, Arguments into, int index) {
    Storage joined = kind;
    for (Object element : elements) {
      Storage own =
          switch (element) {
            case Double _ -> Storage.DOUBLES;
            case Integer _ -> Storage.LONGS;
            case Long _ -> Storage.LONGS;
            case Boolean _ -> Storage.BOOLS;
            default -> null;
          };
      if (own == null) {
        into.refuse(
            index,
            INTEROP.fitsInBigInteger(element) && !INTEROP.fitsInLong(element)
                ? Obstacle.BIG_INT
                : Obstacle.MIXED_LIST);
        return joined;
      }
      if (joined != null && joined != own) {
        into.refuse(index, Obstacle.MIXED_LIST);
        return joined;
      }
      joined = own;
    }
    return joined;
  }

  /** One copy per list and call, so that aliases stay aliases. */
  private static Object leaf(
      Object list, Object[] elements, Storage kind, Arguments into, int index) {
    Arguments.Copy copy = into.copyOf(list);
    if (copy == null) {
      copy = new ListCopy(list, unbox(elements, kind));
      into.addCopy(list, copy);
    }
    copy.usedBy(index);
    return copy.array();
  }

  private static Object unbox(Object[] elements, Storage kind) {
    switch (kind) {
      case DOUBLES -> {
        double[] array = new double[elements.length];
        for (int i = 0; i < array.length; i++) {
          array[i] = (Double) elements[i];
        }
        return array;
      }
      case LONGS -> {
        long[] array = new long[elements.length];
        for (int i = 0; i < array.length; i++) {
          array[i] = ((Number) elements[i]).longValue();
        }
        return array;
      }
      default -> {
        boolean[] array = new boolean[elements.length];
        for (int i = 0; i < array.length; i++) {
          array[i] = (Boolean) elements[i];
        }
        return array;
      }
    }
  }

  /** A list's elements. */
  private static final class ListCopy extends Arguments.Copy {
    private final Object list;

    ListCopy(Object list, Object array) {
      super(array);
      this.list = list;
    }

    @Override
    void commit() {
      try {
        switch (array()) {
          case double[] array -> {
            for (int i = 0; i < array.length; i++) {
              INTEROP.writeArrayElement(list, i, array[i]);
            }
          }
          case long[] array -> {
            for (int i = 0; i < array.length; i++) {
              INTEROP.writeArrayElement(list, i, narrow(array[i]));
            }
          }
          case boolean[] array -> {
            for (int i = 0; i < array.length; i++) {
              INTEROP.writeArrayElement(list, i, array[i]);
            }
          }
          default -> throw new AssertionError();
        }
      } catch (InteropException e) {
        throw new IllegalStateException("a list changed while a kernel ran on it", e);
      }
    }
  }

  private static Object narrow(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  private void view(Object view, Arguments into, int index) throws InteropException {
    Storage storage;
    long[] shape;
    boolean readOnly;
    try {
      storage = storageOf(INTEROP.asString(INTEROP.readMember(view, "format")), view);
      Object[] lengths = elements(INTEROP.readMember(view, "shape"));
      shape = new long[lengths.length];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = INTEROP.asLong(lengths[i]);
      }
      readOnly = INTEROP.asBoolean(INTEROP.readMember(view, "readonly"));
      if (!INTEROP.asBoolean(INTEROP.readMember(view, "c_contiguous"))) {
        into.refuse(index, Obstacle.STRIDED);
        return;
      }
    } catch (AbstractTruffleException e) {
      into.refuse(index, Obstacle.RELEASED);
      return;
    }
    if (shape.length == 0) {
      into.refuse(index, Obstacle.VIEW_SHAPE);
    } else if (storage == null) {
      into.refuse(index, Obstacle.FORMAT);
    } else {
      buffer(view, storage, readOnly, shape, into, index);
    }
  }

  /**
   * @param shape the lengths of a view, or null for one dimension
   */
  private void buffer(
      Object owner,
      Storage storage,
      boolean readOnly,
      long @Nullable [] shape,
      Arguments into,
      int index)
      throws InteropException {
    Arguments.Copy copy = into.copyOf(owner);
    if (copy == null) {
      if (!into.addBuffer(shape != null)) {
        into.refuse(index, Obstacle.OVERLAP);
        return;
      }
      copy = bufferCopy(owner);
      into.addCopy(owner, copy);
    }
    copy.usedBy(index);
    byte[] bytes = (byte[]) copy.array();
    long[] lengths = shape != null ? shape : new long[] {bytes.length / storage.bytes()};
    long[] strides = new long[lengths.length];
    long stride = storage.bytes();
    for (int i = lengths.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= lengths[i];
    }
    into.set(
        index,
        types.buffer(storage, lengths.length, readOnly),
        ArrayArg.buffer(bytes, 0, lengths, strides));
  }

  /** The bytes of a buffer. */
  private static final class BufferCopy extends Arguments.Copy {
    private final Object owner;

    BufferCopy(Object owner, byte[] bytes) {
      super(bytes);
      this.owner = owner;
    }

    @Override
    void commit() {
      byte[] bytes = (byte[]) array();
      var words = java.nio.ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      try {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
          INTEROP.writeBufferLong(owner, ByteOrder.LITTLE_ENDIAN, i, words.getLong(i));
        }
        for (; i < bytes.length; i++) {
          INTEROP.writeBufferByte(owner, i, bytes[i]);
        }
      } catch (InteropException e) {
        throw new IllegalStateException("a buffer changed while a kernel ran on it", e);
      }
    }
  }

  private static @Nullable Storage storageOf(String format, Object owner) throws InteropException {
    String code = format.startsWith("@") ? format.substring(1) : format;
    long size = INTEROP.asLong(INTEROP.readMember(owner, "itemsize"));
    Storage storage =
        switch (code) {
          case "b" -> Storage.I8;
          case "B" -> Storage.U8;
          case "h" -> Storage.I16;
          case "H" -> Storage.U16;
          case "i" -> Storage.I32;
          case "I" -> Storage.U32;
          case "l", "n" -> size == 4 ? Storage.I32 : Storage.I64;
          case "L", "N" -> size == 4 ? Storage.U32 : Storage.U64;
          case "q" -> Storage.I64;
          case "Q", "P" -> Storage.U64;
          case "f" -> Storage.F32;
          case "d" -> Storage.F64;
          case "?" -> Storage.BOOL8;
          default -> null;
        };
    return storage != null && storage.bytes() == size ? storage : null;
  }

  @Override
  public void leaves(Object list, Map<Object, Boolean> into) {
    // Copies hold 64-bit ints from the start.
  }

  @Override
  public Object cell(Object cell) {
    try {
      return INTEROP.readMember(cell, "cell_contents");
    } catch (InteropException | AbstractTruffleException e) {
      return ABSENT;
    }
  }

  @Override
  public Object global(Environment environment, Name name) {
    try {
      return INTEROP.isHashEntryReadable(environment.globals(), name.text())
          ? INTEROP.readHashValue(environment.globals(), name.text())
          : ABSENT;
    } catch (InteropException e) {
      return ABSENT;
    }
  }

  @Override
  public Object builtin(Name name) {
    return attribute(guest.builtins(), name);
  }

  /** By interop None has no identity, by which a version could be guarded. */
  @Override
  public boolean isNone(Object value) {
    return false;
  }

  @Override
  public boolean isModule(Object value) {
    return !isPrimitive(value) && same(metaObject(value), moduleType);
  }

  @Override
  public Object attribute(Object module, Name name) {
    try {
      return INTEROP.isMemberReadable(module, name.text())
          ? INTEROP.readMember(module, name.text())
          : ABSENT;
    } catch (InteropException e) {
      return ABSENT;
    }
  }

  private static boolean isPrimitive(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  @Override
  public String typeName(Object value) {
    if (INTEROP.isString(value)) {
      return "str"; // has no meta object outside Python
    }
    try {
      return INTEROP.asString(INTEROP.getMetaSimpleName(INTEROP.getMetaObject(value)));
    } catch (InteropException e) {
      return "unknown";
    }
  }

  @Override
  public boolean same(Object a, Object b) {
    return a == b
        || a != ABSENT
            && b != ABSENT
            && INTEROP.hasIdentity(a)
            && INTEROP.hasIdentity(b)
            && INTEROP.isIdentical(a, b, INTEROP);
  }

  /** Without direct access nobody can be sure of what a guest changes. */
  @Override
  public Optional<Callee.Wrapper> wrapper(Object function) {
    return Optional.empty();
  }

  @Override
  public Object codeOf(Object function) {
    return ABSENT;
  }

  /** How a function is defined cannot be asked for by interop. */
  @Override
  public Optional<Callee> callee(Object value) {
    return Optional.empty();
  }

  @Override
  public Object result(@Nullable Object value, Arguments arguments) {
    return result(value, arguments, new IdentityHashMap<>());
  }

  @Override
  public Object[] results(Object[] values, Arguments arguments) {
    Map<Object, Object> made = new IdentityHashMap<>();
    return Arrays.stream(values).map(value -> result(value, arguments, made)).toArray();
  }

  // Objects of the guest's classes are no operands here: reading an attribute may run guest code.

  @Override
  public Object instanceAttribute(Object instance, Name name) {
    return ABSENT;
  }

  @Override
  public Object ownAttribute(Object instance, Name name) {
    return ABSENT;
  }

  @Override
  public Object storesPlainly(Object instance, Name name) {
    return false;
  }

  @Override
  public void store(Object instance, Name name, Object value) {
    throw new UnsupportedOperationException("attributes are not stored by interop");
  }

  /**
   * @param made the guest's lists for what stands in several places of the result
   */
  private Object result(@Nullable Object value, Arguments arguments, Map<Object, Object> made) {
    return switch (value) {
      case null -> guest.none();
      case Long number -> narrow(number);
      case CompoundValue parts ->
          switch (parts.type()) {
            case COMPLEX -> complex(parts.real(), parts.imaginary());
            case TEXT -> Texts.guest(parts.codePoints());
            case COMPLEX_LIST -> {
              if (!made.containsKey(parts)) {
                Object[] items = new Object[parts.parts().length / 2];
                for (int i = 0; i < items.length; i++) {
                  items[i] = complex(parts.parts()[2 * i], parts.parts()[2 * i + 1]);
                }
                made.put(parts, call(guest.list(), GuestArray.of(items)));
              }
              yield made.get(parts);
            }
          };
      case Object[] items -> {
        Object[] results = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
          results[i] = result(items[i], arguments, made);
        }
        yield call(attribute(guest.builtins(), Name.of("tuple")), GuestArray.of(results));
      }
      case ArrayArg array -> {
        Object argument = arguments.origin(array);
        if (argument != null) {
          yield argument;
        }
        if (!made.containsKey(array)) {
          Object[] items = new Object[array.length];
          for (int i = 0; i < items.length; i++) {
            items[i] = result(Array.get(array.base, i), arguments, made);
          }
          made.put(array, call(guest.list(), GuestArray.of(items)));
        }
        yield made.get(array);
      }
      case NestedList list -> {
        if (!made.containsKey(list)) {
          Object[] rows = list.rows().stream().map(r -> result(r, arguments, made)).toArray();
          made.put(list, call(guest.list(), GuestArray.of(rows)));
        }
        yield made.get(list);
      }
      case OperandRow row -> {
        try {
          Object list = arguments.origin(row.operand());
          for (int index : row.path()) {
            list = INTEROP.readArrayElement(list, index);
          }
          yield list;
        } catch (InteropException e) {
          throw new IllegalStateException("a list lost a row while the guest was locked", e);
        }
      }
      default -> value;
    };
  }

  private static Object call(Object type, Object argument) {
    try {
      return INTEROP.execute(type, argument);
    } catch (InteropException e) {
      throw new IllegalStateException("the guest's own types cannot be called", e);
    }
  }
}
