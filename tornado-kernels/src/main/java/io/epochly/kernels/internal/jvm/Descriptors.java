package io.epochly.kernels.internal.jvm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.BailOut;
import io.epochly.kernels.CompoundValue;
import io.epochly.kernels.Cores;
import io.epochly.kernels.Poll;
import io.epochly.kernels.RequestedPoll;
import io.epochly.kernels.internal.ir.Bounds;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Callee;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Storage;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The classes and methods that generated code refers to, and how the JVM keeps what kernels have.
 */
final class Descriptors {
  static final ClassDesc ARRAY_ARG = desc(ArrayArg.class);
  static final ClassDesc RUNTIME_EXCEPTION = desc(RuntimeException.class);
  static final ClassDesc POLL = desc(Poll.class);
  static final ClassDesc REQUESTED_POLL = desc(RequestedPoll.class);
  static final ClassDesc CORES = desc(Cores.class);
  static final ClassDesc ARITHMETIC_EXCEPTION = desc(ArithmeticException.class);
  static final ClassDesc BAIL_OUT = desc(BailOut.class);
  static final ClassDesc KERNEL_CODE = desc(KernelCode.class);
  static final ClassDesc BOUNDS = desc(Bounds.class);
  static final ClassDesc INTS = desc(Ints.class);
  static final ClassDesc FLOATS = desc(Floats.class);
  static final ClassDesc INT_FUNCTIONS = desc(IntFunctions.class);
  static final ClassDesc BUFFERS = desc(Buffers.class);
  static final ClassDesc MEMORY = desc(Memory.class);
  static final ClassDesc SEGMENT = desc(MemorySegment.class);
  static final ClassDesc LISTS = desc(Lists.class);
  static final ClassDesc ACTIVATION = desc(Activation.class);
  static final ClassDesc COMPOUND = desc(CompoundValue.class);
  static final ClassDesc COMPLEX = desc(Complex.class);
  static final ClassDesc ROWS = desc(Lists.Rows.class);
  static final ClassDesc ROW_SETS = desc(RowSets.class);
  static final ClassDesc STRIPS = desc(Strips.class);
  static final ClassDesc STRIP_FUNCTIONS = desc(StripFunctions.class);
  static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();
  static final ClassDesc MATH = desc(Math.class);
  static final ClassDesc LONG = desc(Long.class);
  static final ClassDesc DOUBLE = desc(Double.class);
  static final ClassDesc BOOLEAN = desc(Boolean.class);
  static final DynamicConstantDesc<BailOut[]> SITES =
      DynamicConstantDesc.ofNamed(
          ConstantDescs.BSM_CLASS_DATA, ConstantDescs.DEFAULT_NAME, BAIL_OUT.arrayType());
  static final MethodTypeDesc DD_D = MethodTypeDesc.of(CD_double, CD_double, CD_double);
  static final MethodTypeDesc D_D = MethodTypeDesc.of(CD_double, CD_double);
  static final MethodTypeDesc JJ_J = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  static final MethodTypeDesc J_J = MethodTypeDesc.of(CD_long, CD_long);

  private Descriptors() {}

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  static TypeKind kind(ScalarType type) {
    return switch (type) {
      case BOOL -> TypeKind.INT;
      case INT -> TypeKind.LONG;
      case FLOAT -> TypeKind.DOUBLE;
    };
  }

  static ClassDesc primitive(ScalarType type) {
    return switch (type) {
      case BOOL -> CD_boolean;
      case INT -> CD_long;
      case FLOAT -> CD_double;
    };
  }

  /** The type of the method that a function becomes. */
  static MethodTypeDesc type(Function function) {
    List<ClassDesc> parameters = new ArrayList<>();
    function.scalars().forEach(var -> parameters.add(primitive(var.type())));
    function.lists().forEach(var -> parameters.add(list(var.type())));
    parameters.add(ACTIVATION);
    return MethodTypeDesc.of(resultType(function), parameters);
  }

  private static ClassDesc resultType(Function function) {
    return switch (function.scalarResults().size() + function.listResults().size()) {
      case 0 -> CD_void;
      case 1 ->
          function.listResults().isEmpty()
              ? primitive(function.scalarResults().getFirst())
              : list(function.listResults().getFirst());
      default -> CD_Object.arrayType();
    };
  }

  /** The name of the method that a function becomes. */
  static String methodName(Kernel kernel, Callee callee) {
    for (int i = 0; i < kernel.functions().size(); i++) {
      if (kernel.functions().get(i).callee() == callee) {
        return "function" + i;
      }
    }
    throw new IllegalStateException("no function " + callee);
  }

  /** The type of the method that a loop over lanes becomes. */
  static MethodTypeDesc type(LaneLoop lanes) {
    List<ClassDesc> parameters = new ArrayList<>();
    lanes.variables().forEach(var -> parameters.add(primitive(var.type())));
    lanes.arrays().forEach(array -> parameters.add(list(array)));
    lanes.views().forEach(view -> parameters.add(list(view.array())));
    lanes.strips().forEach(_ -> parameters.add(BYTES));
    parameters.add(CD_int);
    return MethodTypeDesc.of(CD_void, parameters);
  }

  static ClassDesc list(ArrayRef array) {
    return array instanceof ArrayVar ? list(array.type()) : leafArray(array.type().storage());
  }

  static ClassDesc list(ArrayType type) {
    if (type.rank() > 1) {
      return ROWS;
    }
    Storage storage = type.storage();
    return desc(
        switch (storage) {
          case DOUBLES -> Lists.Doubles.class;
          case LONGS -> Lists.Longs.class;
          case INTS -> Lists.Ints.class;
          case BOOLS -> Lists.Bools.class;
          case FLOATS -> Lists.Floats.class;
          case SHORTS -> Lists.Shorts.class;
          case CHARS -> Lists.Chars.class;
          case BYTES -> Lists.Bytes.class;
          default -> throw new IllegalStateException("no list of " + storage);
        });
  }

  static ClassDesc leafArray(Storage storage) {
    return (switch (storage) {
          case DOUBLES -> CD_double;
          case LONGS -> CD_long;
          case INTS -> CD_int;
          case BOOLS -> CD_boolean;
          case FLOATS -> CD_float;
          case SHORTS -> CD_short;
          case CHARS -> CD_char;
          default -> ConstantDescs.CD_byte;
        })
        .arrayType();
  }

  static ClassDesc nested(ClassDesc element, int dimensions) {
    return dimensions == 0 ? element : element.arrayType(dimensions);
  }

  static MethodTypeDesc type(Intrinsic f) {
    return MethodTypeDesc.of(
        primitive(f.result()), f.parameters().stream().map(Descriptors::primitive).toList());
  }

  /** POW_MOD is {@code powMod}. */
  static String routine(Intrinsic f) {
    StringBuilder name = new StringBuilder();
    for (String part : f.name().toLowerCase(Locale.ROOT).split("_")) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  /** MEMORY_F64 is {@code F64}. */
  static String element(Storage memory) {
    return memory.name().substring("MEMORY_".length());
  }

  /** What the JVM keeps an element of memory as. */
  static ClassDesc elementType(Storage memory) {
    return switch (memory) {
      case MEMORY_F64 -> CD_double;
      case MEMORY_F32 -> CD_float;
      case MEMORY_I64 -> CD_long;
      case MEMORY_I32, MEMORY_I16, MEMORY_U16, MEMORY_I8, MEMORY_U8 -> CD_int;
      default -> throw new IllegalStateException("no memory: " + memory);
    };
  }

  static String camel(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  static boolean isJava(ArrayRef array) {
    return array.type().store() == ArrayType.StoreRule.LOW_BITS;
  }

  static int parameterOf(ArrayRef array) {
    return array instanceof ArrayParam param ? param.index() : -1;
  }
}
