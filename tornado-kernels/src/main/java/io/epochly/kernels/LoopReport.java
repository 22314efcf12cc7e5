package io.epochly.kernels;

import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the passes found out about one loop of a kernel: which checks it runs without, and why it
 * keeps the others. Checks inside a loop that lies in this one are in that one's report.
 *
 * @param counted whether the number of its iterations is known before it starts
 * @param findings in the order of the kernel; checks that were never asked for are not among them
 * @param ways how else it was rewritten
 * @param dependence what keeps its iterations from running at the same time; nothing where they
 *     may, or where that was not asked as those of a loop around it may
 */
public record LoopReport(
    Position position,
    boolean counted,
    List<Finding> findings,
    Set<Way> ways,
    Optional<Dependence> dependence) {
  public LoopReport {
    findings = List.copyOf(findings);
    ways = Set.copyOf(ways);
  }

  /** How a loop may be rewritten to have it vectorised. */
  public enum Way {
    /** Independent iterations run side by side. */
    SIDE_BY_SIDE,
    /** Divisions and roots are checked once, by what is left of their results behind the loop. */
    CHECKED_BEHIND,
    /** Iterations may run at the same time, on several cores. */
    OVER_CORES
  }

  /**
   * What keeps iterations from running at the same time. Of what is found by a test before the loop
   * {@link SplitReport#keptWhole} tells how often it did.
   *
   * @param name the variable or list that it is about; empty where there is none
   * @param other another list that it is about; empty where there is none
   * @param position where it stands; {@link Position#NONE} where that is not known
   */
  public record Dependence(Kind kind, String name, String other, Position position) {
    public Dependence(Kind kind, String name, Position position) {
      this(kind, name, "", position);
    }

    /** The kinds of dependences, and what is taken for one as nothing better is known. */
    public enum Kind {
      /** An iteration reads a variable as one before it left it. */
      CARRIED,
      /** Floats are summed up or multiplied in a loop, and the order in which it does so counts. */
      ORDER,
      /** What the last iterations leave in a variable is read behind the loop. */
      READ_BEHIND,
      /** An iteration stores an element that another one may load or store. */
      ELEMENT,
      /** Rows of a list that is stored into are one, or elements of its memory overlap. */
      ROWS,
      /** A list that is stored into is another one that the loop uses, or shares memory with it. */
      ALIAS,
      /** A list is made longer, sorted, or gets other rows. */
      LIST,
      /** A function is called that uses lists. */
      CALL,
      /** The loop may be left before its end. */
      LEAVES,
      /** How often it runs is not known before it, or its counter may not fit 32 bits. */
      NOT_COUNTED,
      /** More would have to be tested before the loop than is worth it. */
      GUARDS
    }
  }

  /** One check and what became of it. */
  public record Finding(Check check, Position position, Verdict verdict) {}

  /** Something that would have to be checked whenever it is reached. */
  public sealed interface Check {
    /** That an index reaches an element along one axis of an array. */
    record Bounds(ArrayRef array, List<Expr> indices, int axis) implements Check {
      public Bounds {
        indices = List.copyOf(indices);
      }
    }

    /** That the result of an operation fits 64 bits. */
    record Overflow(Expr operation) implements Check {}

    /** That a divisor is not zero, nor the one that makes the quotient leave 64 bits. */
    record Divisor(Expr.Binary operation) implements Check {}

    /** That a loop's counter fits 32 bits, with which the JVM's loops are quickest. */
    record Counter(Var counter) implements Check {}

    /** That Java's arithmetic loses no bits, where something is proven by that. */
    record Wrap(Expr operation) implements Check {}

    /** Whatever else an operation or function is checked for; it is never proven. */
    record Other(Expr operation) implements Check {}
  }

  /** What became of a check. */
  public sealed interface Verdict {
    /**
     * It is gone.
     *
     * @param loop the loop before which it was proven
     * @param conditional whether the proof needs something that is tested right before that loop;
     *     where it does not hold, a copy of the loop with all checks runs
     */
    record Proven(Position loop, boolean conditional) implements Verdict {}

    /** An index is known not to be negative, so that only the end is checked. */
    record NotNegative(Obstacle obstacle) implements Verdict {}

    /** It stays. */
    record Kept(Obstacle obstacle) implements Verdict {}
  }

  /**
   * Why something could not be proven.
   *
   * @param about the expression that is to blame, where there is one
   */
  public record Obstacle(Cause cause, Optional<Expr> about) {}

  /** The ways in which a proof fails. */
  public enum Cause {
    /** A value that was read from an array decides. */
    LOADED,
    /** A variable changes from one iteration to the next in no way that bounds it. */
    CHANGES,
    /** A variable changes in a loop of which it is not known how often it runs. */
    CHANGES_IN_WHILE,
    /** Nothing is known about the results of an operation or function. */
    UNKNOWN_RESULT,
    /** The result of an operation may leave 64 bits. */
    OVERFLOW,
    /** It may be negative. */
    NEGATIVE,
    /** It may be zero or negative. */
    NOT_POSITIVE,
    /** It may be larger than is worth a test. */
    LARGE,
    /** How long an inner row is, is known only when it is reached. */
    ROW_LENGTH,
    /** The list may become another or another length in the loop. */
    LIST_CHANGES,
    /** The step of the loop is not a small constant. */
    STEP,
    /** No counted loop is around it, before which anything could be proven. */
    NOT_COUNTED,
    /** The kernel would have become too large. */
    SIZE,
    /** Such checks are never removed. */
    ALWAYS
  }
}
