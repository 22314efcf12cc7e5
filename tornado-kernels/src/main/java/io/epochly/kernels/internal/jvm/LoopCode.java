package io.epochly.kernels.internal.jvm;

import static io.epochly.kernels.internal.jvm.Descriptors.JJ_J;
import static io.epochly.kernels.internal.jvm.Descriptors.KERNEL_CODE;
import static io.epochly.kernels.internal.jvm.Descriptors.MATH;
import static io.epochly.kernels.internal.jvm.Descriptors.type;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.internal.ir.Lanes;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Stmt;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes loops, and what leaves them. A loop runs in chunks with a poll between them, so that
 * HotSpot sees a counted one without a call in it.
 */
final class LoopCode {
  private final MethodFrame frame;
  private final CodeBuilder code;
  private final ExpressionCode expressions;
  private final Consumer<List<Stmt>> statements;
  private final LaneLoops laneLoops;
  private final Map<Label, Targets> targets = new HashMap<>();

  private record Targets(java.lang.classfile.Label onBreak, java.lang.classfile.Label onContinue) {}

  /**
   * @param statements writes the bodies
   * @param laneLoops gets the loops over lanes that are to become methods
   */
  LoopCode(
      MethodFrame frame,
      ExpressionCode expressions,
      Consumer<List<Stmt>> statements,
      LaneLoops laneLoops) {
    this.frame = frame;
    this.code = frame.code();
    this.expressions = expressions;
    this.statements = statements;
    this.laneLoops = laneLoops;
  }

  void block(Stmt.Block s) {
    java.lang.classfile.Label end = code.newLabel();
    targets.put(s.label(), new Targets(end, end));
    statements.accept(s.body());
    code.labelBinding(end);
  }

  void leave(Stmt.Break s) {
    code.goto_(targets.get(s.label()).onBreak());
  }

  void next(Stmt.Continue s) {
    code.goto_(targets.get(s.label()).onContinue());
  }

  /** Runs in chunks, so that HotSpot sees a counted int loop without a call in it. */
  void countedLoop(Stmt.CountedLoop s) {
    if (Lanes.areCountedBy(s)) {
      laneLoop(s);
      return;
    }
    if (s.narrow() && s.step() instanceof Expr.IntConst(long constant)) {
      narrowLoop(s, (int) constant);
      return;
    }
    int counter = frame.slot(s.counter());
    int trips = code.allocateLocal(TypeKind.LONG);
    int step = code.allocateLocal(TypeKind.LONG);
    expressions.expression(s.start());
    code.dup2().lstore(counter);
    expressions.expression(s.stop());
    boolean constant = s.step() instanceof Expr.IntConst;
    expressions.expression(s.step());
    code.dup2().lstore(step);
    if (!constant) {
      code.lload(step).lconst_0().lcmp().ifeq(frame.bail(BailReason.RANGE_STEP, s.position(), -1));
    }
    code.invokestatic(KERNEL_CODE, "trips", MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long))
        .lstore(trips);

    java.lang.classfile.Label nextChunk = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.lload(trips).lconst_0().lcmp().ifle(end);
    int chunk = code.allocateLocal(TypeKind.INT);
    int k = code.allocateLocal(TypeKind.INT);
    code.lload(trips)
        .loadConstant((long) KernelCode.CHUNK)
        .invokestatic(MATH, "min", JJ_J)
        .l2i()
        .istore(chunk);
    code.lload(trips).iload(chunk).i2l().lsub().lstore(trips);
    frame.burnFuel(() -> code.iload(chunk));
    code.iconst_0().istore(k);

    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    code.iload(k).iload(chunk).if_icmpge(nextChunk);
    targets.put(s.label(), new Targets(end, next));
    statements.accept(s.body());
    code.labelBinding(next);
    code.lload(counter);
    if (constant) {
      expressions.expression(s.step());
    } else {
      code.lload(step);
    }
    code.ladd().lstore(counter);
    code.iinc(k, 1).goto_(head);
    code.labelBinding(end);
  }

  /** A loop over lanes needs no chunks. */
  private void laneLoop(Stmt.CountedLoop s) {
    int stop = code.allocateLocal(TypeKind.INT);
    expressions.intExpression(s.stop());
    code.istore(stop);
    frame.burnFuel(() -> code.iload(stop));
    Optional<LaneLoop> method = LaneLoop.of(s, frame.reads());
    if (method.isEmpty()) {
      overLanes(s, stop);
      return;
    }
    LaneLoop lanes = method.get();
    lanes.variables().forEach(var -> expressions.expression(new Expr.Local(var)));
    lanes.arrays().forEach(array -> expressions.arrays().rows(array, List.of()));
    lanes.views().forEach(view -> code.aload(frame.view(view.array(), view.number())));
    lanes.strips().forEach(strip -> code.aload(frame.strip(strip)));
    code.iload(stop);
    code.invokestatic(KernelCode.GENERATED, laneLoops.add(lanes), type(lanes));
  }

  void overLanes(Stmt.CountedLoop s, int stop) {
    int counter = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(counter);
    frame.narrow(s.counter(), counter);
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.iload(counter).iload(stop).if_icmpge(end);
    targets.put(s.label(), new Targets(end, next));
    statements.accept(s.body());
    code.labelBinding(next);
    code.iinc(counter, 1).goto_(head);
    code.labelBinding(end);
    frame.widen(s.counter());
  }

  /** The same with an int for a counter, of which HotSpot knows more. */
  private void narrowLoop(Stmt.CountedLoop s, int step) {
    int counter = code.allocateLocal(TypeKind.INT);
    int stop = code.allocateLocal(TypeKind.INT);
    int chunkEnd = code.allocateLocal(TypeKind.INT);
    expressions.intExpression(s.start());
    code.istore(counter);
    expressions.intExpression(s.stop());
    code.istore(stop);
    boolean memory = usesMemory(s.body());
    if (!memory) {
      frame.narrow(s.counter(), counter);
    }
    java.lang.classfile.Label nextChunk = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    code.iload(counter).iload(stop);
    branchUnlessBefore(step, end);
    int reach = Math.multiplyExact(KernelCode.CHUNK, step);
    code.iload(stop)
        .iload(counter)
        .loadConstant(reach)
        .iadd()
        .invokestatic(MATH, step > 0 ? "min" : "max", MethodTypeDesc.of(CD_int, CD_int, CD_int))
        .istore(chunkEnd);
    frame.burnFuel(
        () -> {
          if (step > 0) {
            code.iload(chunkEnd).iload(counter).isub();
          } else {
            code.iload(counter).iload(chunkEnd).isub();
          }
          if (Math.abs(step) > 1) {
            code.loadConstant(Math.abs(step)).idiv().iconst_1().iadd();
          }
        });
    if (memory) {
      longLoop(s, step, counter, chunkEnd, end);
      code.iload(chunkEnd).istore(counter).goto_(nextChunk);
      code.labelBinding(end);
      return;
    }
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    code.iload(counter).iload(chunkEnd);
    branchUnlessBefore(step, nextChunk);
    targets.put(s.label(), new Targets(end, next));
    statements.accept(s.body());
    code.labelBinding(next);
    code.iinc(counter, step).goto_(head);
    code.labelBinding(end);
    frame.widen(s.counter());
  }

  /** One chunk with a long for a counter: only then HotSpot makes vectors of memory's elements. */
  private void longLoop(
      Stmt.CountedLoop s, int step, int from, int to, java.lang.classfile.Label end) {
    int counter = frame.slot(s.counter());
    int stop = code.allocateLocal(TypeKind.LONG);
    code.iload(from).i2l().lstore(counter).iload(to).i2l().lstore(stop);
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label next = code.newLabel();
    java.lang.classfile.Label done = code.newLabel();
    code.lload(counter).lload(stop).lcmp();
    if (step > 0) {
      code.ifge(done);
    } else {
      code.ifle(done);
    }
    targets.put(s.label(), new Targets(end, next));
    statements.accept(s.body());
    code.labelBinding(next);
    code.lload(counter).loadConstant((long) step).ladd().lstore(counter).goto_(head);
    code.labelBinding(done);
  }

  private static boolean usesMemory(List<Stmt> body) {
    boolean[] found = {false};
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        found[0] |= statement instanceof Stmt.Store s && s.array().type().storage().isMemory();
      }

      @Override
      protected void enter(Expr expression) {
        found[0] |= expression instanceof Expr.Load e && e.array().type().storage().isMemory();
      }
    }.walk(body);
    return found[0];
  }

  private void branchUnlessBefore(int step, java.lang.classfile.Label target) {
    if (step > 0) {
      code.if_icmpge(target);
    } else {
      code.if_icmple(target);
    }
  }

  void whileLoop(Stmt.While s) {
    java.lang.classfile.Label head = code.newBoundLabel();
    java.lang.classfile.Label end = code.newLabel();
    frame.burnFuel(() -> code.iconst_1());
    targets.put(s.label(), new Targets(end, head));
    expressions.jumpUnless(s.condition(), end);
    statements.accept(s.body());
    code.goto_(head);
    code.labelBinding(end);
  }
}
