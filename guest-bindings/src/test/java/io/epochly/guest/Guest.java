package io.epochly.guest;

import io.epochly.guest.internal.runtime.KernelCompiler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** A closed guest context with the bindings in it. */
final class Guest implements AutoCloseable {
  private static final String ACCESS = "epochly.guest.access";

  final Context context;
  final GuestBindings bindings;
  final ByteArrayOutputStream out;

  private Guest(Context context, GuestBindings bindings, ByteArrayOutputStream out) {
    this.context = context;
    this.bindings = bindings;
    this.out = out;
  }

  /**
   * @param access {@code direct} or {@code interop}
   */
  static Guest open(Engine engine, String access, KernelCompiler compiler) {
    return open(engine, access, compiler, GuestInfo.of("1.2.3", "off: interpreted"));
  }

  static Guest open(Engine engine, String access, KernelCompiler compiler, GuestInfo info) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Context context =
        Context.newBuilder("python", GuestBindings.LANGUAGE)
            .engine(engine)
            .allowHostAccess(HostAccess.NONE)
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowIO(IOAccess.NONE)
            .allowCreateThread(info.guestThreads())
            .out(out)
            .err(out)
            .build();
    System.setProperty(ACCESS, access);
    try {
      return new Guest(context, GuestBindings.install(context, info, compiler), out);
    } finally {
      System.clearProperty(ACCESS);
    }
  }

  /** Runs statements in {@code __main__}. */
  Guest run(String code) {
    context.eval("python", code);
    return this;
  }

  /** As an operator does it. */
  void disableForGood() {
    bindings.disableForGood();
  }

  /** The value of a variable or expression. */
  Value get(String expression) {
    return context.eval("python", expression);
  }

  String text(String expression) {
    return get("str((" + expression + "))").asString();
  }

  String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    context.close(true);
  }
}
