package io.epochly.guest.internal.language;

import com.oracle.truffle.api.TruffleLanguage.Env;
import io.epochly.guest.internal.graalpy.GuestAccess;
import org.jspecify.annotations.Nullable;

/** What the language keeps for one guest context. */
final class EpochlyContext {
  private final Env env;
  private boolean multiThreaded;
  private @Nullable GuestAccess access;

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

  synchronized void closeLeftOpen() {
    if (access != null) {
      access.closeLeftOpen();
    }
  }
}
