package io.epochly.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.LoopReport.Cause;
import io.epochly.kernels.LoopReport.Check;
import io.epochly.kernels.LoopReport.Finding;
import io.epochly.kernels.LoopReport.Verdict;
import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of loops is what the passes did and found, not what they might have. */
class LoopReportTest {
  private static final Position LOOP = new Position(2, 4);
  private static final Position AT = new Position(3, 8);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final Expr ZERO = new Expr.IntConst(0);

  private final ArrayParam a = new ArrayParam(0, "a", lists(1));
  private final ArrayParam m = new ArrayParam(1, "m", lists(2));
  private final Var n = new Var("n", ScalarType.INT);
  private final Var i = new Var("i", ScalarType.INT);
  private final Var s = new Var("s", ScalarType.INT);

  private static ArrayType lists(int rank) {
    return new ArrayType(Storage.LONGS, rank, ArrayType.StoreRule.SAME_TYPE);
  }

  private static Expr local(Var var) {
    return new Expr.Local(var);
  }

  private static Expr load(ArrayRef array, Expr... indices) {
    return new Expr.Load(
        array, List.of(indices), Collections.nCopies(indices.length, IndexCheck.WRAP), AT);
  }

  private static Expr.Binary op(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right, true, AT);
  }

  private static Stmt.CountedLoop counted(Position at, Var counter, Expr stop, Stmt... body) {
    return new Stmt.CountedLoop(
        new Label("L" + at.line()), counter, ZERO, stop, ONE, List.of(body), false, at);
  }

  private CompiledKernel compiled(Stmt... body) {
    List<Stmt> all = new ArrayList<>();
    all.add(new Stmt.Assign(s, ZERO));
    all.addAll(List.of(body));
    return new KernelCompiler().compile(new Kernel("k", List.of(a, m, new Param.Scalar(n)), all));
  }

  /** The findings of the only loop, of a body that assigns this. */
  private List<Finding> findings(Expr assigned) {
    CompiledKernel kernel = compiled(counted(LOOP, i, local(n), new Stmt.Assign(s, assigned)));
    assertThat(kernel.loops()).hasSize(1);
    assertThat(kernel.loops().getFirst().position()).isEqualTo(LOOP);
    assertThat(kernel.loops().getFirst().counted()).isTrue();
    List<Finding> findings = kernel.loops().getFirst().findings();
    assertThat(findings.getFirst().check()).isInstanceOf(Check.Counter.class);
    return findings.subList(1, findings.size());
  }

  private static Verdict proven(boolean conditional) {
    return new Verdict.Proven(LOOP, conditional);
  }

  private static Verdict kept(Cause cause, Expr about) {
    return new Verdict.Kept(new LoopReport.Obstacle(cause, Optional.of(about)));
  }

  private static Verdict kept(Cause cause) {
    return new Verdict.Kept(new LoopReport.Obstacle(cause, Optional.empty()));
  }

  @Test
  void anIndexThatIsTheCounterIsProvenBeforeTheLoop() {
    List<Finding> findings = findings(load(a, local(i)));
    assertThat(findings)
        .containsExactly(new Finding(new Check.Bounds(a, List.of(local(i)), 0), AT, proven(true)));
  }

  @Test
  void anIndexThatIsLoadedKeepsItsCheckForThatReason() {
    Expr inner = load(a, local(i));
    assertThat(findings(load(a, inner)))
        .extracting(Finding::verdict)
        .containsExactly(kept(Cause.LOADED, inner), proven(true));
  }

  @Test
  void aSumOfLoadedValuesKeepsItsOverflowCheck() {
    Expr.Binary sum = op(BinaryOp.INT_ADD, local(s), load(a, local(i)));
    assertThat(findings(sum))
        .contains(new Finding(new Check.Overflow(sum), AT, kept(Cause.LOADED, sum.right())));
  }

  @Test
  void aProductOfTheVariableItselfChangesWithoutABound() {
    Expr.Binary product = op(BinaryOp.INT_MUL, local(s), new Expr.IntConst(3));
    assertThat(findings(product))
        .containsExactly(
            new Finding(new Check.Overflow(product), AT, kept(Cause.CHANGES, local(s))));
  }

  @Test
  void aConstantThatIsTooNegativeIsToBlame() {
    Expr index = new Expr.IntConst(-1);
    assertThat(findings(load(a, index)))
        .extracting(Finding::verdict)
        .containsExactly(kept(Cause.NEGATIVE, index));
  }

  @Test
  void rowsOfAnArgumentAreAskedForTheLeastOfTheirLengths() {
    assertThat(findings(load(m, local(i), local(i))))
        .extracting(Finding::verdict)
        .containsExactly(proven(true), proven(true));
  }

  @Test
  void theLengthOfARowOfAnotherListIsNotKnownBeforeTheLoop() {
    ArrayVar list = new ArrayVar("list", m.type());
    Expr load = load(list, local(i), local(i));
    CompiledKernel kernel =
        compiled(
            new Stmt.AssignArray(list, m), counted(LOOP, i, local(n), new Stmt.Assign(s, load)));
    assertThat(kernel.loops().getFirst().findings())
        .extracting(Finding::verdict)
        .contains(
            new Verdict.NotNegative(new LoopReport.Obstacle(Cause.ROW_LENGTH, Optional.empty())));
  }

  @Test
  void aDivisorThatIsAPositiveConstantNeedsNoTestBeforeTheLoop() {
    assertThat(findings(op(BinaryOp.INT_MOD, local(i), new Expr.IntConst(7))))
        .extracting(Finding::verdict)
        .containsExactly(proven(false));
  }

  @Test
  void aShiftIsAlwaysChecked() {
    Expr.Binary shift = op(BinaryOp.INT_SHL, ONE, local(i));
    assertThat(findings(shift))
        .containsExactly(new Finding(new Check.Other(shift), AT, kept(Cause.ALWAYS)));
  }

  @Test
  void whatAnInnerLoopProvesIsToldOfIt() {
    Position inner = new Position(5, 8);
    Var j = new Var("j", ScalarType.INT);
    // How long the inner loop runs is loaded in the outer one, so that only it can tell.
    Stmt set = new Stmt.Assign(s, load(a, local(i)));
    Var limit = new Var("limit", ScalarType.INT);
    CompiledKernel kernel =
        compiled(
            counted(
                LOOP,
                i,
                local(n),
                set,
                new Stmt.Assign(limit, local(s)),
                counted(inner, j, local(limit), new Stmt.Assign(s, load(a, local(j))))));
    assertThat(kernel.loops()).extracting(LoopReport::position).containsExactly(LOOP, inner);
    assertThat(kernel.loops().get(1).findings())
        .extracting(Finding::verdict)
        .containsExactly(new Verdict.Proven(inner, true), new Verdict.Proven(inner, true));
  }

  @Test
  void checksInAWhileLoopStayBecauseItIsNotCounted() {
    CompiledKernel kernel =
        compiled(
            new Stmt.While(
                new Label("W"),
                op(BinaryOp.INT_LT, local(s), local(n)),
                List.of(new Stmt.Assign(s, op(BinaryOp.INT_ADD, local(s), ONE))),
                LOOP));
    assertThat(kernel.loops()).hasSize(1);
    assertThat(kernel.loops().getFirst().counted()).isFalse();
    assertThat(kernel.loops().getFirst().findings())
        .extracting(Finding::verdict)
        .containsExactly(kept(Cause.NOT_COUNTED));
  }

  @Test
  void aKernelTooLargeForTwoCopiesSaysSo() {
    Stmt step = new Stmt.Assign(s, op(BinaryOp.INT_ADD, local(s), load(a, local(i))));
    List<Stmt> body = new ArrayList<>(Collections.nCopies(120, step));
    // What leaves the kernel cannot be a function.
    body.add(
        new Stmt.If(
            op(BinaryOp.INT_LT, local(s), local(i)),
            List.of(new Stmt.Return(new Result.Scalar(local(s)))),
            List.of()));
    CompiledKernel kernel = compiled(counted(LOOP, i, local(n), body.toArray(Stmt[]::new)));
    assertThat(kernel.ir()).isEqualTo(kernel.source());
    assertThat(kernel.loops().getFirst().findings())
        .extracting(Finding::verdict)
        .containsOnly(kept(Cause.SIZE));
  }

  @Test
  void aLoopTooLargeToStandTwiceHasItsChecksInAFunction() {
    Stmt step = new Stmt.Assign(s, op(BinaryOp.INT_ADD, local(s), load(a, local(i))));
    CompiledKernel kernel =
        compiled(counted(LOOP, i, local(n), Collections.nCopies(120, step).toArray(Stmt[]::new)));
    assertThat(Passes.apart(kernel.ir()).functions())
        .extracting(function -> function.callee().name())
        .containsExactly("part0", "checked1");
    assertThat(kernel.loops().getFirst().findings())
        .extracting(Finding::verdict)
        .contains(proven(true))
        .doesNotContain(kept(Cause.SIZE));
  }

  @Test
  void theReportsAgreeWithTheKernelThatRuns() {
    Expr.Binary sum = op(BinaryOp.INT_ADD, local(s), load(a, load(a, local(i))));
    CompiledKernel kernel = compiled(counted(LOOP, i, local(n), new Stmt.Assign(s, sum)));
    Stmt.If versions = (Stmt.If) kernel.ir().body().getLast();
    Stmt.If split = (Stmt.If) versions.then().getLast();
    Stmt.CountedLoop fast = (Stmt.CountedLoop) split.otherwise().getFirst();
    Expr.Binary inside = (Expr.Binary) ((Stmt.Assign) fast.body().getFirst()).value();
    Expr.Load outer = (Expr.Load) inside.right();
    List<Finding> findings = kernel.loops().getFirst().findings();
    assertThat(fast.narrow())
        .isEqualTo(findings.get(0).verdict() instanceof Verdict.Proven)
        .isTrue();
    assertThat(inside.checked()).isTrue();
    assertThat(findings.get(1).verdict()).isInstanceOf(Verdict.Kept.class);
    assertThat(outer.checks()).containsExactly(IndexCheck.WRAP);
    assertThat(findings.get(2).verdict()).isInstanceOf(Verdict.Kept.class);
    assertThat(((Expr.Load) outer.indices().getFirst()).checks()).containsExactly(IndexCheck.NONE);
    assertThat(findings.get(3).verdict()).isEqualTo(proven(true));
  }
}
