package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.unsupported;
import static io.epochly.guest.internal.frontend.Signatures.parameterNames;

import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import io.epochly.guest.internal.frontend.CompileOutcome.AttributeStore;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.CompoundType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.OpaqueType;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.ScalarType;
import io.epochly.kernels.ir.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lowers one function for one signature: types are inferred along the control flow while the IR is
 * written.
 *
 * <p>A guest variable may hold values of several types in turn. It becomes one IR variable per
 * type; where paths with different types meet, one more variable, its tag, tells the current one.
 * Loops are lowered again until what is known at their heads no longer changes; a loop whose head
 * would need tags only because of its first iteration ({@code s = 0; s += x[i]}) gets that
 * iteration peeled.
 *
 * <p>Whatever raises in the guest ends the kernel by a bail-out, so the order of operations matters
 * only between stores and loads, and expressions contain no stores.
 *
 * <p>The work is done by the parts that this class puts together; it is what they reach each other
 * through where one calls another that was made after it.
 */
final class Lowering implements Expressions, Statements {
  private final KernelWriter writer;
  private final LocalVariables variables;
  private final OutsideNames outside;
  private final LoopLowering loops;
  private final Attributes attributes;
  private final Returns returns;
  private final RecursiveCalls recursion;
  private final ExpressionLowering expressions;
  private final StatementLowering statements;

  /** A kernel and what it needs besides the function's own arguments. */
  record Lowered(
      Kernel kernel,
      List<List<String>> captures,
      List<AttributeStore> stores,
      List<LoopNote> loops,
      List<Reason> notes) {}

  /** Finds the definition of a function in its source. */
  @FunctionalInterface
  interface Definitions {
    StmtTy.FunctionDef find(FunctionSource source);
  }

  private Lowering(
      FunctionSource source,
      Definitions definitions,
      NameScope names,
      ElementTypes elementTypes,
      Attributes.Used used,
      boolean callsApart) {
    writer = new KernelWriter(elementTypes, Frame.ofKernel(source, definitions.find(source)));
    Numbers numbers = new Numbers(writer);
    Operators operators = new Operators(writer, numbers);
    variables = new LocalVariables(writer, numbers);
    outside = new OutsideNames(writer, names);
    ArrayAccess arrays = new ArrayAccess(writer, numbers, elementTypes, this);
    attributes = new Attributes(writer, variables, outside, used);
    Slices slices = new Slices(writer, numbers, elementTypes, this);
    SliceStores sliceStores = new SliceStores(writer, arrays, slices, this);
    Assignments assignments =
        new Assignments(writer, variables, arrays, sliceStores, operators, attributes, this);
    Iterations iterations = new Iterations(writer, numbers, slices, this);
    loops = new LoopLowering(writer, variables, iterations, assignments, this);
    Generators generators = new Generators(writer, variables, loops, this);
    ListLowering lists =
        new ListLowering(writer, numbers, arrays, elementTypes, loops, generators, this);
    recursion = new RecursiveCalls(writer, variables, elementTypes, loops, callsApart);
    returns = new Returns(writer, numbers, variables, attributes, recursion);
    BuiltinCalls builtins = new BuiltinCalls(writer, numbers, operators);
    Reductions reductions = new Reductions(writer, numbers, operators, variables, generators, this);
    CallLowering calls =
        new CallLowering(
            writer,
            variables,
            outside,
            loops,
            returns,
            recursion,
            builtins,
            reductions,
            new MathLowering(writer, numbers, generators, this),
            this,
            this,
            definitions);
    expressions =
        new ExpressionLowering(
            writer, numbers, variables, outside, attributes, arrays, operators, lists, calls);
    statements = new StatementLowering(writer, variables, assignments, lists, loops, returns, this);
  }

  /**
   * @param callsApart whether called functions become functions of the kernel where they can; else
   *     their bodies stand in the place of the calls, which is faster
   * @throws UnsupportedException at the first construct without a kernel form
   */
  static Lowered lower(
      FunctionSource source,
      List<Type> types,
      NameScope names,
      Definitions definitions,
      boolean callsApart) {
    Map<Position, Type> elementTypes = new HashMap<>();
    Attributes.Used attributes = new Attributes.Used();
    while (true) {
      Map<Position, Type> known = Map.copyOf(elementTypes);
      try {
        return new Lowering(
                source, definitions, names, new ElementTypes(elementTypes), attributes, callsApart)
            .run(types);
      } catch (Attributes.Restart _) {
        // What it met is in the set, which can only grow.
        continue;
      } catch (ElementTypes.Restart e) {
        if (elementTypes.equals(known)) {
          throw new IllegalStateException("a restart that learnt nothing", e);
        }
      }
    }
  }

  private Lowered run(List<Type> types) {
    StmtTy.FunctionDef function = writer.frame().function();
    writer.setEnv(Optional.of(entry(function, types)));
    attributes.begin(function);
    statements(function.body);
    if (writer.env().isPresent()) {
      returns.returnValue(new Value.None(), function);
    }
    return new Lowered(
        new Kernel(
            writer.frame().source().qualname(),
            writer.params(),
            writer.statements(),
            recursion.functions()),
        outside.captures(),
        attributes.stores(),
        loops.notes(),
        writer.notes());
  }

  /** Makes the function's parameters those of the kernel. */
  private Environment entry(StmtTy.FunctionDef function, List<Type> types) {
    List<String> parameterNames = parameterNames(function);
    if (parameterNames.size() != types.size()) {
      throw unsupported(
          "it takes " + parameterNames.size() + " parameters, not " + types.size(), function);
    }
    Environment entry = new Environment();
    for (int i = 0; i < types.size(); i++) {
      String name = parameterNames.get(i);
      switch (types.get(i)) {
        case ScalarType type -> {
          writer.addParam(new Param.Scalar(variables.parameter(name, type)));
          entry.put(name, Slot.Scalars.of(Kind.of(type)));
        }
        case OpaqueType _ -> {
          writer.addParam(new Param.Opaque(name));
          entry.put(name, new Slot.Instance(i));
        }
        case ArrayType type -> {
          ArrayParam param = new ArrayParam(i, name, type);
          writer.addParam(param);
          entry.put(name, new Slot.Array(new Value.Array(param, List.of())));
        }
        case CompoundType type -> {
          ArrayParam param = Compounds.parameter(i, name, type);
          writer.addParam(param);
          writer.setEnv(Optional.of(entry));
          variables.bind(name, Compounds.value(param, type), function);
        }
      }
    }
    return entry;
  }

  @Override
  public Value expression(ExprTy node) {
    return expressions.expression(node);
  }

  @Override
  public Expr condition(ExprTy node) {
    return expressions.condition(node);
  }

  @Override
  public void statements(StmtTy[] block) {
    statements.statements(block);
  }
}
