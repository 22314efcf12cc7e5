package io.epochly.guest.internal.frontend;

import io.epochly.kernels.ir.Type;
import java.util.List;

/**
 * What names outside a function mean when it is compiled. The implementation remembers what it was
 * asked, so that the compiled version can be guarded: values by type (they are read anew at each
 * call), functions and modules by identity.
 */
public interface NameScope {
  /** In a path: what follows is a name in the scope of the function before. */
  String INSIDE = "()";

  /**
   * In a path: what follows is an attribute that the object before has of its own, not by its
   * class.
   */
  String OWN = "{}";

  /**
   * In a path: whether storing the attribute that follows does no more than store it. Data, so that
   * the answer is part of what a version relies on.
   */
  String STORED = "=>";

  /** The path of an argument, by its place, that is an object of a class of the guest. */
  static String argument(int index) {
    return "@" + index;
  }

  /**
   * @param path a name, followed by attribute names: {@code ["math", "sqrt"]}
   */
  Binding resolve(List<String> path);

  /** What a path means. */
  sealed interface Binding {
    /** Data of a type that kernels know: it becomes one more operand of each call. */
    record Value(Type type) implements Binding {}

    /** {@code None}, for as long as it stays that. */
    record None() implements Binding {}

    /** A genuine function of {@code builtins}, by its name. */
    record Builtin(String name) implements Binding {}

    /** A module; attributes of it can be asked for. */
    record Module(String name) implements Binding {}

    /** A genuine function of the module {@code math}, by its name. */
    record MathFunction(String name) implements Binding {}

    /** {@code epochly.prange}. */
    record ParallelRange() implements Binding {}

    /**
     * A plain or optimized function of the guest, to be compiled along. Its own names are asked for
     * by paths that go on with {@link #INSIDE}, the default of a parameter p with {@link #INSIDE}
     * and {@code "=p"}.
     *
     * @param identity the same for two paths that lead to the same function
     */
    record Function(FunctionSource source, Object identity) implements Binding {}

    /** What {@link #STORED} asked holds. */
    record Yes() implements Binding {}

    /** Anything else. {@code description} says what, never its value. */
    record Other(String description) implements Binding {}

    /** Not bound: the plain function would raise NameError or AttributeError. */
    record Unbound() implements Binding {}
  }
}
