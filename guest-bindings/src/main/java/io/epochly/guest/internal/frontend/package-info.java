/**
 * From the source text of a guest function and the types of its arguments to a compiled kernel.
 *
 * <p>In: the text, the function's place in it, one type per parameter, and a {@link
 * io.epochly.guest.internal.frontend.NameScope} that tells what names outside the function mean.
 * Out: a kernel, or the reasons why not, with line and column. Refused: whatever could not be
 * proven to mean the same in the kernel IR.
 *
 * <p>{@link io.epochly.guest.internal.frontend.Frontend} is the way in; {@link
 * io.epochly.guest.internal.frontend.Lowering} puts the parts together. All of them write through
 * one {@link io.epochly.guest.internal.frontend.KernelWriter}, which alone knows the current block
 * and what is known at the point reached. Each part knows the ones before it in this order:
 *
 * <ol>
 *   <li>{@code KernelWriter}, with {@code Frame}, {@code Environment} and {@code ElementTypes}:
 *       where lowering stands;
 *   <li>{@code Numbers}, {@code LowBits}, {@code Operators}, {@code BuiltinCalls}, {@code
 *       NumberMethods}, {@code Membership}: what is done with values;
 *   <li>{@code LocalVariables}, {@code OutsideNames}, {@code Attributes}, {@code ArrayAccess},
 *       {@code SliceStores}, {@code Assignments}, {@code Returns}: where values come from and go
 *       to;
 *   <li>{@code Iterations}, {@code Slices}, {@code LoopLowering}, {@code Generators}, {@code
 *       Reductions}, {@code ListLowering}, {@code ListCalls}, {@code RecursiveCalls}, {@code
 *       CallLowering}: loops, lists and calls;
 *   <li>{@code ExpressionLowering}, {@code StatementLowering}: one case per node of the guest's
 *       syntax tree, which they hand to the part that lowers it.
 * </ol>
 *
 * <p>Attributes of arguments, in: the paths that {@code NameScope} answers for an argument; out:
 * variables that are filled when the kernel begins, and results behind the function's own that are
 * stored when it is done; refused: what a class does more than store, and the same object as two
 * arguments when one is stored to. Recursion, in: a call of a function that is being lowered, and
 * any call once the kernel with bodies in the place of calls was too large; out: a function of the
 * kernel for each combination of argument types; refused: arguments and results of several types,
 * attributes inside.
 *
 * <p>What needs expressions or blocks inside its own lowers them through {@code Expressions} and
 * {@code Statements}, so that nothing knows the two classes behind it.
 */
package io.epochly.guest.internal.frontend;
