package io.epochly.host;

/** Functions of guests in this JVM. */
class TypedFunctionTest extends TypedFunctionContract {
  @Override
  GuestPolicy.Builder policy() {
    return GuestPolicy.builder();
  }
}
