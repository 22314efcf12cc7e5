package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.StmtTy;
import java.util.OptionalInt;

/** Tells how far functions reach in their source. Safe for use by several threads. */
public final class FunctionLines {
  private final SourceParser parser = new SourceParser();

  /** The last line of a function; empty where its definition is not found, as that of a lambda. */
  public OptionalInt last(FunctionSource source) {
    try {
      StmtTy.FunctionDef function = parser.find(source);
      return OptionalInt.of(function.getSourceRange().endLine);
    } catch (UnsupportedException e) {
      return OptionalInt.empty();
    }
  }
}
