/**
 * The frontend for Java: static methods of class files become kernels.
 *
 * <p>In: a class and a method of it, as javac or another compiler wrote it, and the values of its
 * static final fields. Out: a {@link io.epochly.kernels.ir.Kernel} that computes what the method
 * does, bit for bit. It differs from those of other frontends in its arithmetic, which is in the IR
 * by operations of its own: ints of 32 bits are ints of 64 behind {@code INT_WRAP}, floats of 32
 * bits are doubles behind {@code FLOAT_TO_SINGLE}, longs wrap, arrays take the low bits. Whatever
 * would throw bails out; the method itself then runs, and throws as it does.
 *
 * <p>The way: {@link Instructions} of the code, with lines; {@link Webs} give each local variable
 * of the source one of its own where slots are used again; {@link BlockLifter} runs the blocks of
 * the code on expressions instead of values, and puts in called static methods, but for those that
 * call themselves, of which {@link CalledApart} makes functions of the kernel; {@link Flow} joins
 * what compilers take apart, {@code &&}, {@code ||} and {@code ?:}; {@link Structure} finds loops
 * and branches again, {@link Tidying} removes the jumps that are left over, and {@link
 * CountedLoops} finds the loops that count.
 *
 * <p>Refused, with the line and the reason: fields that are not static and final, objects, strings,
 * calls of methods that are not static or whose class file cannot be read, try, synchronized,
 * arrays of arrays made in the method, rows put into arrays, a variable that may refer to arrays of
 * different types or to different arrays of arrays, results that are rows or memory, memory but by
 * elements of one type at constant layouts. Code that only makes an exception and throws it is not
 * refused: reaching it bails out.
 *
 * <p>A variable for arrays is a name of the array that it refers to, and nothing in the kernel, if
 * it is assigned in one place: what it refers to is the same wherever it is read. One that is
 * assigned in several places is a variable of the kernel's, and so is one that takes what such a
 * variable refers to at the moment.
 */
package io.epochly.kernels.internal.lift;
