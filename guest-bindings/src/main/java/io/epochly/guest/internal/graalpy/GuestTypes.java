package io.epochly.guest.internal.graalpy;

/**
 * The guest's own type objects and singletons, as its bootstrap hands them over: public interop
 * compares against them.
 *
 * @param builtins the module {@code builtins}
 * @param none {@code None}
 */
public record GuestTypes(
    Object builtins,
    Object none,
    Object list,
    Object bytes,
    Object bytearray,
    Object memoryview,
    Object array) {}
