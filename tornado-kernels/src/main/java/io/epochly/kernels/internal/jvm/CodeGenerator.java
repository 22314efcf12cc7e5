package io.epochly.kernels.internal.jvm;

import static io.epochly.kernels.internal.jvm.Descriptors.ACTIVATION;
import static io.epochly.kernels.internal.jvm.Descriptors.ARITHMETIC_EXCEPTION;
import static io.epochly.kernels.internal.jvm.Descriptors.ARRAY_ARG;
import static io.epochly.kernels.internal.jvm.Descriptors.BYTES;
import static io.epochly.kernels.internal.jvm.Descriptors.COMPOUND;
import static io.epochly.kernels.internal.jvm.Descriptors.CORES;
import static io.epochly.kernels.internal.jvm.Descriptors.KERNEL_CODE;
import static io.epochly.kernels.internal.jvm.Descriptors.LISTS;
import static io.epochly.kernels.internal.jvm.Descriptors.POLL;
import static io.epochly.kernels.internal.jvm.Descriptors.ROWS;
import static io.epochly.kernels.internal.jvm.Descriptors.SITES;
import static io.epochly.kernels.internal.jvm.Descriptors.STRIPS;
import static io.epochly.kernels.internal.jvm.Descriptors.STRIP_FUNCTIONS;
import static io.epochly.kernels.internal.jvm.Descriptors.isJava;
import static io.epochly.kernels.internal.jvm.Descriptors.kind;
import static io.epochly.kernels.internal.jvm.Descriptors.list;
import static io.epochly.kernels.internal.jvm.Descriptors.methodName;
import static io.epochly.kernels.internal.jvm.Descriptors.primitive;
import static io.epochly.kernels.internal.jvm.Descriptors.routine;
import static io.epochly.kernels.internal.jvm.Descriptors.type;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.BailReason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.ArrayVar;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Function;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Strip;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Emits the body of {@link KernelCode#run} for one kernel.
 *
 * <p>Locals: 0 this, 1 poll, 2 operands, 3 cores, then the parameters' parts, then the variables. A
 * function of the kernel is a static method of its own, whose locals are its arguments, the
 * activation, then the parts of those parameters of the kernel that it uses, then its variables.
 *
 * <p>Statements and calls are written here, loops by {@link LoopCode}, expressions by {@link
 * ExpressionCode}, and what they do with arrays by {@link ArrayCode}; {@link MethodFrame} knows
 * where everything is kept.
 */
final class CodeGenerator {
  /** Elements of a new list that count as a step; those of shorter lists are not counted. */
  private static final int ELEMENTS_OF_STEP = 16;

  /** A loop in pieces counts as so many steps, as each piece may end before its first poll. */
  private static final int STEPS_OF_SPLIT = KernelCode.CHUNK / 64;

  /** Where the method {@code run} has the cores. */
  private static final int CORES_SLOT = 3;

  private final Kernel kernel;
  private final CodeBuilder code;
  private final List<Stmt.Split> splits;
  private final MethodFrame frame;
  private final ExpressionCode expressions;
  private final LoopCode loops;

  /** How many places were written where a loop runs whole. */
  private int wholes;

  /** The function whose body is written, or null for the kernel's own. */
  private @Nullable Function function;

  /**
   * @param sites gets the bail-out of each site, in the order of the indices in the code
   * @param laneLoops gets the loops over lanes that are to become methods
   * @param splits gets the loops that run in pieces, in the order of their numbers in the code
   * @param close whether elements of buffers are next to each other
   */
  CodeGenerator(
      Kernel kernel,
      CodeBuilder code,
      List<BailOut> sites,
      LaneLoops laneLoops,
      List<Stmt.Split> splits,
      boolean close) {
    this.kernel = kernel;
    this.code = code;
    this.splits = splits;
    this.frame = new MethodFrame(kernel, code, sites, close);
    this.expressions = new ExpressionCode(frame, this::statements);
    this.loops = new LoopCode(frame, expressions, this::statements, laneLoops);
  }

  /** Writes the kernel's own body. */
  boolean generate() {
    frame.enterKernel();
    statements(kernel.body());
    code.aconst_null().areturn();
    frame.end();
    return frame.polls();
  }

  /** Writes a function. */
  void generate(Function written) {
    function = written;
    frame.enterFunction(written);
    statements(written.body());
    // Behind a body that does not end by itself.
    if (written.scalarResults().isEmpty() && written.listResults().isEmpty()) {
      returnNothing();
    } else {
      code.aconst_null().athrow();
    }
    frame.end();
  }

  /** Writes the method that a loop over lanes becomes. */
  void generate(LaneLoop lanes) {
    int stop = frame.enterLanes(lanes);
    loops.overLanes(lanes.loop(), stop);
    code.return_();
  }

  private void invoke(Stmt.Invoke s) {
    Function target = kernel.function(s.callee()).orElseThrow();
    if (s.frames() > 0) {
      frame.activation().loadConstant(s.frames());
      frame.checkedCall(
          ACTIVATION,
          "enter",
          MethodTypeDesc.of(CD_void, ACTIVATION, CD_int),
          BailReason.DEPTH,
          s.position());
    }
    s.scalars().forEach(expressions::expression);
    s.lists().forEach(list -> code.aload(frame.slot(list)));
    frame.activation();
    String name = methodName(kernel, s.callee());
    if (s.seldom()) {
      code.invokedynamic(SeldomCalled.function(name, type(target)));
    } else {
      code.invokestatic(KernelCode.GENERATED, name, type(target));
    }
    List<Var> scalars = s.scalarResults();
    List<ArrayVar> lists = s.listResults();
    if (scalars.size() + lists.size() > 1) {
      int all = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(all);
      for (int i = 0; i < scalars.size(); i++) {
        code.aload(all).loadConstant(i).aaload();
        frame.unbox(scalars.get(i).type());
        code.storeLocal(kind(scalars.get(i).type()), frame.slot(scalars.get(i)));
      }
      for (int i = 0; i < lists.size(); i++) {
        code.aload(all).loadConstant(scalars.size() + i).aaload();
        code.checkcast(list(lists.get(i).type())).astore(frame.slot(lists.get(i)));
      }
    } else {
      scalars.forEach(var -> code.storeLocal(kind(var.type()), frame.slot(var)));
      lists.forEach(list -> code.astore(frame.slot(list)));
    }
    if (s.frames() > 0) {
      frame
          .activation()
          .loadConstant(s.frames())
          .invokevirtual(ACTIVATION, "leave", MethodTypeDesc.of(CD_void, CD_int));
    }
  }

  /** Has the base class run the pieces; each comes back through {@link KernelCode#part}. */
  private void split(Stmt.Split s) {
    int site = splits.size();
    splits.add(s);
    frame.burnFuel(() -> code.loadConstant(STEPS_OF_SPLIT));
    code.aload(0).loadConstant(site).aload(CORES_SLOT);
    expressions.expression(s.start());
    expressions.expression(s.stop());
    code.loadConstant(s.step());
    expressions.expression(s.work());
    code.loadConstant(s.scalars().size() + s.lists().size()).anewarray(CD_Object);
    for (int i = 0; i < s.scalars().size(); i++) {
      code.dup().loadConstant(i);
      expressions.expression(s.scalars().get(i));
      frame.box(s.scalars().get(i).type());
      code.aastore();
    }
    for (int i = 0; i < s.lists().size(); i++) {
      code.dup().loadConstant(s.scalars().size() + i);
      code.aload(frame.slot(s.lists().get(i))).aastore();
    }
    frame.pollAndOperands();
    int bailSite = frame.site(BailReason.OVERFLOW, s.position(), -1);
    java.lang.classfile.Label start = code.newBoundLabel();
    code.invokevirtual(
        KERNEL_CODE,
        "split",
        MethodTypeDesc.of(
            CD_Object.arrayType(),
            CD_int,
            CORES,
            CD_long,
            CD_long,
            CD_long,
            CD_long,
            CD_Object.arrayType(),
            POLL,
            CD_Object.arrayType()));
    java.lang.classfile.Label end = code.newBoundLabel();
    java.lang.classfile.Label handler = code.newLabel();
    // Sums of pieces that leave 64 bits; whatever else is thrown passes.
    code.exceptionCatch(start, end, handler, ARITHMETIC_EXCEPTION);
    frame.stub(
        () -> code.labelBinding(handler).pop().ldc(SITES).loadConstant(bailSite).aaload().athrow());
    if (s.results().isEmpty() && s.sums().isEmpty()) {
      code.pop();
      return;
    }
    int all = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(all);
    for (int i = 0; i < s.results().size(); i++) {
      Var var = s.results().get(i);
      code.aload(all).loadConstant(i).aaload();
      frame.unbox(var.type());
      code.storeLocal(kind(var.type()), frame.slot(var));
    }
    for (int i = 0; i < s.sums().size(); i++) {
      ArrayVar list = s.sums().get(i);
      code.aload(all).loadConstant(s.results().size() + i).aaload();
      code.checkcast(list(list.type())).astore(frame.slot(list));
    }
  }

  /** Writes the method that calls the functions of the loops that are split, by their number. */
  static void parts(Kernel kernel, List<Stmt.Split> splits, CodeBuilder code) {
    CodeGenerator writer =
        new CodeGenerator(kernel, code, List.of(), LaneLoops.none(), List.of(), false);
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    java.lang.classfile.Label none = code.newLabel();
    code.iload(1).lookupswitch(none, cases);
    for (int i = 0; i < splits.size(); i++) {
      code.labelBinding(cases.get(i).target());
      writer.part(splits.get(i));
    }
    code.labelBinding(none).aconst_null().areturn();
  }

  private void part(Stmt.Split s) {
    Function target = kernel.function(s.part()).orElseThrow();
    code.lload(3).lload(5);
    for (int i = 0; i < s.scalars().size(); i++) {
      code.aload(2).loadConstant(i).aaload();
      frame.unbox(s.scalars().get(i).type());
    }
    for (int i = 0; i < s.lists().size(); i++) {
      code.aload(2).loadConstant(s.scalars().size() + i).aaload();
      code.checkcast(list(s.lists().get(i).type()));
    }
    code.aload(7).invokestatic(KernelCode.GENERATED, methodName(kernel, s.part()), type(target));
    switch (s.results().size() + s.sums().size()) {
      case 0 -> code.aconst_null();
      case 1 -> {
        if (s.sums().isEmpty()) {
          frame.box(s.results().getFirst().type());
        }
        int value = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(value).iconst_1().anewarray(CD_Object);
        code.dup().iconst_0().aload(value).aastore();
      }
      default -> {}
    }
    code.areturn();
  }

  private void returnNothing() {
    frame.settleFuel();
    code.return_();
  }

  /** Ends the function with what its callers take. */
  private void functionResult(Result result) {
    List<Expr> scalars = result.scalars();
    List<ArrayRef> arrays = result.arrays();
    if (scalars.size() + arrays.size() > 1) {
      code.loadConstant(scalars.size() + arrays.size()).anewarray(CD_Object);
      for (int i = 0; i < scalars.size(); i++) {
        code.dup().loadConstant(i);
        expressions.expression(scalars.get(i));
        frame.box(scalars.get(i).type());
        code.aastore();
      }
      for (int i = 0; i < arrays.size(); i++) {
        code.dup().loadConstant(scalars.size() + i);
        listOf(arrays.get(i));
        code.aastore();
      }
      frame.settleFuel();
      code.areturn();
    } else if (!scalars.isEmpty()) {
      expressions.expression(scalars.getFirst());
      frame.settleFuel();
      code.return_(kind(scalars.getFirst().type()));
    } else if (!arrays.isEmpty()) {
      listOf(arrays.getFirst());
      frame.settleFuel();
      code.areturn();
    } else {
      returnNothing();
    }
  }

  private void listOf(ArrayRef array) {
    switch (array) {
      case ArrayVar var -> code.aload(frame.slot(var));
      case ArrayParam param -> {
        frame.operand(param);
        code.iconst_0()
            .newarray(TypeKind.LONG)
            .invokestatic(LISTS, "reach", MethodTypeDesc.of(LISTS, ARRAY_ARG, CD_long.arrayType()));
        frame.burnRows(param.type().rank() - 1);
        code.checkcast(list(param.type()));
      }
    }
  }

  private void statements(List<Stmt> statements) {
    for (Stmt statement : statements) {
      statement(statement);
    }
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Assign s -> {
        if (!frame.small().isSmall(s.var())) {
          expressions.expression(s.value());
        } else if (s.var().type() == ScalarType.INT) {
          expressions.intExpression(s.value());
        } else {
          expressions.singleExpression(s.value());
        }
        code.storeLocal(frame.kind(s.var()), frame.slot(s.var()));
      }
      case Stmt.Store s -> expressions.arrays().store(s);
      case Stmt.If s -> branch(s);
      case Stmt.CountedLoop s -> loops.countedLoop(s);
      case Stmt.While s -> loops.whileLoop(s);
      case Stmt.Block s -> loops.block(s);
      case Stmt.Break s -> loops.leave(s);
      case Stmt.Continue s -> loops.next(s);
      case Stmt.Invoke s -> invoke(s);
      case Stmt.Split s -> split(s);
      case Stmt.KeptWhole _ ->
          code.aload(0)
              .loadConstant(wholes++)
              .invokevirtual(KERNEL_CODE, "keptWhole", MethodTypeDesc.of(CD_void, CD_int));
      case Stmt.Return s -> {
        if (function == null) {
          result(s.result());
          code.areturn();
        } else {
          functionResult(s.result());
        }
      }
      case Stmt.AssignArray s -> {
        expressions.arrays().reference(s);
        code.astore(frame.slot(s.var()));
      }
      case Stmt.NewRows s ->
          code.invokestatic(ROWS, "empty", MethodTypeDesc.of(ROWS)).astore(frame.slot(s.var()));
      case Stmt.AppendRow s -> {
        code.aload(frame.slot(s.var())).aload(frame.slot(s.row()));
        frame.checkedCall(
            ROWS,
            "append",
            MethodTypeDesc.of(CD_void, ROWS, LISTS),
            BailReason.LENGTH,
            s.position());
      }
      case Stmt.StoreRow s -> {
        int last = s.indices().size() - 1;
        int at =
            expressions
                .arrays()
                .reach(s.array(), s.indices().subList(0, last), s.checks(), s.position());
        code.aload(at);
        expressions
            .arrays()
            .index(
                s.array(),
                s.indices().get(last),
                s.checks().get(last),
                s.position(),
                () -> frame.size(at));
        code.aload(frame.slot(s.row()));
        frame.checkedCall(
            ROWS,
            "set",
            MethodTypeDesc.of(CD_void, ROWS, CD_int, LISTS),
            BailReason.ROW,
            s.position());
      }
      case Stmt.NewArray s when isJava(s.var()) -> {
        ClassDesc list = list(s.var().type());
        expressions.expression(s.length());
        frame.checkedCall(
            list,
            "zeros",
            MethodTypeDesc.of(list, CD_long),
            BailReason.NEGATIVE_LENGTH,
            s.position());
        code.astore(frame.slot(s.var()));
        burnElements(s);
      }
      case Stmt.NewArray s -> {
        ClassDesc list = list(s.var().type());
        expressions.expression(s.length());
        expressions.expression(s.fill());
        frame.checkedCall(
            list,
            "filled",
            MethodTypeDesc.of(list, CD_long, primitive(s.var().type().element())),
            BailReason.LENGTH,
            s.position());
        code.astore(frame.slot(s.var()));
        burnElements(s);
      }
      case Stmt.Append s -> {
        ClassDesc list = list(s.var().type());
        code.aload(frame.slot(s.var()));
        expressions.expression(s.value());
        frame.checkedCall(
            list,
            "append",
            MethodTypeDesc.of(CD_void, list, primitive(s.var().type().element())),
            BailReason.LENGTH,
            s.position());
      }
      case Stmt.Sort s -> {
        ClassDesc list = list(s.var().type());
        code.aload(frame.slot(s.var()));
        frame.checkedCall(
            list, "checkSort", MethodTypeDesc.of(CD_void, list), BailReason.SORT, s.position());
        // What a poll throws is no bail-out.
        code.aload(frame.slot(s.var()));
        frame.poll().invokestatic(list, "sort", MethodTypeDesc.of(CD_void, list, POLL));
        frame.burnFuel(() -> frame.size(frame.slot(s.var())));
      }
      case Stmt.NewStrips s -> s.strips().forEach(this::newStrip);
      case Stmt.StripStore s -> {
        code.aload(frame.strip(s.strip()));
        expressions.intExpression(s.lane());
        expressions.expression(s.value());
        code.invokestatic(
            STRIPS, "set", MethodTypeDesc.of(CD_void, BYTES, CD_int, primitive(s.strip().type())));
      }
      case Stmt.StripCall s -> {
        code.aload(frame.strip(s.argument())).aload(frame.strip(s.result()));
        expressions.intExpression(s.count());
        code.invokestatic(
            STRIP_FUNCTIONS,
            routine(s.function()),
            MethodTypeDesc.of(CD_void, BYTES, BYTES, CD_int));
      }
      case Stmt.Bail s ->
          code.ldc(SITES)
              .loadConstant(frame.site(s.reason(), s.position(), s.parameter()))
              .aaload()
              .athrow();
    }
  }

  private void burnElements(Stmt.NewArray s) {
    if (s.length() instanceof Expr.IntConst(long length) && length < ELEMENTS_OF_STEP) {
      return;
    }
    frame.burnFuel(
        () -> {
          frame.size(frame.slot(s.var()));
          code.loadConstant(ELEMENTS_OF_STEP).idiv();
        });
  }

  private void newStrip(Strip strip) {
    int slot = frame.strip(strip);
    java.lang.classfile.Label made = code.newLabel();
    code.aload(slot).ifnonnull(made);
    code.invokestatic(STRIPS, "room", MethodTypeDesc.of(BYTES)).astore(slot);
    code.labelBinding(made);
  }

  private void result(Result result) {
    switch (result) {
      case Result.None _ -> code.aconst_null();
      case Result.Scalar r -> {
        expressions.expression(r.value());
        frame.box(r.value().type());
      }
      case Result.Array r -> {
        switch (r.array()) {
          case ArrayParam param -> frame.operand(param);
          case ArrayVar var -> {
            boolean complex = var.type().store() == ArrayType.StoreRule.CONVERT_PARTS;
            code.aload(frame.slot(var))
                .invokevirtual(
                    LISTS, complex ? "complexResult" : "result", MethodTypeDesc.of(CD_Object));
          }
        }
      }
      case Result.Compound r -> compound(r);
      case Result.Tuple r -> {
        code.loadConstant(r.items().size()).anewarray(CD_Object);
        for (int i = 0; i < r.items().size(); i++) {
          code.dup().loadConstant(i);
          result(r.items().get(i));
          code.aastore();
        }
      }
    }
  }

  private void compound(Result.Compound r) {
    if (r.type() == CompoundType.COMPLEX) {
      r.parts().forEach(expressions::expression);
      code.invokestatic(COMPOUND, "complex", MethodTypeDesc.of(COMPOUND, CD_double, CD_double));
      return;
    }
    code.loadConstant(r.parts().size()).newarray(TypeKind.LONG);
    for (int i = 0; i < r.parts().size(); i++) {
      code.dup().loadConstant(i);
      expressions.expression(r.parts().get(i));
      code.lastore();
    }
    code.invokestatic(COMPOUND, "text", MethodTypeDesc.of(COMPOUND, CD_long.arrayType()));
  }

  private void branch(Stmt.If s) {
    java.lang.classfile.Label otherwise = code.newLabel();
    expressions.jumpUnless(s.condition(), otherwise);
    statements(s.then());
    if (s.otherwise().isEmpty()) {
      code.labelBinding(otherwise);
      return;
    }
    java.lang.classfile.Label end = code.newLabel();
    code.goto_(end);
    code.labelBinding(otherwise);
    statements(s.otherwise());
    code.labelBinding(end);
  }
}
