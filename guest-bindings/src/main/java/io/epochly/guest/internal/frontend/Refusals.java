package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.SSTNode;
import io.epochly.kernels.ir.Position;
import java.util.Locale;

/** Words what is not compiled, and where. */
final class Refusals {
  private Refusals() {}

  /** To be thrown: the function runs plain for this reason. */
  static UnsupportedException unsupported(String what, SSTNode where) {
    return new UnsupportedException(what, at(where));
  }

  /** Where a piece of the guest's text begins. */
  static Position at(SSTNode node) {
    return new Position(node.getSourceRange().startLine, node.getSourceRange().startColumn);
  }

  /** A value as a reason names it; never what it holds. */
  static String describe(Value value) {
    return switch (value) {
      case Value.Scalar s -> article(s.type().name().toLowerCase(Locale.ROOT));
      case Value.Dynamic _ -> "a number";
      case Value.Complex _ -> "a complex number";
      case Value.ComplexArray _ -> "an array of complex numbers";
      case Value.ComplexList _ -> "a list of complex numbers";
      case Value.Text _ -> "a str";
      case Value.Array _ -> "a list or an array";
      case Value.Tuple _ -> "a tuple";
      case Value.None _ -> "None";
      case Value.Instance _ -> "an object";
      case Value.Method m -> "the method " + m.function().source().name() + "()";
      case Value.EmptyList _ -> "a list";
      case Value.Outside o -> String.join(".", o.path());
    };
  }

  static String article(String noun) {
    return (noun.startsWith("i") ? "an " : "a ") + noun;
  }
}
