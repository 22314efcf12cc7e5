package io.epochly.guest.internal.language;

import io.epochly.guest.FunctionReport;
import io.epochly.guest.FunctionReport.Kind;
import io.epochly.guest.FunctionReport.Remark;
import io.epochly.guest.FunctionReport.Style;
import io.epochly.guest.FunctionReport.Version;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.ir.Printer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints a report: the source, and under its lines what is to be told of them. */
public final class ReportText {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String CYAN = "\u001b[36m";

  private final FunctionReport report;
  private final boolean coloured;
  private final StringBuilder text = new StringBuilder();

  public ReportText(FunctionReport report, Style style) {
    this.report = report;
    this.coloured = style == Style.COLOURED;
  }

  /** The whole report, without a newline at its end. */
  public String text() {
    String state = report.compiled() ? "compiled" : "not compiled";
    line(
        paint(BOLD, report.name())
            + " (%s, line %d): ".formatted(report.file(), report.firstLine())
            + paint(report.compiled() ? GREEN : RED, state));
    report.versions().stream()
        .filter(version -> version.kernel().isPresent())
        .forEach(version -> line("  " + describe(version)));
    Map<Integer, List<Remark>> byLine = new TreeMap<>();
    for (Remark remark : report.remarks()) {
      int where = report.source().containsKey(remark.line()) ? remark.line() : 0;
      byLine.computeIfAbsent(where, _ -> new ArrayList<>()).add(remark);
    }
    byLine.values().forEach(remarks -> remarks.sort(Comparator.comparing(Remark::kind)));
    for (Remark remark : byLine.getOrDefault(0, List.of())) {
      String elsewhere = remark.line() == 0 ? "" : "line " + remark.line() + ": ";
      line("  " + paint(colour(remark.kind()), elsewhere + words(remark)));
    }
    if (!report.source().isEmpty()) {
      source(byLine);
    }
    return text.toString().stripTrailing();
  }

  private void source(Map<Integer, List<Remark>> byLine) {
    int width = Integer.toString(report.source().lastKey()).length();
    String margin = " ".repeat(width);
    report
        .source()
        .forEach(
            (number, line) -> {
              line(
                  "  "
                      + paint(DIM, ("%" + width + "d |").formatted(number))
                      + (line.isEmpty() ? "" : " " + line));
              for (Remark remark : byLine.getOrDefault(number, List.of())) {
                line(
                    "  "
                        + paint(DIM, margin + " |")
                        + " "
                        + paint(colour(remark.kind()), carets(line, remark) + " " + words(remark)));
              }
            });
  }

  /** A caret under each place; tabs stay tabs, so that carets stand where the terminal puts it. */
  private static String carets(String line, Remark remark) {
    StringBuilder result = new StringBuilder();
    for (int column : remark.columns()) {
      while (result.length() < column) {
        boolean tab = result.length() < line.length() && line.charAt(result.length()) == '\t';
        result.append(tab ? '\t' : ' ');
      }
      result.append('^');
    }
    return result.toString();
  }

  private static String words(Remark remark) {
    String before =
        switch (remark.kind()) {
          case LOOP, REMOVED, KEPT -> "";
          case REASON -> "! ";
          case BAIL_OUT -> "! bailed out: ";
          case NOTE -> "note: ";
        };
    return before + remark.text() + (remark.count() == 0 ? "" : " (" + calls(remark.count()) + ")");
  }

  private static String calls(long count) {
    return count == 1 ? "1 call" : count + " calls";
  }

  private static String describe(Version version) {
    return "version (%s): compiled in %s ms, %s, %s"
        .formatted(
            version.signature(),
            String.format(Locale.ROOT, "%.1f", version.compileMillis()),
            calls(version.calls()),
            version.bailOuts() == 1 ? "1 bail-out" : version.bailOuts() + " bail-outs");
  }

  private static String colour(Kind kind) {
    return switch (kind) {
      case LOOP, REMOVED -> GREEN;
      case KEPT -> YELLOW;
      case REASON, BAIL_OUT -> RED;
      case NOTE -> CYAN;
    };
  }

  private String paint(String colour, String words) {
    return coloured ? colour + words + RESET : words;
  }

  private void line(String words) {
    text.append(words).append('\n');
  }

  /** The programs of a report's kernels for devices, as text. */
  public static String devicePrograms(FunctionReport report) {
    StringBuilder text = new StringBuilder();
    for (Version version : report.versions()) {
      if (version.kernel().isPresent()) {
        text.append("version (%s) for devices:\n".formatted(version.signature()));
        text.append(deviceProgram(version.kernel().get()).indent(2));
      }
    }
    return text.toString().stripTrailing();
  }

  private static String deviceProgram(CompiledKernel kernel) {
    try {
      return new DeviceCompiler().compile(kernel.source()).program();
    } catch (UnsupportedKernelException e) {
      return "not on a device: " + e.getMessage();
    }
  }

  /** The kernels of a report as text. */
  public static String ir(FunctionReport report) {
    StringBuilder text = new StringBuilder();
    for (Version version : report.versions()) {
      if (version.kernel().isPresent()) {
        CompiledKernel kernel = version.kernel().get();
        text.append("version (%s) as written:\n".formatted(version.signature()));
        text.append(Printer.print(kernel.source()).indent(2));
        text.append("version (%s) after the passes:\n".formatted(version.signature()));
        text.append(Printer.print(kernel.ir()).indent(2));
      }
    }
    return text.toString().stripTrailing();
  }
}
