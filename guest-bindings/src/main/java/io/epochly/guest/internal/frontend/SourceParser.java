package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.AbstractParser;
import com.oracle.graal.python.pegparser.InputType;
import com.oracle.graal.python.pegparser.Parser;
import com.oracle.graal.python.pegparser.ParserCallbacks;
import com.oracle.graal.python.pegparser.sst.ModTy;
import com.oracle.graal.python.pegparser.sst.SSTNode;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import com.oracle.graal.python.pegparser.tokenizer.SourceRange;
import io.epochly.kernels.ir.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the definition of a function in its source. Whole files are parsed, by the guest language's
 * own parser, because a function's own text alone does not tell its indentation and decorators; the
 * last few files stay parsed, since one file usually has several optimized functions.
 */
final class SourceParser {
  private static final int LANGUAGE_MINOR_VERSION = 12;
  private static final int KEPT_FILES = 8;

  private final Map<String, StmtTy[]> parsed =
      new LinkedHashMap<>(KEPT_FILES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StmtTy[]> eldest) {
          return size() > KEPT_FILES;
        }
      };

  /**
   * @throws UnsupportedException when there is no such function at that line
   */
  synchronized StmtTy.FunctionDef find(FunctionSource source) {
    StmtTy[] body = parsed.get(source.text());
    if (body == null) {
      body = parse(source.text());
      parsed.put(source.text(), body);
    }
    List<StmtTy.FunctionDef> found = new ArrayList<>();
    collect(body, source, found);
    if (found.size() != 1) {
      throw new UnsupportedException(
          found.isEmpty()
              ? "no def " + source.name() + " at this line of " + source.file()
              : "several functions " + source.name() + " at one line",
          new Position(source.firstLine(), 0));
    }
    return found.getFirst();
  }

  static StmtTy[] parse(String text) {
    Parser parser =
        new Parser(
            text,
            new Callbacks(),
            InputType.FILE,
            EnumSet.noneOf(AbstractParser.Flags.class),
            LANGUAGE_MINOR_VERSION);
    SSTNode tree = parser.parse();
    if (tree instanceof ModTy.Module module) {
      return module.body == null ? new StmtTy[0] : module.body;
    }
    throw new UnsupportedException("the source is no module", Position.NONE);
  }

  private static void collect(
      StmtTy[] body, FunctionSource source, List<StmtTy.FunctionDef> found) {
    if (body == null) {
      return;
    }
    for (StmtTy statement : body) {
      switch (statement) {
        case StmtTy.FunctionDef f -> {
          if (f.name.equals(source.name()) && startsAt(f, source.firstLine())) {
            found.add(f);
          }
          collect(f.body, source, found);
        }
        case StmtTy.AsyncFunctionDef f -> collect(f.body, source, found);
        case StmtTy.ClassDef c -> collect(c.body, source, found);
        case StmtTy.If s -> {
          collect(s.body, source, found);
          collect(s.orElse, source, found);
        }
        case StmtTy.For s -> {
          collect(s.body, source, found);
          collect(s.orElse, source, found);
        }
        case StmtTy.While s -> {
          collect(s.body, source, found);
          collect(s.orElse, source, found);
        }
        case StmtTy.With s -> collect(s.body, source, found);
        case StmtTy.Try s -> {
          collect(s.body, source, found);
          collect(s.orElse, source, found);
          collect(s.finalBody, source, found);
        }
        default -> {}
      }
    }
  }

  private static boolean startsAt(StmtTy.FunctionDef f, int line) {
    return f.getSourceRange().startLine == line
        || (f.decoratorList != null
            && f.decoratorList.length > 0
            && f.decoratorList[0].getSourceRange().startLine == line);
  }

  /**
   * The text has been compiled by the guest before, so errors here mean that it is not that text.
   */
  private static final class Callbacks implements ParserCallbacks {
    @Override
    public void safePointPoll() {}

    @Override
    public RuntimeException reportIncompleteSource(int line) {
      throw new UnsupportedException("the source text is incomplete", new Position(line, 0));
    }

    @Override
    public RuntimeException onError(ErrorType type, SourceRange range, String message) {
      throw new UnsupportedException(
          "the source text does not parse: " + message,
          range == null ? Position.NONE : new Position(range.startLine, range.startColumn));
    }

    @Override
    public void onWarning(WarningType type, SourceRange range, String message) {}
  }
}
