/**
 * Functions of a guest as functional interfaces of the host's own code.
 *
 * <p>In: the name of a function, an interface, and a passage for {@link
 * io.epochly.host.internal.data.Data} to the guest. Out: an instance of the interface, whose calls
 * cross as data. Refused when it is bound: a name that is no function, an interface that is not
 * functional, types that cannot cross, another number of arguments than the function takes. Refused
 * when it is called: null where no {@code Optional} is declared, and a result of another type.
 *
 * <p>Memory tells no type of its elements: the interface does, by {@link io.epochly.host.Elements},
 * and without it memory is bytes. A compiled function reads and writes arrays and memory where they
 * lie; the guest gets copies, which are copied back, or, of memory that is read-only, what refuses
 * stores. Refused at each call: memory that is freed, another thread's, no whole elements, or,
 * unless it is read-only, that overlaps with another argument. Left to the guest, though a kernel
 * is there: memory that is not aligned, read-only memory that would be stored into or overlaps with
 * another argument, a captured list that the kernel writes, results that are an argument's memory
 * or narrower arrays, and all calls while a thread of the guest's own runs.
 */
@NullMarked
package io.epochly.host.internal.typed;

import org.jspecify.annotations.NullMarked;
