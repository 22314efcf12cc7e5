package io.epochly.conformance.fuzz;

import io.epochly.guest.ForgottenGuards;
import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestInfo;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.Pass;
import io.epochly.kernels.ir.Kernel;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Context;

/** Bugs that a compiler of this kind may well have, put into this one on purpose. */
enum SeededBug {
  DROPPED_OVERFLOW_CHECK(WrongArithmetic.droppedOverflowChecks()),
  JAVA_REMAINDER(WrongArithmetic.javaRemainder()),
  LOST_MINUS_ZERO(WrongArithmetic.lostMinusZero()),
  WIDENED_TOO_EARLY(WrongArithmetic.widenedTooEarly()),
  MISSING_NEGATIVE_WRAP(WrongOrder.missingNegativeWrap()),
  STORE_BEFORE_CHECK(WrongOrder.storeBeforeCheck()),
  ALIAS_IGNORED(new AliasesIgnored()),
  WRONG_LOOP_EXIT_VALUE(WrongOrder.wrongLoopExitValue()),
  SHORT_CIRCUIT_LOST(WrongOrder.shortCircuitLost()),
  GUARD_FORGOTTEN();

  private final Optional<UnaryOperator<Kernel>> rewrite;

  SeededBug(UnaryOperator<Kernel> rewrite) {
    this.rewrite = Optional.of(rewrite);
  }

  SeededBug() {
    this.rewrite = Optional.empty();
  }

  /** Gives a guest the bindings with this bug in the compiler. */
  void install(Context context) {
    if (rewrite.isPresent()) {
      KernelCompiler compiler = new KernelCompiler().withFirst(new Pass(name(), rewrite.get()));
      GuestBindings.install(context, GuestInfo.of("test", "off"), compiler);
    } else {
      ForgottenGuards.install(context);
    }
  }
}
