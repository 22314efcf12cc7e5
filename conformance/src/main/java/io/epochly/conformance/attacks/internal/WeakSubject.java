package io.epochly.conformance.attacks.internal;

import io.epochly.conformance.attacks.Control;
import io.epochly.conformance.attacks.Outcome.Kind;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** A context outside of any guest, with a door open that no policy opens. */
final class WeakSubject implements Subject {
  private final Context context;
  private final Printed printed = new Printed();

  WeakSubject(Engine engine, Control control) {
    Context.Builder builder =
        Context.newBuilder()
            .engine(engine)
            // One setting for all contexts of an engine; without classes to look up it opens
            // nothing.
            .allowHostAccess(HostAccess.ALL)
            .out(printed)
            .err(printed)
            .allowExperimentalOptions(true);
    switch (control) {
      case PROCESSES ->
          builder.allowCreateProcess(true).allowIO(IOAccess.ALL).allowCreateThread(true);
      case NATIVE -> builder.allowNativeAccess(true).allowIO(IOAccess.ALL).allowCreateThread(true);
      case HOST_CLASSES -> builder.allowHostClassLookup(_ -> true);
      case POLYGLOT -> builder.allowPolyglotAccess(PolyglotAccess.ALL);
      case REAL_FILES -> builder.allowIO(IOAccess.ALL);
      case EVERYTHING ->
          // The system's own functions know more than Java does.
          builder.allowAllAccess(true).option("python.PosixModuleBackend", "native");
      default -> throw new IllegalArgumentException(control + " is a door of a policy");
    }
    context = builder.build();
  }

  @Override
  public Ran run(String source, String function) {
    printed.forget();
    try {
      context.eval("python", source);
      Value result = context.eval("python", "str(" + function + "(scene))");
      return Ran.returned(result.asString(), printed);
    } catch (PolyglotException e) {
      Kind kind = e.isExit() ? Kind.EXIT : e.isGuestException() ? Kind.DENIED : Kind.BROKEN;
      String message = String.valueOf(e.getMessage());
      return Ran.ended(kind, message, message, printed);
    }
  }

  @Override
  public boolean isAlive() {
    try {
      return context.eval("python", "1 + 1").asInt() == 2;
    } catch (PolyglotException | IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void close() {
    context.close(true);
  }
}
