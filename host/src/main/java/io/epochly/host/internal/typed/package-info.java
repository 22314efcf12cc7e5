/**
 * Functions of a guest as functional interfaces of the host's own code.
 *
 * <p>In: the name of a function, an interface, and a passage for {@link
 * io.epochly.host.internal.data.Data} to the guest. Out: an instance of the interface, whose calls
 * cross as data. Refused when it is bound: a name that is no function, an interface that is not
 * functional, types that cannot cross, another number of arguments than the function takes. Refused
 * when it is called: null where no {@code Optional} is declared, and a result of another type.
 */
@NullMarked
package io.epochly.host.internal.typed;

import org.jspecify.annotations.NullMarked;
