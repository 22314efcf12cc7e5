package io.epochly.conformance.attacks;

import io.epochly.host.Isolation;
import io.epochly.host.Limit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Python program that tries to get at what a guest is not granted, or to use up more than it may.
 *
 * @param group what it is aimed at, as {@code files}
 * @param name unique in its group
 * @param tries what it tries
 * @param stoppedBy the door, guard or limit that is to stop it
 * @param control what is opened so that it succeeds
 * @param evidence what shows its success from outside
 * @param denials the ends that a clean denial may have: a type of Python's exceptions, {@code
 *     limit}, {@code exit}, {@code nothing} for a program that ends normally and got nothing, and
 *     {@code broken} where it is known that the interpreter fails
 * @param footing what its policy has to grant for there to be something to attack
 * @param limits the limits of its guest
 * @param notApplicable why it has no meaning at a strength
 * @param marks what else its header says of how to run it
 * @param program the source text
 */
public record Attack(
    String group,
    String name,
    String tries,
    String stoppedBy,
    Control control,
    String evidence,
    List<String> denials,
    Footing footing,
    Map<Limit, Long> limits,
    Map<Isolation, String> notApplicable,
    Set<Mark> marks,
    String program) {

  /** What an attack stands on. */
  public enum Footing {
    /** A closed policy. */
    NONE,
    /** A folder to read and write, which has links that lead out of it. */
    ROOM,
    /** Some functions of the host. */
    FUNCTIONS,
    /** Threads. */
    THREADS,
    /** A folder as above, and threads. */
    ROOM_AND_THREADS,
    /** A worker. */
    WORKERS
  }

  /** How an attack is run. */
  public enum Mark {
    /** In a guest of its own: it leaves behind what would disturb others. */
    FRESH,
    /** Not in every build: it takes long. */
    NIGHTLY
  }

  public Attack {
    denials = List.copyOf(denials);
    limits = Map.copyOf(limits);
    notApplicable = Map.copyOf(notApplicable);
    marks = Set.copyOf(marks);
  }

  /** {@code group/name}. */
  public String id() {
    return group + "/" + name;
  }

  /** Whether it needs a guest of its own. */
  public boolean fresh() {
    return marks.contains(Mark.FRESH) || !limits.isEmpty();
  }
}
