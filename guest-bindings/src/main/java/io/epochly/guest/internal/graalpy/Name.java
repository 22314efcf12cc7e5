package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.strings.TruffleString;

/** An identifier in both of the forms that lookups need. */
public record Name(String text, TruffleString guest) {
  public static Name of(String text) {
    return new Name(
        text, TruffleString.fromJavaStringUncached(text, TruffleString.Encoding.UTF_32));
  }
}
