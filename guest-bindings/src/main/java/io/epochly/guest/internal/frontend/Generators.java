package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.unsupported;

import com.oracle.graal.python.pegparser.sst.ComprehensionTy;
import com.oracle.graal.python.pegparser.sst.ExprContextTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lowers loops inside expressions: those of comprehensions and generator expressions, and the ones
 * that builtins run over what they are given. Their variables live in a scope of their own.
 */
final class Generators {
  private static final String ITEM = "=item";

  private final KernelWriter writer;
  private final LocalVariables variables;
  private final LoopLowering loops;
  private final Expressions expressions;

  Generators(
      KernelWriter writer, LocalVariables variables, LoopLowering loops, Expressions expressions) {
    this.writer = writer;
    this.variables = variables;
    this.loops = loops;
    this.expressions = expressions;
  }

  /** What begins the keys of variables that only this expression has. */
  String prefix(ExprTy node) {
    return "%s[%d:%d]."
        .formatted(
            writer.frame().prefix(),
            node.getSourceRange().startLine,
            node.getSourceRange().startColumn);
  }

  /** Runs the loops of a comprehension, or of a generator expression that is used up at once. */
  void run(ExprTy node, ComprehensionTy[] generators, Runnable innermost) {
    Set<String> targets = new HashSet<>();
    for (ComprehensionTy generator : generators) {
      if (generator.isAsync) {
        throw unsupported("an asynchronous comprehension", node);
      }
      Locals.addTargets(generator.target, targets);
    }
    writer.within(scope(node, targets), () -> loop(generators, 0, innermost));
  }

  /** Does something with each thing that a call's argument gives when it is run over. */
  void each(ExprTy.Call call, ExprTy iterable, Consumer<Value> body) {
    if (iterable instanceof ExprTy.GeneratorExp generator) {
      run(
          generator,
          generator.generators,
          () -> body.accept(expressions.expression(generator.element)));
      return;
    }
    Optional<Value.Tuple> items = tuple(iterable);
    if (items.isPresent()) {
      items.get().items().forEach(body);
      return;
    }
    Frame inner = scope(call, Set.of(ITEM));
    writer.within(
        inner,
        () ->
            loops.forLoop(
                call,
                new ExprTy.Name(ITEM, ExprContextTy.Store, iterable.getSourceRange()),
                iterable,
                () -> {
                  if (writer.env().isPresent()) {
                    body.accept(variables.read(inner.prefix() + ITEM, "the item", iterable));
                  }
                },
                Optional.empty()));
  }

  /** The items of a tuple that is written here or held by a variable. */
  Optional<Value.Tuple> tuple(ExprTy node) {
    return (node instanceof ExprTy.Tuple || node instanceof ExprTy.Name)
            && expressions.expression(node) instanceof Value.Tuple tuple
        ? Optional.of((Value.Tuple) writer.settled((Value) tuple))
        : Optional.empty();
  }

  private Frame scope(ExprTy node, Set<String> names) {
    Frame outer = writer.frame();
    return new Frame(
        outer.source(),
        outer.function(),
        names,
        prefix(node),
        outer.path(),
        outer.caller(),
        Optional.of(outer),
        outer.returns(),
        outer.instance());
  }

  /** Lowers the loops from this generator on. */
  private void loop(ComprehensionTy[] generators, int index, Runnable innermost) {
    if (index == generators.length) {
      innermost.run();
      return;
    }
    ComprehensionTy generator = generators[index];
    loops.forLoop(
        generator.iter,
        generator.target,
        generator.iter,
        () -> {
          if (writer.env().isPresent()) {
            writer.reachUnlessUnbound(
                () -> {
                  if (generator.ifs != null) {
                    for (ExprTy test : generator.ifs) {
                      loops.continueUnless(expressions.condition(test));
                    }
                  }
                  loop(generators, index + 1, innermost);
                });
          }
        },
        Optional.empty());
  }
}
