package io.epochly.kernels.ir;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.LoopReport;
import java.util.List;

/** A statement. */
public sealed interface Stmt {
  record Assign(Var var, Expr value) implements Stmt {}

  /**
   * Stores an element. The value has the element's type; a range check applies where the storage is
   * narrower.
   */
  record Store(
      ArrayRef array, List<Expr> indices, List<IndexCheck> checks, Expr value, Position position)
      implements Stmt {
    public Store {
      indices = List.copyOf(indices);
      checks = List.copyOf(checks);
    }
  }

  record If(Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * Runs the body for {@code counter} = start, start + step, ... while it is before stop. The three
   * are evaluated once, and read nothing that the body assigns; nothing assigns the counter in the
   * body. A zero step bails out.
   *
   * @param narrow proven: the step is a constant and start, stop and step stay within 30 bits
   */
  record CountedLoop(
      Label label,
      Var counter,
      Expr start,
      Expr stop,
      Expr step,
      List<Stmt> body,
      boolean narrow,
      Position position)
      implements Stmt {
    public CountedLoop {
      body = List.copyOf(body);
    }

    /** The same loop with another body. */
    public CountedLoop withBody(List<Stmt> other) {
      return new CountedLoop(label, counter, start, stop, step, other, narrow, position);
    }
  }

  /** Runs the body while the condition holds. */
  record While(Label label, Expr condition, List<Stmt> body, Position position) implements Stmt {
    public While {
      body = List.copyOf(body);
    }
  }

  /** Runs the body once; {@link Break} leaves it. */
  record Block(Label label, List<Stmt> body) implements Stmt {
    public Block {
      body = List.copyOf(body);
    }
  }

  /** Goes on behind the loop or block of this label. */
  record Break(Label label) implements Stmt {}

  /** Goes on with the next iteration of the loop of this label. */
  record Continue(Label label) implements Stmt {}

  /**
   * Calls a function of the kernel and takes what it returns. Bails out when calls are nested too
   * deep, but for those that count nothing: these end with the stack of the JVM.
   *
   * @param scalarResults what gets the numbers, in order
   * @param listResults what then refers to the lists, in order
   * @param frames how many calls of the guest it stands for: those around it, whose bodies stand in
   *     place, are counted with it
   * @param seldom whether it is hardly ever reached
   */
  record Invoke(
      List<Var> scalarResults,
      List<ArrayVar> listResults,
      Callee callee,
      List<Expr> scalars,
      List<ArrayVar> lists,
      int frames,
      boolean seldom,
      Position position)
      implements Stmt {
    public Invoke {
      scalarResults = List.copyOf(scalarResults);
      listResults = List.copyOf(listResults);
      scalars = List.copyOf(scalars);
      lists = List.copyOf(lists);
    }

    /** One that may be reached often. */
    public Invoke(
        List<Var> scalarResults,
        List<ArrayVar> listResults,
        Callee callee,
        List<Expr> scalars,
        List<ArrayVar> lists,
        int frames,
        Position position) {
      this(scalarResults, listResults, callee, scalars, lists, frames, false, position);
    }
  }

  /**
   * Has a function of the kernel run the iterations of a loop in pieces, in any order and at the
   * same time if there are cores for it. What the function is called with are the counters that a
   * piece starts with and ends before, then the numbers and lists given here. It stands in the
   * kernel's own body only.
   *
   * @param results variables that get what the function's results for the pieces combine to
   * @param sums variables that get lists, of what the lists have that the function gives for the
   *     pieces, combined element by element; a sum that leaves 64 bits bails out, unless it is one
   *     of Java's
   * @param reductions how the results combine, then the elements of the lists; the pieces are the
   *     same whoever runs them where it counts, and combine in their order
   * @param step not zero; start, stop and step stay within 30 bits
   * @param work about how many steps the loop takes, for deciding whether more cores pay
   * @param bounded whether it surely takes no more
   * @param dimensions how many loops, this one and those that lie in it, each the last statement of
   *     the one around it, may run all their iterations in any order; how often the inner ones run
   *     are the last scalars, from the outside in
   * @param added arrays to whose elements several iterations may add, which do nothing else with
   *     them: each addition is to be done as a whole
   */
  record Split(
      List<Var> results,
      List<ArrayVar> sums,
      List<Reduction> reductions,
      Callee part,
      Expr start,
      Expr stop,
      long step,
      Expr work,
      boolean bounded,
      int dimensions,
      List<ArrayRef> added,
      List<Expr> scalars,
      List<ArrayVar> lists,
      Position position)
      implements Stmt {
    public Split {
      results = List.copyOf(results);
      sums = List.copyOf(sums);
      reductions = List.copyOf(reductions);
      added = List.copyOf(added);
      scalars = List.copyOf(scalars);
      lists = List.copyOf(lists);
    }
  }

  /**
   * Says that a loop which would have been split runs whole, as a test before it failed.
   *
   * @param part what the loop would have become, of a {@link Split} of the kernel
   * @param why what the test was about
   * @param position the loop
   */
  record KeptWhole(Callee part, LoopReport.Dependence why, Position position) implements Stmt {}

  /** Ends the kernel, or the function that it stands in. */
  record Return(Result result) implements Stmt {}

  /**
   * Makes a variable refer to what the other one refers to, or to the row of it that the indices
   * reach; the types agree but for store rules.
   */
  record AssignArray(
      ArrayVar var, ArrayRef value, List<Expr> indices, List<IndexCheck> checks, Position position)
      implements Stmt {
    public AssignArray {
      indices = List.copyOf(indices);
      checks = List.copyOf(checks);
    }

    public AssignArray(ArrayVar var, ArrayRef value) {
      this(var, value, List.of(), List.of(), Position.NONE);
    }
  }

  /**
   * Makes a variable refer to a new list with {@code length} times the value; a negative length is
   * none.
   */
  record NewArray(ArrayVar var, Expr length, Expr fill, Position position) implements Stmt {}

  /** Adds an element at the end of a list that was made by {@link NewArray}; others bail out. */
  record Append(ArrayVar var, Expr value, Position position) implements Stmt {}

  /**
   * Sorts a list of numbers that was made by {@link NewArray}; others bail out, and so do NaNs and
   * -0.0, whose place depends on how the guest stores the list.
   */
  record Sort(ArrayVar var, Position position) implements Stmt {}

  /** Makes a variable of two or more dimensions refer to a new list without rows. */
  record NewRows(ArrayVar var) implements Stmt {}

  /** Adds a row, itself and no copy, to a list made by {@link NewRows}; others bail out. */
  record AppendRow(ArrayVar var, ArrayVar row, Position position) implements Stmt {}

  /** Puts a row, itself and no copy, into a list made by {@link NewRows}; others bail out. */
  record StoreRow(
      ArrayVar array, List<Expr> indices, List<IndexCheck> checks, ArrayVar row, Position position)
      implements Stmt {
    public StoreRow {
      indices = List.copyOf(indices);
      checks = List.copyOf(checks);
    }
  }

  /** Makes room for strips, unless there is some already. */
  record NewStrips(List<Strip> strips) implements Stmt {
    public NewStrips {
      strips = List.copyOf(strips);
    }
  }

  /** Keeps the value of one iteration of a strip; the lane is the counter of the loop over it. */
  record StripStore(Strip strip, Expr lane, Expr value) implements Stmt {}

  /** Computes a function for the first {@code count} lanes at once. */
  record StripCall(Intrinsic function, Strip argument, Strip result, Expr count, Position position)
      implements Stmt {}

  /**
   * Gives up.
   *
   * @param parameter the array parameter concerned, or -1
   */
  record Bail(BailReason reason, Position position, int parameter) implements Stmt {}
}
