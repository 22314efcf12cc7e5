package io.epochly.guest;

import io.epochly.guest.internal.language.ReportText;
import io.epochly.kernels.CompiledKernel;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was done with one optimized function, or why not: what {@code epochly.explain(f)} tells.
 *
 * @param name its qualified name
 * @param file where it was defined, as Python calls it
 * @param compiled whether at least one version is active
 * @param level the level that the latest call ran at
 * @param versions the latest used one first
 * @param remarks what is to be told of places in the source
 * @param source its lines by their numbers; empty where the text is not at hand
 */
public record FunctionReport(
    String name,
    String file,
    int firstLine,
    boolean compiled,
    int level,
    List<Version> versions,
    List<Remark> remarks,
    SortedMap<Integer, String> source) {
  public FunctionReport {
    versions = List.copyOf(versions);
    remarks = List.copyOf(remarks);
    source = new TreeMap<>(source);
  }

  /**
   * What compiling for one combination of argument types gave.
   *
   * @param resting whether it is not tried for a while, because it kept bailing out
   * @param copied whether some call had to copy a list of boxed elements in and out
   * @param compileMillis from the source text to code that can be called, or to the refusal
   * @param calls the calls that the kernel answered
   * @param bailOuts the calls in which the kernel gave up
   * @param kernel none when it is not compiled for these types
   */
  public record Version(
      String signature,
      boolean resting,
      boolean copied,
      double compileMillis,
      long calls,
      long bailOuts,
      Optional<CompiledKernel> kernel) {}

  /** What a remark is about. */
  public enum Kind {
    /** What became of a loop. */
    LOOP,
    /** Checks that are gone. */
    REMOVED,
    /** Checks that stay, and why. */
    KEPT,
    /** Why calls ran the plain function. */
    REASON,
    /** Why a kernel gave up; the plain function then ran. */
    BAIL_OUT,
    /** What else there is to know. */
    NOTE
  }

  /**
   * A remark about places in one line.
   *
   * @param line from 1; 0 for the function as a whole
   * @param columns from 0, at least one
   * @param count the calls that it happened in, or 0
   */
  public record Remark(Kind kind, int line, List<Integer> columns, String text, long count) {
    public Remark {
      columns = List.copyOf(columns);
    }
  }

  /** How a report is printed. */
  public enum Style {
    /** Text only. */
    PLAIN,
    /** With a terminal's colours. */
    COLOURED
  }

  /** The source with remarks under its lines, as a compiler prints them. */
  public String text(Style style) {
    return new ReportText(this, style).text();
  }

  /** The kernels of all versions, before and after the passes. */
  public String ir() {
    return ReportText.ir(this);
  }

  /** The programs of all versions for devices, or why a version has none. */
  public String devicePrograms() {
    return ReportText.devicePrograms(this);
  }
}
