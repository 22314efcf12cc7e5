package io.epochly.kernels.internal.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final Position AT = new Position(1, 0);
  private static final Expr ONE = new Expr.IntConst(1);
  private static final Stmt RETURN_NONE = new Stmt.Return(new Result.None());

  private final Var n = new Var("n", ScalarType.INT);
  private final Var x = new Var("x", ScalarType.INT);
  private final Var flag = new Var("flag", ScalarType.BOOL);
  private final ArrayVar list =
      new ArrayVar("list", new ArrayType(Storage.LONGS, 1, ArrayType.StoreRule.SAME_TYPE));
  private final Label label = new Label("L");

  private Kernel kernel(Stmt... body) {
    return new Kernel("k", List.of(new Param.Scalar(n), new Param.Scalar(flag)), List.of(body));
  }

  private void refused(String why, Stmt... body) {
    assertThatThrownBy(() -> Verifier.verify(kernel(body)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static Stmt returned(Var var) {
    return new Stmt.Return(new Result.Scalar(new Expr.Local(var)));
  }

  private Stmt.CountedLoop loop(Expr stop, boolean narrow, Var counter, Stmt... body) {
    return new Stmt.CountedLoop(
        label, counter, new Expr.IntConst(0), stop, ONE, List.of(body), narrow, AT);
  }

  @Test
  void aVariableThatNothingAssignsIsRefused() {
    refused("x is read and never assigned", returned(x));
    assertThatCode(() -> Verifier.verify(kernel(returned(n)))).doesNotThrowAnyException();
  }

  @Test
  void variablesThatMayBeReadBeforeTheyAreAssignedAreTold() {
    Stmt assign = new Stmt.Assign(x, ONE);
    Stmt maybe = new Stmt.If(new Expr.Local(flag), List.of(assign), List.of());
    assertThat(Verifier.verify(kernel(maybe, returned(x)))).containsExactly(x);
    assertThat(Verifier.verify(kernel(loop(ONE, false, counter(), assign), returned(x))))
        .containsExactly(x);
    Stmt either = new Stmt.If(new Expr.Local(flag), List.of(assign), List.of(RETURN_NONE));
    assertThat(Verifier.verify(kernel(either, returned(x)))).isEmpty();
  }

  private static Var counter() {
    return new Var("c", ScalarType.INT);
  }

  @Test
  void aBreakIsFollowedToWhereItGoesOn() {
    Stmt assign = new Stmt.Assign(x, ONE);
    Stmt leave = new Stmt.If(new Expr.Local(flag), List.of(new Stmt.Break(label)), List.of());
    assertThat(Verifier.verify(kernel(new Stmt.Block(label, List.of(leave, assign)), returned(x))))
        .containsExactly(x);
    assertThat(Verifier.verify(kernel(new Stmt.Block(label, List.of(assign, leave)), returned(x))))
        .isEmpty();
    Expr always = new Expr.BoolConst(true);
    assertThat(
            Verifier.verify(
                kernel(new Stmt.While(label, always, List.of(assign, leave), AT), returned(x))))
        .isEmpty();
  }

  @Test
  void aPassMustNotLeaveMoreVariablesUnassigned() {
    Stmt maybe = new Stmt.If(new Expr.Local(flag), List.of(new Stmt.Assign(x, ONE)), List.of());
    Kernel kernel = kernel(maybe, returned(x));
    assertThatThrownBy(() -> Verifier.verify(kernel, Set.of()))
        .hasMessageContaining("x may now be read before it is assigned");
    assertThat(Verifier.verify(kernel, Set.of(x))).containsExactly(x);
  }

  @Test
  void aListMustBeMadeOnEveryPathToItsUse() {
    Stmt make = new Stmt.NewArray(list, ONE, ONE, AT);
    Stmt use = new Stmt.Append(list, ONE, AT);
    refused(
        "list list may be used before there is one",
        new Stmt.If(new Expr.Local(flag), List.of(make), List.of()),
        use);
    assertThatCode(() -> Verifier.verify(kernel(make, use))).doesNotThrowAnyException();
  }

  @Test
  void aCounterBelongsToItsLoop() {
    Var c = counter();
    refused("counter c is read outside its loop", loop(ONE, false, c), returned(c));
    refused("counter c is assigned in its loop", loop(ONE, false, c, new Stmt.Assign(c, ONE)));
  }

  @Test
  void aLoopReadsNothingForItsBoundsThatItAssigns() {
    Stmt assigns = new Stmt.Assign(x, ONE);
    refused(
        "loop whose bounds read what it assigns",
        new Stmt.Assign(x, ONE),
        loop(new Expr.Local(x), false, counter(), assigns));
    assertThatCode(
            () ->
                Verifier.verify(
                    kernel(
                        new Stmt.Assign(x, ONE),
                        loop(new Expr.Local(x), false, counter()),
                        assigns)))
        .doesNotThrowAnyException();
  }

  @Test
  void nothingLeavesAnExpression() {
    Expr leaving = new Expr.Sequence(List.of(new Stmt.Break(label)), ONE);
    refused("which is not around it", loop(ONE, false, counter(), new Stmt.Assign(x, leaving)));
    Expr returning = new Expr.Sequence(List.of(RETURN_NONE), ONE);
    refused("return inside an expression", new Stmt.Assign(x, returning));
    Label inner = new Label("inner");
    Expr staying =
        new Expr.Sequence(List.of(new Stmt.Block(inner, List.of(new Stmt.Break(inner)))), ONE);
    Stmt behind = new Stmt.Break(label);
    assertThatCode(
            () ->
                Verifier.verify(
                    kernel(loop(ONE, false, counter(), new Stmt.Assign(x, staying), behind))))
        .doesNotThrowAnyException();
  }

  @Test
  void aLabelIsNotAroundItself() {
    refused(
        "label L is around itself", loop(ONE, false, counter(), new Stmt.Block(label, List.of())));
  }

  @Test
  void aNarrowLoopHasNoBoundThatIsKnownToBeWide() {
    refused("beyond 30 bits", loop(new Expr.IntConst(1L << 40), true, counter()));
    assertThatCode(
            () -> Verifier.verify(kernel(loop(new Expr.IntConst(1L << 20), true, counter()))))
        .doesNotThrowAnyException();
  }

  @Test
  void aBailOutNamesAnArrayParameterOrNone() {
    refused("which is no array", new Stmt.Bail(BailReason.INDEX, AT, 0));
    refused("which is no array", new Stmt.Bail(BailReason.INDEX, AT, 7));
  }

  @Test
  void aLaneMustBeSeenToExist() {
    Strip strip = new Strip("s", ScalarType.INT);
    Var lane = counter();
    Stmt make = new Stmt.NewStrips(List.of(strip));
    Stmt keep = new Stmt.StripStore(strip, new Expr.Local(lane), ONE);
    assertThatCode(() -> Verifier.verify(kernel(make, loop(atMost(Strip.LANES), true, lane, keep))))
        .doesNotThrowAnyException();
    refused("a lane of strip s", make, loop(atMost(Strip.LANES + 1), true, lane, keep));
    refused("a lane of strip s", make, loop(new Expr.Local(n), true, lane, keep));
    refused("a lane of strip s", make, loop(atMost(Strip.LANES), false, lane, keep));
    refused(
        "a lane of strip s",
        make,
        loop(
            atMost(Strip.LANES),
            true,
            lane,
            new Stmt.Assign(x, new Expr.StripLoad(strip, new Expr.Local(n)))));
    refused(
        "ERF of strip s",
        make,
        new Stmt.StripCall(Intrinsic.ERF, strip, strip, atMost(Strip.LANES), AT));
  }

  private Expr atMost(long lanes) {
    return new Expr.Call(Intrinsic.MIN, List.of(new Expr.IntConst(lanes), new Expr.Local(n)), AT);
  }
}
