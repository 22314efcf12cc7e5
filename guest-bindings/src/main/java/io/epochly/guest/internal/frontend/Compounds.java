package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayType.StoreRule;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Storage;
import java.util.List;

/** Makes parameters of a kernel for values that consist of several scalars. */
final class Compounds {
  private Compounds() {}

  /** The array in which the parts of such a value arrive. */
  static ArrayParam parameter(int index, String name, CompoundType type) {
    return new ArrayParam(
        index,
        name,
        switch (type) {
          case COMPLEX -> new ArrayType(Storage.DOUBLES, 1, StoreRule.READ_ONLY);
          case COMPLEX_LIST -> new ArrayType(Storage.DOUBLES, 1, StoreRule.CONVERT_PARTS);
          case TEXT -> new ArrayType(Storage.INTS, 1, StoreRule.READ_ONLY);
        });
  }

  /** The value whose parts lie in the parameter. */
  static Value value(ArrayParam param, CompoundType type) {
    return switch (type) {
      case COMPLEX -> new Value.Complex(part(param, 0), part(param, 1));
      case COMPLEX_LIST -> new Value.ComplexList(param);
      case TEXT -> new Value.TextOperand(param, LetterCase.AS_WRITTEN);
    };
  }

  private static Expr part(ArrayParam param, int index) {
    return new Expr.Load(
        param, List.of(new Expr.IntConst(index)), List.of(IndexCheck.NONE), Position.NONE);
  }
}
