/**
 * Data that crosses between a guest and the host: numbers, text, bytes, arrays, and collections of
 * them, as bytes.
 *
 * <p>In: a value of one of these types, on either side ({@code data.py} is the guest's). Out: the
 * same value, a copy. Refused: every other type, subclasses of these included, since to read one
 * would run its code; what is nested more than {@value io.epochly.host.internal.data.Data#DEPTH}
 * deep, as what contains itself is; bytes that are no such value, whatever they are.
 *
 * <p>A value is a byte that tells its type, and what is in it; lengths and counts are unsigned ints
 * of 4 bytes, the most significant first.
 *
 * <table>
 * <caption>types</caption>
 * <tr><td>N, T, F</td><td>None, True, False</td></tr>
 * <tr><td>I</td><td>an int of 64 bits: 8 bytes</td></tr>
 * <tr><td>B</td><td>a larger int: length, two's complement</td></tr>
 * <tr><td>D</td><td>a float: 8 bytes</td></tr>
 * <tr><td>C</td><td>a complex: two such</td></tr>
 * <tr><td>S</td><td>a str of ASCII: length, a byte a character</td></tr>
 * <tr><td>U</td><td>another str: length, UTF-16</td></tr>
 * <tr><td>Y, Z</td><td>bytes, a bytearray: length, bytes</td></tr>
 * <tr><td>A</td><td>an array.array: its type code, length in bytes, elements in this machine's order</td></tr>
 * <tr><td>R</td><td>bytes, a bytearray or an array that lies in shared memory ({@link
 *     io.epochly.host.internal.data.Aside}): Y, Z or its type code, what stands for it in 4 bytes, its
 *     size in 8</td></tr>
 * <tr><td>L, P, E, G</td><td>a list, tuple, set, frozenset: count, values</td></tr>
 * <tr><td>M</td><td>a dict: count, keys and values in turns</td></tr>
 * </table>
 */
@NullMarked
package io.epochly.host.internal.data;

import org.jspecify.annotations.NullMarked;
