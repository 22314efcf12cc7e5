package io.epochly.kernels.internal.jvm;

import static io.epochly.kernels.internal.jvm.Descriptors.ACTIVATION;
import static io.epochly.kernels.internal.jvm.Descriptors.ARRAY_ARG;
import static io.epochly.kernels.internal.jvm.Descriptors.BAIL_OUT;
import static io.epochly.kernels.internal.jvm.Descriptors.BOOLEAN;
import static io.epochly.kernels.internal.jvm.Descriptors.BYTES;
import static io.epochly.kernels.internal.jvm.Descriptors.DOUBLE;
import static io.epochly.kernels.internal.jvm.Descriptors.KERNEL_CODE;
import static io.epochly.kernels.internal.jvm.Descriptors.LISTS;
import static io.epochly.kernels.internal.jvm.Descriptors.LONG;
import static io.epochly.kernels.internal.jvm.Descriptors.POLL;
import static io.epochly.kernels.internal.jvm.Descriptors.REQUESTED_POLL;
import static io.epochly.kernels.internal.jvm.Descriptors.ROW_SETS;
import static io.epochly.kernels.internal.jvm.Descriptors.RUNTIME_EXCEPTION;
import static io.epochly.kernels.internal.jvm.Descriptors.SEGMENT;
import static io.epochly.kernels.internal.jvm.Descriptors.SITES;
import static io.epochly.kernels.internal.jvm.Descriptors.STRIPS;
import static io.epochly.kernels.internal.jvm.Descriptors.isJava;
import static io.epochly.kernels.internal.jvm.Descriptors.kind;
import static io.epochly.kernels.internal.jvm.Descriptors.leafArray;
import static io.epochly.kernels.internal.jvm.Descriptors.list;
import static io.epochly.kernels.internal.jvm.Descriptors.nested;
import static io.epochly.kernels.internal.jvm.Descriptors.type;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Uses;
import io.epochly.kernels.internal.ir.Variables;
import io.epochly.kernels.internal.ir.Views;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a method that is written has: the slots of its variables and of the parts of its operands,
 * and the stubs of its bail-outs.
 *
 * <p>A check that fails branches to a stub of its own behind the code, where the operand stack is
 * whatever it was at the check: the stub only throws.
 */
final class MethodFrame {
  private final Kernel kernel;
  private final boolean close;
  private final CodeBuilder code;
  private final List<BailOut> sites;
  private final List<Runnable> stubs = new ArrayList<>();
  private final Map<Var, Integer> slots = new HashMap<>();
  private final Map<ArrayParam, ArraySlots> arrays = new HashMap<>();
  private final Map<ArrayVar, Integer> arrayVars = new HashMap<>();

  /** The slots of an array's views, and how many it needs. */
  private final Map<ArrayRef, List<Integer>> views = new HashMap<>();

  private Map<ArrayRef, Integer> viewed = Map.of();

  /** The arrays of which the body loads or stores elements. */
  private Set<ArrayRef> elementsUsed = Set.of();

  /** How often the body reads each variable. */
  private Map<Var, Integer> reads = Map.of();

  private final Map<Strip, Integer> strips = new HashMap<>();

  /** Counters that live in an int slot while their loop is written. */
  private final Map<Var, Integer> narrow = new HashMap<>();

  /** What lives in 32 bits, of the body that is written. */
  private SmallValues small = new SmallValues(List.of(), Set.of());

  private int fuel;
  private boolean burns;
  private boolean polls;
  private int poll = 1;
  private int operands = 2;
  private int activation = -1;

  /** Where the parts of an array argument are kept; which of them depends on the storage. */
  record ArraySlots(int base, int length, int lengths, int offset, int[] shape, int[] strides) {}

  /**
   * @param sites gets the bail-out of each site, in the order of the indices in the code
   * @param close whether elements of buffers are next to each other
   */
  MethodFrame(Kernel kernel, CodeBuilder code, List<BailOut> sites, boolean close) {
    this.kernel = kernel;
    this.close = close;
    this.code = code;
    this.sites = sites;
  }

  CodeBuilder code() {
    return code;
  }

  /** Whether elements of buffers are next to each other along the last axis. */
  boolean isClose() {
    return close;
  }

  /** Begins the kernel's own method. */
  void enterKernel() {
    code.aload(poll)
        .invokestatic(REQUESTED_POLL, "of", MethodTypeDesc.of(REQUESTED_POLL, POLL))
        .astore(poll);
    begin(kernel.body());
    for (int i = 0; i < kernel.params().size(); i++) {
      parameter(i);
    }
    if (!kernel.functions().isEmpty()) {
      activation = code.allocateLocal(TypeKind.REFERENCE);
      code.new_(ACTIVATION)
          .dup()
          .aload(poll)
          .aload(operands)
          .invokespecial(
              ACTIVATION,
              "<init>",
              MethodTypeDesc.of(CD_void, REQUESTED_POLL, CD_Object.arrayType()))
          .astore(activation);
    }
    smallOf(kernel.body());
    declareAll(kernel.body());
  }

  /** Begins the method of a function. */
  void enterFunction(Function written) {
    int slot = 0;
    for (Var var : written.scalars()) {
      slots.put(var, code.parameterSlot(slot++));
    }
    for (ArrayVar var : written.lists()) {
      arrayVars.put(var, code.parameterSlot(slot++));
    }
    activation = code.parameterSlot(slot);
    code.aload(activation).invokevirtual(ACTIVATION, "call", MethodTypeDesc.of(CD_void));
    poll = code.allocateLocal(TypeKind.REFERENCE);
    operands = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(activation).getfield(ACTIVATION, "poll", REQUESTED_POLL).astore(poll);
    code.aload(activation).getfield(ACTIVATION, "operands", CD_Object.arrayType()).astore(operands);
    begin(written.body());
    Set<Param> used = Uses.of(kernel, written.body());
    for (int i = 0; i < kernel.params().size(); i++) {
      if (used.contains(kernel.params().get(i))) {
        parameter(i);
      }
    }
    smallOf(written.body());
    declareAll(written.body());
  }

  /** Begins the method of a loop over lanes; gives the slot of the number of lanes. */
  int enterLanes(LaneLoop lanes) {
    int slot = 0;
    for (Var var : lanes.variables()) {
      slots.put(var, code.parameterSlot(slot++));
    }
    for (ArrayRef array : lanes.arrays()) {
      int base = code.parameterSlot(slot++);
      switch (array) {
        case ArrayVar var -> arrayVars.put(var, base);
        case ArrayParam param ->
            arrays.put(param, new ArraySlots(base, -1, -1, -1, new int[0], new int[0]));
      }
    }
    for (LaneLoop.View view : lanes.views()) {
      List<Integer> known = views.computeIfAbsent(view.array(), _ -> new ArrayList<>());
      while (known.size() < view.number()) {
        known.add(-1);
      }
      known.set(view.number() - 1, code.parameterSlot(slot++));
    }
    for (Strip strip : lanes.strips()) {
      strips.put(strip, code.parameterSlot(slot++));
    }
    smallOf(List.of(lanes.loop()));
    declareAll(lanes.loop().body());
    return code.parameterSlot(slot);
  }

  /** Ends the method with what its checks branch to. */
  void end() {
    stubs.forEach(Runnable::run);
  }

  private void begin(List<Stmt> body) {
    fuel();
    viewed = Views.of(body);
    elementsUsed = Uses.elements(body);
    reads = Variables.reads(body);
  }

  /** The slot of a variable. */
  int slot(Var var) {
    return slots.get(var);
  }

  ArraySlots parts(ArrayParam array) {
    return arrays.get(array);
  }

  /** The slot of a view, by its number from one. */
  int view(ArrayRef array, int number) {
    return views.get(array).get(number - 1);
  }

  int strip(Strip strip) {
    return strips.get(strip);
  }

  Map<Var, Integer> reads() {
    return reads;
  }

  /** What lives in 32 bits. */
  SmallValues small() {
    return small;
  }

  boolean isNarrow(Var counter) {
    return narrow.containsKey(counter);
  }

  /** The int slot that a counter lives in. */
  int narrow(Var counter) {
    return narrow.get(counter);
  }

  /** Lets a counter live in an int slot, until {@link #widen}. */
  void narrow(Var counter, int slot) {
    narrow.put(counter, slot);
  }

  void widen(Var counter) {
    narrow.remove(counter);
  }

  /** Pushes the activation. */
  CodeBuilder activation() {
    return code.aload(activation);
  }

  /** Pushes the poll and the operands. */
  void pollAndOperands() {
    polls = true;
    code.aload(poll).aload(operands);
  }

  /** Lets something be written behind the code, among the stubs. */
  void stub(Runnable writer) {
    stubs.add(writer);
  }

  private void fuel() {
    fuel = code.allocateLocal(TypeKind.INT);
    code.loadConstant(KernelCode.CHUNK).istore(fuel);
  }

  private void parameter(int i) {
    switch (kernel.params().get(i)) {
      case Param.Scalar scalar -> {
        code.aload(operands).loadConstant(i).aaload();
        unbox(scalar.type());
        code.storeLocal(Descriptors.kind(scalar.type()), declare(scalar.var()));
      }
      case ArrayParam array -> unpack(array, i);
      case Param.Opaque _ -> {}
    }
  }

  void unbox(ScalarType type) {
    switch (type) {
      case BOOL ->
          code.checkcast(BOOLEAN)
              .invokevirtual(BOOLEAN, "booleanValue", MethodTypeDesc.of(CD_boolean));
      case INT -> code.checkcast(LONG).invokevirtual(LONG, "longValue", MethodTypeDesc.of(CD_long));
      case FLOAT ->
          code.checkcast(DOUBLE).invokevirtual(DOUBLE, "doubleValue", MethodTypeDesc.of(CD_double));
    }
  }

  void box(ScalarType type) {
    switch (type) {
      case BOOL -> code.invokestatic(BOOLEAN, "valueOf", MethodTypeDesc.of(BOOLEAN, CD_boolean));
      case INT -> code.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
      case FLOAT -> code.invokestatic(DOUBLE, "valueOf", MethodTypeDesc.of(DOUBLE, CD_double));
    }
  }

  private int declare(Var var) {
    return slots.computeIfAbsent(var, v -> code.allocateLocal(kind(v)));
  }

  /** Finds out what lives in 32 bits; what has a slot already does not. */
  private void smallOf(List<Stmt> body) {
    small = new SmallValues(body, Set.copyOf(slots.keySet()));
  }

  TypeKind kind(Var var) {
    if (!small.isSmall(var)) {
      return Descriptors.kind(var.type());
    }
    return var.type() == ScalarType.INT ? TypeKind.INT : TypeKind.FLOAT;
  }

  /** Every variable gets its slot and a value at entry, so that any join of paths verifies. */
  private void declareAll(List<Stmt> body) {
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        switch (statement) {
          case Stmt.AssignArray s -> declareArray(s.var());
          case Stmt.NewArray s -> declareArray(s.var());
          case Stmt.NewRows s -> declareArray(s.var());
          case Stmt.NewStrips s -> s.strips().forEach(MethodFrame.this::declareStrip);
          case Stmt.Invoke s -> s.listResults().forEach(MethodFrame.this::declareArray);
          case Stmt.Split s -> s.sums().forEach(MethodFrame.this::declareArray);
          default -> {}
        }
      }
    }.walk(body);
    for (Var var : Variables.assigned(body)) {
      if (!slots.containsKey(var)) {
        int slot = declare(var);
        switch (kind(var)) {
          case LONG -> code.lconst_0().lstore(slot);
          case DOUBLE -> code.dconst_0().dstore(slot);
          case FLOAT -> code.fconst_0().fstore(slot);
          default -> code.iconst_0().istore(slot);
        }
      }
    }
  }

  private void declareArray(ArrayVar var) {
    if (!arrayVars.containsKey(var)) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      arrayVars.put(var, slot);
      code.aconst_null().checkcast(list(var.type())).astore(slot);
    }
  }

  private void declareStrip(Strip strip) {
    if (!strips.containsKey(strip)) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      strips.put(strip, slot);
      code.aconst_null().checkcast(BYTES).astore(slot);
    }
  }

  private void unpack(ArrayParam array, int operand) {
    ArrayType type = array.type();
    int arg = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(operands).loadConstant(operand).aaload().checkcast(ARRAY_ARG).astore(arg);
    int base = code.allocateLocal(TypeKind.REFERENCE);
    boolean buffer = type.storage().isBuffer();
    boolean memory = type.storage().isMemory();
    ClassDesc baseType =
        memory ? SEGMENT : nested(leafArray(type.storage()), buffer ? 0 : type.rank() - 1);
    code.aload(arg).getfield(ARRAY_ARG, "base", CD_Object).checkcast(baseType).astore(base);
    if (buffer) {
      int offset = code.allocateLocal(TypeKind.INT);
      code.aload(arg).getfield(ARRAY_ARG, "offset", CD_long).l2i().istore(offset);
      int[] shape = axes(arg, "shape", type.rank(), TypeKind.LONG);
      int[] strides = axes(arg, "strides", type.rank(), TypeKind.INT);
      arrays.put(array, new ArraySlots(base, -1, -1, offset, shape, strides));
      return;
    }
    for (int view = 1; view <= viewed.getOrDefault(array, 0); view++) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(base)
          .invokestatic(STRIPS, "view", MethodTypeDesc.of(CD_Object, CD_Object))
          .checkcast(baseType)
          .astore(slot);
      views.computeIfAbsent(array, _ -> new ArrayList<>()).add(slot);
    }
    int length = code.allocateLocal(TypeKind.INT);
    if (isJava(array) && !memory && elementsUsed.contains(array)) {
      // So that HotSpot sees of what it is the length. Where no elements are used, an array that
      // lies on a device may be meant.
      code.aload(base).arraylength().istore(length);
    } else {
      code.aload(arg).getfield(ARRAY_ARG, "length", CD_int).istore(length);
    }
    int lengths = -1;
    if (type.rank() > 1 && !isJava(array)) {
      lengths = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(arg)
          .getfield(ARRAY_ARG, "lengths", CD_Object)
          .checkcast(nested(CD_int, type.rank() - 1))
          .astore(lengths);
    }
    arrays.put(array, new ArraySlots(base, length, lengths, -1, new int[0], new int[0]));
  }

  /** Keeps what a field has for each axis in variables of this kind. */
  private int[] axes(int arg, String field, int rank, TypeKind kind) {
    int[] result = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      result[axis] = code.allocateLocal(kind);
      code.aload(arg)
          .getfield(ARRAY_ARG, field, CD_long.arrayType())
          .loadConstant(axis)
          .laload()
          .conversion(TypeKind.LONG, kind)
          .storeLocal(kind, result[axis]);
    }
    return result;
  }

  int site(BailReason reason, Position position, int parameter) {
    sites.add(new BailOut(reason, position, parameter));
    return sites.size() - 1;
  }

  /** A stub that throws; branch to it from one place only, or with the same operand stack. */
  java.lang.classfile.Label bail(BailReason reason, Position position, int parameter) {
    int site = site(reason, position, parameter);
    java.lang.classfile.Label stub = code.newLabel();
    stubs.add(() -> code.labelBinding(stub).ldc(SITES).loadConstant(site).aaload().athrow());
    return stub;
  }

  /** Emits a call whose exceptions become the bail-out of this place. */
  void checkedCall(
      ClassDesc owner, String name, MethodTypeDesc type, BailReason reason, Position position) {
    checkedCall(owner, name, type, reason, position, -1);
  }

  void checkedCall(
      ClassDesc owner,
      String name,
      MethodTypeDesc type,
      BailReason reason,
      Position position,
      int parameter) {
    int site = site(reason, position, parameter);
    java.lang.classfile.Label start = code.newBoundLabel();
    code.invokestatic(owner, name, type);
    java.lang.classfile.Label end = code.newBoundLabel();
    java.lang.classfile.Label handler = code.newLabel();
    code.exceptionCatch(start, end, handler, RUNTIME_EXCEPTION);
    stubs.add(
        () ->
            code.labelBinding(handler)
                .ldc(SITES)
                .loadConstant(site)
                .invokestatic(
                    KERNEL_CODE,
                    "bail",
                    MethodTypeDesc.of(BAIL_OUT, RUNTIME_EXCEPTION, BAIL_OUT.arrayType(), CD_int))
                .athrow());
  }

  void operand(ArrayParam param) {
    code.aload(operands).loadConstant(param.index()).aaload().checkcast(ARRAY_ARG);
  }

  int slot(ArrayVar var) {
    return arrayVars.get(var);
  }

  /**
   * Counts steps, and polls where there were too many since the last time, if a poll is wanted. The
   * count comes first: C2 knows nothing any more of what it has loaded before it looks for that.
   *
   * @param amount pushes how many, an int that is not negative
   */
  void burnFuel(Runnable amount) {
    burns = true;
    polls = true;
    java.lang.classfile.Label enough = code.newLabel();
    code.iload(fuel);
    amount.run();
    code.isub().dup().istore(fuel).ifge(enough);
    code.loadConstant(KernelCode.CHUNK).istore(fuel);
    code.aload(poll).invokevirtual(REQUESTED_POLL, "isWanted", MethodTypeDesc.of(CD_boolean));
    code.ifeq(enough);
    code.aload(poll).invokedynamic(SeldomCalled.poll());
    code.labelBinding(enough);
  }

  /** Counts the rows of what is on top of the stack, which stays there. */
  void burnRows(int axes) {
    if (axes == 0) {
      return;
    }
    code.dup().loadConstant(axes);
    code.invokestatic(ROW_SETS, "rows", MethodTypeDesc.of(CD_int, CD_Object, CD_int));
    int rows = code.allocateLocal(TypeKind.INT);
    code.istore(rows);
    burnFuel(() -> code.iload(rows));
  }

  /** Counts the rows that have to be gone through to compare two parameters' rows. */
  void burnRows(ArrayParam one, ArrayParam other) {
    operand(one);
    operand(other);
    code.invokevirtual(ARRAY_ARG, "rowsToCompare", MethodTypeDesc.of(CD_int, ARRAY_ARG));
    int rows = code.allocateLocal(TypeKind.INT);
    code.istore(rows);
    burnFuel(() -> code.iload(rows));
  }

  /** Hands on, at the end of a function, what it has done since it polled last. */
  void settleFuel() {
    if (burns) {
      code.aload(activation).loadConstant(KernelCode.CHUNK).iload(fuel).isub();
      code.invokevirtual(ACTIVATION, "burn", MethodTypeDesc.of(CD_void, CD_int));
    }
  }

  /** Whether what was written polls. */
  boolean polls() {
    return polls;
  }

  /** Pushes the poll. */
  CodeBuilder poll() {
    polls = true;
    return code.aload(poll);
  }

  void size(int list) {
    code.aload(list).getfield(LISTS, "size", CD_int);
  }
}
