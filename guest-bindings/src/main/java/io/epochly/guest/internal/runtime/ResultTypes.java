package io.epochly.guest.internal.runtime;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells what a kernel may return, as signatures spell types. */
final class ResultTypes {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<ArrayRef> arrays = new HashSet<>();
  private final boolean stores;

  private ResultTypes(boolean stores) {
    this.stores = stores;
  }

  /**
   * @param stores whether what the kernel returns is its function's result and attributes behind it
   */
  static Set<String> of(Kernel kernel, boolean stores) {
    ResultTypes types = new ResultTypes(stores);
    types.statements(kernel.body());
    return Collections.unmodifiableSet(types.names);
  }

  /** The lists that a kernel gives. */
  static Set<ArrayRef> arrays(Kernel kernel) {
    ResultTypes types = new ResultTypes(false);
    types.statements(kernel.body());
    return types.arrays;
  }

  private void statements(List<Stmt> statements) {
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.Return(Result.Tuple(List<Result> all)) when stores ->
            names.add(name(all.getFirst()));
        case Stmt.Return s -> {
          names.add(name(s.result()));
          arrays.addAll(s.result().arrays());
        }
        case Stmt.If s -> {
          statements(s.then());
          statements(s.otherwise());
        }
        case Stmt.CountedLoop s -> statements(s.body());
        case Stmt.While s -> statements(s.body());
        case Stmt.Block s -> statements(s.body());
        default -> {}
      }
    }
  }

  private static String name(Result result) {
    return switch (result) {
      case Result.None _ -> "None";
      case Result.Scalar s -> name(s.value().type());
      case Result.Array a -> name(a.array().type());
      case Result.Compound c ->
          switch (c.type()) {
            case COMPLEX -> "complex128";
            case TEXT -> "str";
            case COMPLEX_LIST -> "complex128[:]";
          };
      case Result.Tuple t ->
          t.items().stream().map(ResultTypes::name).collect(Collectors.joining(", ", "(", ")"));
    };
  }

  private static String name(ScalarType type) {
    return switch (type) {
      case FLOAT -> "float64";
      case INT -> "int64";
      case BOOL -> "bool";
    };
  }

  private static String name(ArrayType type) {
    boolean complex = type.store() == ArrayType.StoreRule.CONVERT_PARTS;
    return (complex ? "complex128" : name(type.element()))
        + "["
        + String.join(", ", Collections.nCopies(type.rank(), ":"))
        + "]";
  }
}
