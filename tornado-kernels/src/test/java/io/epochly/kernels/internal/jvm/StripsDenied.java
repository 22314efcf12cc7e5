package io.epochly.kernels.internal.jvm;

/** Run in a JVM that denies unchecked access to memory: prints what a strip has kept. */
final class StripsDenied {
  private StripsDenied() {}

  public static void main(String[] args) {
    byte[] strip = Strips.room();
    Strips.set(strip, 3, 2.5);
    Strips.set(strip, 4, 7L);
    StripFunctions.erf(strip, strip, 4);
    System.out.println(Strips.getFloat(strip, 3) + " " + Strips.getInt(strip, 4));
  }
}
