package io.epochly.guest.internal.graalpy;

import com.oracle.truffle.api.interop.TruffleObject;
import java.util.Optional;

/**
 * The bytes that arrays of the guest are parts of, which a device may have the latest of. The guest
 * uses them without asking as long as it has not been told that they leave, and asks once
 * thereafter; guest code can do nothing with this object.
 */
public final class ArrayMemory implements TruffleObject {
  private final Object bytes;
  private final Departure departure;
  private Optional<Elsewhere> elsewhere = Optional.empty();
  private boolean guestReads = true;
  private boolean guestWrites = true;
  private boolean shown;

  /** How the guest is told that it has to ask. */
  @FunctionalInterface
  public interface Departure {
    /**
     * @param stale whether it has to ask before it reads too, and not only before it writes
     */
    void leave(boolean stale);
  }

  /** Where else the bytes are. */
  public interface Elsewhere {
    /**
     * Has the bytes be here.
     *
     * @param toWrite whether they are going to change, so that those elsewhere are the latest no
     *     more
     */
    void bringHome(boolean toWrite);

    /** Has them be there no more; they are here. */
    void release();
  }

  /**
   * @param bytes the guest's {@code bytearray}
   */
  public ArrayMemory(Object bytes, Departure departure) {
    this.bytes = bytes;
    this.departure = departure;
  }

  Object bytes() {
    return bytes;
  }

  /** Where else they are, if they have been so far. */
  public Optional<Elsewhere> elsewhere() {
    return elsewhere;
  }

  /** They are there too from now on, and nowhere else. */
  public void isAlso(Elsewhere place) {
    leaveOthers();
    elsewhere = Optional.of(place);
  }

  private void leaveOthers() {
    if (elsewhere.isPresent()) {
      elsewhere.get().bringHome(true);
      elsewhere.get().release();
      elsewhere = Optional.empty();
    }
  }

  /** Whether they may leave: not where the guest has a view of them that cannot ask. */
  public boolean mayLeave() {
    return !shown;
  }

  /**
   * Tells the guest that it has to ask.
   *
   * @param stale whether before it reads too
   * @return whether it did not know
   */
  public boolean leave(boolean stale) {
    boolean told = guestWrites || stale && guestReads;
    if (told) {
      boolean heard = false;
      guestWrites = false;
      guestReads &= !stale;
      try {
        departure.leave(stale);
        heard = true;
      } finally {
        // Where it has raised an error nobody knows how far it came.
        guestReads |= !heard;
        guestWrites |= !heard;
      }
    }
    return told;
  }

  /** Has them be here for whoever is going to read, or write, them now. */
  public void bringHome(boolean toWrite) {
    elsewhere.ifPresent(place -> place.bringHome(toWrite));
  }

  /** The same for the guest, which need not ask again until it is told so. */
  public void fetch(boolean toWrite) {
    bringHome(toWrite);
    guestReads = true;
    guestWrites |= toWrite;
  }

  /** The guest's code has a view of them from now on; they are here. */
  public void show() {
    leaveOthers();
    shown = true;
  }
}
