package io.epochly.guest.internal.language;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.InstrumentInfo;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import java.util.Optional;

/**
 * The language whose objects guest functions call: it has no programs of its own. Evaluating a
 * ticket of {@link EpochlyInstrument} gives the runtime object of the context, and nothing else can
 * be evaluated.
 */
@TruffleLanguage.Registration(
    id = EpochlyLanguage.ID,
    name = "Epochly",
    contextPolicy = TruffleLanguage.ContextPolicy.SHARED,
    dependentLanguages = "python",
    characterMimeTypes = EpochlyLanguage.MIME_TYPE,
    defaultMimeType = EpochlyLanguage.MIME_TYPE)
public final class EpochlyLanguage extends TruffleLanguage<EpochlyContext> {
  public static final String ID = "epochly";
  static final String MIME_TYPE = "application/x-epochly-ticket";

  private static final ContextReference<EpochlyContext> CONTEXT =
      ContextReference.create(EpochlyLanguage.class);

  @Override
  protected EpochlyContext createContext(Env env) {
    return new EpochlyContext(env);
  }

  /** Comes last, whether a context ends by itself or is cancelled. */
  @Override
  protected void disposeContext(EpochlyContext context) {
    context.endDirectCalls();
    context.closeLeftOpen();
  }

  @Override
  protected void initializeMultiThreading(EpochlyContext context) {
    context.becomeMultiThreaded();
  }

  /** Guests may have threads; what they share is guarded by Python's own lock. */
  @Override
  protected boolean isThreadAccessAllowed(Thread thread, boolean singleThreaded) {
    return true;
  }

  @Override
  protected CallTarget parse(ParsingRequest request) {
    String ticket = request.getSource().getCharacters().toString();
    EpochlyLanguage language = this;
    return new RootNode(language) {
      @Override
      public Object execute(VirtualFrame frame) {
        return open(language, ticket);
      }
    }.getCallTarget();
  }

  @TruffleBoundary
  private static Object open(EpochlyLanguage language, String ticket) {
    EpochlyContext context = CONTEXT.get(null);
    Env env = context.env();
    InstrumentInfo instrument = env.getInstruments().get(EpochlyInstrument.ID);
    Optional<EpochlyInstrument.Admissions> admissions =
        Optional.ofNullable(env.lookup(instrument, EpochlyInstrument.Admissions.class));
    Optional<EpochlyInstrument.Admission> admission =
        admissions.flatMap(open -> open.claim(ticket));
    if (admission.isEmpty()) {
      throw new GuestError(
          "this source is not a ticket; the language is used through the bindings");
    }
    context.watchBy(admissions.orElseThrow(), admission.get().directCalls());
    return new RuntimeObject(language, context, admission.get());
  }
}
