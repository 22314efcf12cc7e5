package io.epochly.kernels.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochly.kernels.BailReason;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayRef;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.IndexCheck;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Label;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Printer;
import io.epochly.kernels.ir.Result;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import io.epochly.kernels.ir.UnaryOp;
import io.epochly.kernels.ir.Var;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code IR.md} says what the code does. That its kernel comes of its source, the frontend tests.
 */
class IrPageTest {
  private static final Path PAGE = Path.of("IR.md");
  private static final Position AT = Position.NONE;

  /** The text between two fences, the first of which has this name. */
  private static String block(String name) throws Exception {
    String page = Files.readString(PAGE);
    String open = "```" + name + "\n";
    int start = page.indexOf(open) + open.length();
    assertThat(start).as("a block %s in %s", name, PAGE).isGreaterThanOrEqualTo(open.length());
    return page.substring(start, page.indexOf("```", start));
  }

  /** The kernel of the page's example. */
  private static Kernel dot() {
    ArrayType floats = new ArrayType(Storage.DOUBLES, 1, ArrayType.StoreRule.SAME_TYPE);
    ArrayParam x = new ArrayParam(0, "x", floats);
    ArrayParam y = new ArrayParam(1, "y", floats);
    Var s = new Var("s.float", ScalarType.FLOAT);
    Var stop = new Var("t0", ScalarType.INT);
    Var i = new Var("i.int", ScalarType.INT);
    Var tag = new Var("i.tag", ScalarType.INT);
    Var counter = new Var("c3", ScalarType.INT);
    List<Expr> at = List.of(new Expr.Local(i));
    List<IndexCheck> wrap = List.of(IndexCheck.WRAP);
    Expr product =
        new Expr.Binary(
            BinaryOp.FLOAT_MUL,
            new Expr.Load(x, at, wrap, AT),
            new Expr.Load(y, at, wrap, AT),
            true,
            AT);
    Stmt add =
        new Stmt.Assign(
            s, new Expr.Binary(BinaryOp.FLOAT_ADD, new Expr.Local(s), product, true, AT));
    return new Kernel(
        "dot",
        List.of(x, y),
        List.of(
            new Stmt.Assign(s, new Expr.FloatConst(0)),
            new Stmt.Assign(stop, new Expr.Length(x, List.of(), List.of(), AT)),
            new Stmt.Assign(tag, new Expr.IntConst(0)),
            new Stmt.CountedLoop(
                new Label("L3"),
                counter,
                new Expr.IntConst(0),
                new Expr.Local(stop),
                new Expr.IntConst(1),
                List.of(
                    new Stmt.Assign(i, new Expr.Local(counter)),
                    add,
                    new Stmt.Assign(tag, new Expr.IntConst(2))),
                false,
                AT),
            new Stmt.Return(new Result.Scalar(new Expr.Local(s)))));
  }

  @Test
  void theExamplesKernelBecomesWhatThePageSays() throws Exception {
    assertThat(Printer.print(dot())).as("the kernel as written").isEqualTo(block("ir"));
    Kernel passed = Passes.standard().run(dot()).kernel();
    assertThat(Printer.print(passed)).as("after the passes").isEqualTo(block("optimized"));
  }

  @Test
  void theExamplesLoopIsTheBytecodeOfThePage() throws Exception {
    byte[] bytes = JvmBackend.bytes(Passes.standard().run(dot()).kernel(), new ArrayList<>(), true);
    CodeModel run =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(method -> method.methodName().equalsString("run"))
            .findFirst()
            .flatMap(method -> method.code())
            .orElseThrow();
    assertThat(Listing.of(run)).contains(block("bytecode"));
  }

  static Stream<String> names() {
    Stream<Class<?>> nodes =
        Stream.of(Stmt.class, Expr.class, Result.class, Param.class, ArrayRef.class, Type.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()));
    Stream<Enum<?>> constants =
        Stream.<Enum<?>[]>of(
                ScalarType.values(),
                Storage.values(),
                ArrayType.StoreRule.values(),
                IndexCheck.values(),
                UnaryOp.values(),
                BinaryOp.values(),
                Intrinsic.values(),
                BailReason.values(),
                LoopReport.Cause.values())
            .flatMap(Arrays::stream);
    return Stream.concat(nodes.map(Class::getSimpleName), constants.map(Enum::name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyNodeTypeCheckAndReasonIsOnThePage(String name) throws Exception {
    assertThat(Files.readString(PAGE)).contains("`" + name + "`");
  }
}
