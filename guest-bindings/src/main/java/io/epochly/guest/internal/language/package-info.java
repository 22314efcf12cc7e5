/**
 * The objects that guest code holds of this runtime, and how they get into a guest.
 *
 * <p>In: a ticket that the embedder was given for one context ({@link
 * io.epochly.guest.internal.language.EpochlyInstrument}). Out: the runtime object, which the Python
 * side of the bindings keeps to itself, and the optimized functions that it makes. Refused:
 * everything else that one might evaluate in the language.
 *
 * <p>The Python package lies in the resources of this package. A finder on {@code sys.meta_path}
 * serves it from memory, so that a guest without any file access can import it, and nothing of it
 * is compiled before. Its code is marked internal: tracebacks show the guest's own frames only.
 */
package io.epochly.guest.internal.language;
