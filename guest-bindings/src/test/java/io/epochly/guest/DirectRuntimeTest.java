package io.epochly.guest;

class DirectRuntimeTest extends RuntimeContract {
  @Override
  String access() {
    return "direct";
  }
}
