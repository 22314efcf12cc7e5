package io.epochly.host;

/** Workers that are contexts of this JVM. */
class ContextWorkersTest extends WorkersContract {
  @Override
  String isolation() {
    return "context";
  }
}
