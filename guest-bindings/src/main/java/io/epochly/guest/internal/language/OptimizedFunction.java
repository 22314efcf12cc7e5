package io.epochly.guest.internal.language;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import io.epochly.guest.internal.graalpy.Callee;
import io.epochly.guest.internal.graalpy.Environment;
import io.epochly.guest.internal.graalpy.GuestAccess;
import io.epochly.guest.internal.runtime.DirectCalls;
import io.epochly.guest.internal.runtime.Dispatcher;
import io.epochly.guest.internal.runtime.OptimizedCode;
import java.util.Set;

/**
 * What the wrapper of a guest function calls first: an executable whose arguments arrive as the
 * guest's raw objects.
 */
@ExportLibrary(InteropLibrary.class)
final class OptimizedFunction implements TruffleObject, Callee.Wrapper {
  private final Dispatcher dispatcher;
  private final OptimizedCode code;
  private final Environment environment;

  /** What the function runs that calls this, while it is the one that the decorator made. */
  private Object wrapperCode = GuestAccess.ABSENT;

  OptimizedFunction(Dispatcher dispatcher, OptimizedCode code, Environment environment) {
    this.dispatcher = dispatcher;
    this.code = code;
    this.environment = environment;
  }

  @Override
  public Object plainFunction() {
    return environment.function();
  }

  OptimizedCode code() {
    return code;
  }

  /** Told once what the function runs that calls this. */
  void wrappedBy(Object itsCode) {
    wrapperCode = itsCode;
  }

  /** Prepares calls from outside of the guest; see {@link DirectCalls#prepare}. */
  boolean prepareDirect(DirectCalls calls, long ticket, Object itsCode, Object[] samples) {
    return itsCode == wrapperCode
        && itsCode != GuestAccess.ABSENT
        && calls.prepare(ticket, dispatcher, code, environment, samples);
  }

  /** Compiles for arguments like these; see {@link Dispatcher#prepare}. */
  Set<String> prepare(Object[] samples) {
    return dispatcher.prepare(code, environment, samples);
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments) {
    return dispatcher.call(code, environment, arguments);
  }
}
