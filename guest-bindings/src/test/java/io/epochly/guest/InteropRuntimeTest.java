package io.epochly.guest;

class InteropRuntimeTest extends RuntimeContract {
  @Override
  String access() {
    return "interop";
  }
}
