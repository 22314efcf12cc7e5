package io.epochly.host.internal.worker;

import java.util.List;

/** What a worker tells the host. */
sealed interface Reply {
  /** The guest is open. */
  record Ready(int version) implements Reply {}

  /** A call has returned; the arrays are what the arguments hold now. */
  record Returned(Held value, List<byte[]> arrays) implements Reply {}

  /** A call has failed; likewise. */
  record Failed(Failure failure, List<byte[]> arrays) implements Reply {}

  /** A program has ended. */
  record Ended(int status) implements Reply {}

  /** The first of the tasks that came together is about to run. */
  record Begun() implements Reply {}

  /** What the next of the tasks gave. */
  record Outcome(byte[] data) implements Reply {}

  /** The last so many tasks have not begun, and will not be run. */
  record GivenBack(int count) implements Reply {}

  /** A value that was to be read, as {@link io.epochly.host.internal.data.Data}. */
  record Content(byte[] data) implements Reply {}

  /** The value is not of the kind that was asked for. */
  record WrongKind(String message) implements Reply {}

  /** The guest writes. */
  record Output(boolean error, byte[] bytes) implements Reply {}

  /** The guest reads its standard input, so much at most. */
  record WantInput(int count) implements Reply {}

  /** The guest has another level now. */
  record LevelChanged(int level) implements Reply {}

  /** The guest changed a setting of its own. */
  record SettingChanged(String key) implements Reply {}

  /** A function of the guest could not be compiled, because of what stands there. */
  record OptimizationFailed(int line, int column) implements Reply {}

  /**
   * What the guest's optimized functions did so far.
   *
   * @param fallbacks a count for each {@link io.epochly.guest.FallbackKind}, in its order
   */
  record Counted(long calls, long compiledCalls, long compileNanos, int level, List<Long> fallbacks)
      implements Reply {}

  /** The guest calls a host function. */
  record CallFunction(String name, byte[] arguments) implements Reply {}

  /** The guest has taken what a task gave out of its places. */
  record Settled(long ticket) implements Reply {}

  /** The task that runs needs so many bytes of the shared memory for its result. */
  record WantRoom(long bytes) implements Reply {}

  /**
   * A value in the worker.
   *
   * @param content the value itself as {@link io.epochly.host.internal.data.Data}, if it is small
   */
  record Held(long id, String type, byte[] content) {}

  /** Why a call failed. */
  sealed interface Failure {}

  record Raised(String type, String detail, String traceback) implements Failure {}

  record Exited(int status) implements Failure {}

  record Interrupted() implements Failure {}

  /** A value is larger than the limit. */
  record TooLarge() implements Failure {}

  /** The guest cannot go on. */
  record Died(String reason) implements Failure {}

  /** The call was wrong: an array has another length now, or so. */
  record Refused(String message) implements Failure {}
}
