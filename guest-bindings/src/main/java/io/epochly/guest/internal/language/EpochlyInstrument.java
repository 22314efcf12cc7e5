package io.epochly.guest.internal.language;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.ThreadsActivationListener;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import io.epochly.guest.GuestInfo;
import io.epochly.guest.GuestListener;
import io.epochly.guest.internal.runtime.DirectCalls;
import io.epochly.guest.internal.runtime.Interruption;
import io.epochly.guest.internal.runtime.KernelCompiler;
import io.epochly.guest.internal.runtime.Presence;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands Java objects from the embedder to the language's context: contexts created with no host
 * access take nothing but strings, and a ticket is one. A ticket serves once, so that guest code
 * can make nothing of the language even where it may evaluate sources.
 */
@TruffleInstrument.Registration(
    id = EpochlyInstrument.ID,
    name = "Epochly",
    services = EpochlyInstrument.Admissions.class)
public final class EpochlyInstrument extends TruffleInstrument {
  public static final String ID = "epochly-bindings";

  /** What a context is admitted with. */
  public record Admission(
      GuestInfo info,
      KernelCompiler compiler,
      Interruption interruption,
      Introspection introspection,
      GuestListener listener,
      SharedMemory sharedMemory,
      DirectCalls directCalls) {}

  /** The open tickets of an engine. */
  public static final class Admissions {
    private final Map<String, Admission> open = new ConcurrentHashMap<>();
    private final Map<TruffleContext, Presence> watched = new ConcurrentHashMap<>();

    public String admit(Admission admission) {
      String ticket = UUID.randomUUID().toString();
      open.put(ticket, admission);
      return ticket;
    }

    public void withdraw(String ticket) {
      open.remove(ticket);
    }

    Optional<Admission> claim(String ticket) {
      return Optional.ofNullable(open.remove(ticket));
    }

    /** Tells somebody who enters a context, which the calling thread is in, until it ends. */
    void watch(TruffleContext context, Presence presence) {
      presence.entered();
      watched.put(context, presence);
    }

    void unwatch(TruffleContext context) {
      watched.remove(context);
    }
  }

  @Override
  protected void onCreate(Env env) {
    Admissions admissions = new Admissions();
    env.registerService(admissions);
    env.getInstrumenter().attachThreadsActivationListener(new Watch(admissions.watched));
  }

  /** Told whenever a thread enters or leaves a context of the engine. */
  private record Watch(Map<TruffleContext, Presence> watched) implements ThreadsActivationListener {
    @Override
    public void onEnterThread(TruffleContext context) {
      Presence presence = watched.get(context);
      if (presence != null) {
        presence.entered();
      }
    }

    @Override
    public void onLeaveThread(TruffleContext context) {
      Presence presence = watched.get(context);
      if (presence != null) {
        presence.left();
      }
    }
  }
}
