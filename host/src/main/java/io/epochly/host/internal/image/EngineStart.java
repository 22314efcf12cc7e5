package io.epochly.host.internal.image;

import io.epochly.host.internal.guest.GuestContexts;

/** Starts the engine, which unpacks what it needs. */
final class EngineStart {
  private EngineStart() {}

  public static void main(String[] args) {
    GuestContexts.newEngine().close();
  }
}
