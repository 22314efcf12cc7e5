package com.example.pricing;

import io.epochly.host.EpochlyHost;
import io.epochly.host.Guest;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import java.util.function.DoubleBinaryOperator;

/** Prices by a Python function, with and without its kernel; prints what it found, a line each. */
public final class Pricing {
  private static final String MODEL =
      """
      import epochly

      def plain(rate, steps):
          value = 1.0
          i = 0.0
          while i < steps:
              value = value * (1.0 + rate) - 0.25 * rate
              i += 1.0
          return value

      price = epochly.optimize(plain)

      @epochly.optimize
      def smooth(values, window):
          out = [0.0] * len(values)
          for i in range(len(values)):
              total = 0.0
              for j in range(max(0, i - window), min(len(values), i + window + 1)):
                  total += values[j]
              out[i] = total
          return out
      """;

  private static final double STEPS = 20_000;
  private static final int ROUNDS = 20;

  interface Smooth {
    double[] apply(double[] values, int window);
  }

  private Pricing() {}

  public static void main(String[] args) {
    try (EpochlyHost host = EpochlyHost.create();
        Guest guest = host.openGuest(GuestPolicy.closed())) {
      guest.eval(MODEL);
      DoubleBinaryOperator price = guest.function("price", DoubleBinaryOperator.class);
      DoubleBinaryOperator plain = guest.function("plain", DoubleBinaryOperator.class);
      Smooth smooth = guest.function("smooth", Smooth.class);

      System.out.println("jit " + host.guestJit());
      System.out.println("isolated " + isolated(host));
      System.out.println("access " + guest.eval("epochly.get_status().get('access')"));
      double kernel = price.applyAsDouble(0.001, STEPS);
      double same = plain.applyAsDouble(0.001, STEPS);
      System.out.println("equal " + (kernel == same && same == inJava(0.001, STEPS)));
      System.out.println("smooth " + smooth.apply(new double[] {1, 2, 3}, 1)[1]);
      System.out.println("kernel_ns " + best(price));
      System.out.println("plain_ns " + best(plain));
      System.out.println("java_ns " + best(Pricing::inJava));
      System.out.println(
          "why " + guest.eval("epochly.stats()['functions']['plain']['last_fallback_reason']"));
      System.out.println(
          "compiled " + guest.eval("epochly.stats()['functions']['plain']['compiled_calls']"));
    }
  }

  /** What a guest in a process of its own finds, with whatever of a sandbox there is here. */
  private static long isolated(EpochlyHost host) {
    GuestPolicy policy =
        GuestPolicy.builder().isolation(Isolation.PROCESS).acceptReduced().build();
    try (Guest guest = host.openGuest(policy)) {
      return guest.eval("6 * 7").asLong();
    }
  }

  private static long best(DoubleBinaryOperator function) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      function.applyAsDouble(0.001, STEPS);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private static double inJava(double rate, double steps) {
    double value = 1.0;
    for (double i = 0; i < steps; i += 1.0) {
      value = value * (1.0 + rate) - 0.25 * rate;
    }
    return value;
  }
}
