package io.epochly.conformance.fuzz;

import io.epochly.guest.ForgottenGuards;
import io.epochly.guest.GuestBindings;
import io.epochly.guest.GuestInfo;
import io.epochly.kernels.Cores;
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
  LOAD_HOISTED_PAST_STORE(WrongProofs.loadHoistedPastStore()),
  CHECK_REMOVED_ON_ONE_PATH(WrongProofs.checkRemovedOnOnePath()),
  BOUND_OFF_BY_ONE(WrongProofs.boundOffByOne(), true),
  SIDE_BY_SIDE_THOUGH_ALIASED(WrongProofs.sideBySideThoughAliased(), true),
  PIECES_THAT_TOUCH(WrongProofs.spanOffByOne(), true),
  SUM_BEFORE_PIECES_FORGOTTEN(WrongProofs.sumForgotten(), true),
  COUNTS_FROM_ONE(WrongProofs.countsFromOne(), true),
  FAILED_CHECK_FORGOTTEN(WrongProofs.failedCheckForgotten(), true),
  FIRST_ELEMENT_FORGOTTEN(WrongProofs.firstElementForgotten(), true),
  ELEMENT_OF_FIRST_ITERATION(WrongProofs.elementOfFirstIteration(), true),
  GREATEST_FOR_LEAST(WrongProofs.greatestForLeast(), true),
  LIST_TOO_LONG(WrongProofs.listTooLong(), true),
  GUARD_FORGOTTEN();

  /** Pieces of a loop then run in another order than its iterations. */
  private static final Cores CORES = Cores.of(3);

  private final Optional<UnaryOperator<Kernel>> rewrite;
  private final boolean last;

  SeededBug(UnaryOperator<Kernel> rewrite) {
    this(rewrite, false);
  }

  /**
   * @param last whether it is a bug of what comes out of the passes, not of what goes into them
   */
  SeededBug(UnaryOperator<Kernel> rewrite, boolean last) {
    this.rewrite = Optional.of(rewrite);
    this.last = last;
  }

  SeededBug() {
    this.rewrite = Optional.empty();
    this.last = false;
  }

  /** Gives a guest the bindings with this bug in the compiler. */
  void install(Context context) {
    if (rewrite.isPresent()) {
      Pass pass = new Pass(name(), rewrite.get());
      KernelCompiler compiler =
          last ? new KernelCompiler().withLast(pass) : new KernelCompiler().withFirst(pass);
      GuestBindings.install(context, GuestInfo.of("test", "off").withCores(CORES), compiler);
    } else {
      ForgottenGuards.install(context);
    }
  }
}
