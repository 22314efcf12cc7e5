package io.epochly.guest.internal.language;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.TruffleLanguage.Env;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.runtime.DirectCalls;
import org.jspecify.annotations.Nullable;

/** What the language keeps for one guest context. */
final class EpochlyContext {
  private final Env env;
  private boolean multiThreaded;
  private @Nullable GuestAccess access;
  private @Nullable Runnable end;

  EpochlyContext(Env env) {
    this.env = env;
  }

  Env env() {
    return env;
  }

  synchronized void becomeMultiThreaded() {
    multiThreaded = true;
    if (access != null) {
      access.becomeMultiThreaded();
    }
  }

  synchronized void setAccess(GuestAccess access) {
    this.access = access;
    if (multiThreaded) {
      access.becomeMultiThreaded();
    }
  }

  /** Counts who enters, for calls that do without that; the calling thread is here already. */
  synchronized void watchBy(EpochlyInstrument.Admissions admissions, DirectCalls calls) {
    TruffleContext context = env.getContext();
    admissions.watch(context, calls.presence());
    end =
        () -> {
          admissions.unwatch(context);
          calls.end();
        };
  }

  synchronized void endDirectCalls() {
    if (end != null) {
      end.run();
    }
  }

  synchronized void closeLeftOpen() {
    if (access != null) {
      access.closeLeftOpen();
    }
  }
}
