package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.at;

import com.oracle.graal.python.pegparser.sst.ExceptHandlerTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import java.util.ArrayList;
import java.util.List;

/** Finds the loop statements of a function that is not compiled: they run plain with it. */
final class PlainLoops {
  private final List<LoopNote> found = new ArrayList<>();

  private PlainLoops() {}

  static List<LoopNote> of(StmtTy.FunctionDef function) {
    PlainLoops loops = new PlainLoops();
    loops.statements(function.body);
    return loops.found;
  }

  private void statements(StmtTy[] block) {
    if (block == null) {
      return;
    }
    for (StmtTy statement : block) {
      switch (statement) {
        case StmtTy.For s -> {
          found.add(new LoopNote(at(s), "for loop: not compiled, as the function is not"));
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.While s -> {
          found.add(new LoopNote(at(s), "while loop: not compiled, as the function is not"));
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.If s -> {
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.With s -> statements(s.body);
        case StmtTy.Try s -> {
          statements(s.body);
          handlers(s.handlers);
          statements(s.orElse);
          statements(s.finalBody);
        }
        default -> {}
      }
    }
  }

  private void handlers(ExceptHandlerTy[] handlers) {
    if (handlers == null) {
      return;
    }
    for (ExceptHandlerTy handler : handlers) {
      if (handler instanceof ExceptHandlerTy.ExceptHandler h) {
        statements(h.body);
      }
    }
  }
}
