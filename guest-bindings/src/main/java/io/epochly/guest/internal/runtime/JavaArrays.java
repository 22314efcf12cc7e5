package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Transformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a kernel for the guest's {@code array.array} one for arrays of Java, which stand for these
 * as they are: what may be stored and what is converted stays, only where elements lie changes.
 */
final class JavaArrays extends Transformer {
  private final Map<ArrayRef, ArrayParam> replaced = new HashMap<>();

  private JavaArrays() {}

  /**
   * The same kernel, whose buffers of one dimension are arrays of Java, or memory.
   *
   * @param given how many of its parameters are those of the function
   * @param memory which of these are memory
   */
  static Kernel of(Kernel kernel, int given, Set<Integer> memory) {
    JavaArrays arrays = new JavaArrays();
    List<Param> params = new ArrayList<>();
    for (Param param : kernel.params()) {
      params.add(
          param instanceof ArrayParam array && params.size() < given
              ? arrays.param(array, memory.contains(params.size()))
              : param);
    }
    Kernel retyped = new Kernel(kernel.name(), params, kernel.body(), kernel.functions());
    return arrays.replaced.isEmpty() ? kernel : arrays.kernel(retyped);
  }

  private ArrayParam param(ArrayParam array, boolean memory) {
    ArrayType type = array.type();
    Storage storage = memory ? memory(type.storage()) : array(type.storage());
    if (storage == type.storage() || type.rank() > 1) {
      return array;
    }
    ArrayParam other =
        new ArrayParam(array.index(), array.name(), new ArrayType(storage, 1, type.store()));
    replaced.put(array, other);
    return other;
  }

  private static Storage array(Storage buffer) {
    return switch (buffer) {
      case F64 -> Storage.DOUBLES;
      case F32 -> Storage.FLOATS;
      case I64 -> Storage.LONGS;
      case I32 -> Storage.INTS;
      case I16 -> Storage.SHORTS;
      default -> buffer;
    };
  }

  private static Storage memory(Storage buffer) {
    return switch (buffer) {
      case F64 -> Storage.MEMORY_F64;
      case F32 -> Storage.MEMORY_F32;
      case I64 -> Storage.MEMORY_I64;
      case I32 -> Storage.MEMORY_I32;
      case I16 -> Storage.MEMORY_I16;
      case U8 -> Storage.MEMORY_U8;
      default -> throw new IllegalStateException("no samples of " + buffer);
    };
  }

  private ArrayRef of(ArrayRef array) {
    ArrayParam other = replaced.get(array);
    return other == null ? array : other;
  }

  @Override
  protected Stmt statement(Stmt statement) {
    return switch (super.statement(statement)) {
      case Stmt.Store s ->
          new Stmt.Store(of(s.array()), s.indices(), s.checks(), s.value(), s.position());
      case Stmt.Return(Result.Array(ArrayRef array)) ->
          new Stmt.Return(new Result.Array(of(array)));
      case Stmt s -> s;
    };
  }

  @Override
  protected Expr expression(Expr expression) {
    return switch (super.expression(expression)) {
      case Expr.Load e ->
          new Expr.Load(of(e.array()), e.indices(), e.checks(), e.view(), e.position());
      case Expr.Length e -> new Expr.Length(of(e.array()), e.indices(), e.checks(), e.position());
      case Expr e -> e;
    };
  }
}
