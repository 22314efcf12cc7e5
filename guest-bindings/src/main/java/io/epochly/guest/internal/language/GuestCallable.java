package io.epochly.guest.internal.language;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** A function of the runtime that guest code can call. */
@ExportLibrary(InteropLibrary.class)
final class GuestCallable implements TruffleObject {
  /** What it does. */
  @FunctionalInterface
  interface Body {
    Object call(GuestValues arguments);
  }

  private final String name;
  private final int arity;
  private final Body body;

  GuestCallable(String name, int arity, Body body) {
    this.name = name;
    this.arity = arity;
    this.body = body;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments) {
    if (arguments.length != arity) {
      throw new GuestError(
          name + "() takes " + arity + " arguments, " + arguments.length + " were given");
    }
    return body.call(new GuestValues(arguments));
  }
}
