package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.UnaryOp;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Methods of the JDK that compute numbers of numbers. */
final class Functions {
  private static final Set<String> OWNERS =
      Set.of(
          "java.lang.Math",
          "java.lang.StrictMath",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Short",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Boolean");

  /** Those that do not give the same for the same arguments, or tell one NaN from another. */
  private static final Set<String> NO_FUNCTIONS = Set.of("random", "floatToRawIntBits");

  private Functions() {}

  /** What a call computes, where it is of such a method. */
  static Optional<Expr> call(
      ClassDesc owner, String name, MethodTypeDesc type, List<Expr> arguments, Position at) {
    String full = owner.packageName() + "." + owner.displayName();
    boolean numbers =
        type.returnType().isPrimitive()
            && !type.returnType().descriptorString().equals("V")
            && type.parameterList().stream().allMatch(ClassDesc::isPrimitive);
    if (!OWNERS.contains(full) || !numbers || NO_FUNCTIONS.contains(name)) {
      return Optional.empty();
    }
    boolean math = full.endsWith("Math");
    if (math) {
      Optional<Expr> known = known(name + type.descriptorString(), arguments, at);
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.of(
        new Expr.Call(new JavaFunction(owner, name, type, !mayThrow(name)), arguments, at));
  }

  private static boolean mayThrow(String name) {
    return name.endsWith("Exact")
        || name.startsWith("floorDiv")
        || name.startsWith("floorMod")
        || name.startsWith("ceilDiv")
        || name.startsWith("ceilMod")
        || name.startsWith("divideUnsigned")
        || name.startsWith("remainderUnsigned")
        || name.equals("clamp")
        || name.equals("compress")
        || name.equals("highSurrogate");
  }

  /** What the analyses know, and the JVM has instructions for. */
  private static Optional<Expr> known(String method, List<Expr> arguments, Position at) {
    Expr x = arguments.getFirst();
    return switch (method) {
      case "sqrt(D)D" -> Optional.of(new Expr.Call(Intrinsic.ROOT, arguments, at));
      case "abs(D)D", "abs(F)F" -> Optional.of(new Expr.Unary(UnaryOp.FLOAT_ABS, x, false, at));
      case "abs(I)I" ->
          Optional.of(new Arithmetic(at).wrapped(new Expr.Unary(UnaryOp.INT_ABS, x, false, at)));
      case "min(II)I", "min(JJ)J" -> Optional.of(new Expr.Call(Intrinsic.MIN, arguments, at));
      case "max(II)I", "max(JJ)J" -> Optional.of(new Expr.Call(Intrinsic.MAX, arguments, at));
      default -> Optional.empty();
    };
  }

  /** The kind of a primitive type on the stack. */
  static Kind kind(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "J" -> Kind.LONG;
      case "F" -> Kind.FLOAT;
      case "D" -> Kind.DOUBLE;
      default -> Kind.INT;
    };
  }
}
