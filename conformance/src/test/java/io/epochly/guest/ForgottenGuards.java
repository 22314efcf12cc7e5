package io.epochly.guest;

import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.Frontend;
import io.epochly.guest.internal.frontend.FunctionSource;
import io.epochly.kernels.ir.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;

/**
 * A compiler that answers a function and signature that it has seen before with the same kernel,
 * whatever the names in it mean by now: what a guest gets whose guards are forgotten.
 */
public final class ForgottenGuards {
  private record Key(FunctionSource source, List<Type> params) {}

  private ForgottenGuards() {}

  /** Gives a guest such a compiler. */
  public static void install(Context context) {
    Frontend frontend = new Frontend();
    Map<Key, CompileOutcome> known = new HashMap<>();
    GuestBindings.install(
        context,
        GuestInfo.of("test", "off"),
        (source, params, names, options) -> {
          CompileOutcome anew = frontend.compile(source, params, names, options);
          return known.computeIfAbsent(new Key(source, List.copyOf(params)), _ -> anew);
        });
  }
}
