package io.epochly.host.internal.worker;

import io.epochly.host.internal.guest.RuntimeSettings;
import io.epochly.host.internal.shared.Place;
import java.util.List;
import java.util.Map;

/** What the host tells a worker. */
sealed interface Request {
  /** The version of the protocol: both sides come from one build, or something is wrong. */
  int VERSION = 4;

  /** The first message: what the guest is. */
  record Open(
      int version,
      boolean guards,
      List<GrantedPath> grants,
      String folder,
      Map<String, String> environment,
      boolean network,
      boolean threads,
      int workers,
      boolean preciseClock,
      boolean signals,
      boolean interactive,
      List<String> functions,
      long resultLimit,
      long sharedMemory,
      RuntimeSettings settings)
      implements Request {}

  /** A file or folder: the guest's name for it, and where it is. */
  record GrantedPath(String name, String real, boolean write) {}

  record Evaluate(String source) implements Request {}

  record Call(String function, List<Argument> arguments) implements Request {}

  record Run(String entry, List<String> arguments, boolean asProgram) implements Request {}

  /** Runs tasks, one after another; each is answered. */
  record Tasks(List<Job> jobs) implements Request {}

  /** Asks for what of them has not begun. */
  record GiveBack() implements Request {}

  /** Binds or calls a function for an interface of the host. */
  record Typed(byte[] request) implements Request {}

  /** What a task of this guest's workers gave; the guest settles it if it has places. */
  record Delivery(long ticket, boolean died, byte[] outcome, List<Place> places)
      implements Request {}

  /** Reads a value that the worker holds, as one of the kinds of {@link Kind}. */
  record Read(long id, int kind) implements Request {}

  /** What a value is read as. */
  enum Kind {
    BOOL,
    INT,
    FLOAT,
    STR,
    FLOATS,
    INTS,
    BYTES,
    TEXT
  }

  /** Forgets values; there is no answer. */
  record Release(List<Long> ids) implements Request {}

  /** Ends the call that runs. */
  record Interrupt() implements Request {}

  /** Runs everything plain from now on. */
  record Disable() implements Request {}

  /** Ctrl-C. */
  record Signal() implements Request {}

  /** What the guest asked for of its standard input; nothing at its end. */
  record Input(byte[] bytes) implements Request {}

  /** Where in the shared memory there is room; -1 if it is full. */
  record Room(long offset) implements Request {}

  /** What a host function gave. */
  record FunctionResult(byte[] data) implements Request {}

  /** What the guest is to raise for a host function. */
  record FunctionError(String type, String message) implements Request {}

  /** A task. */
  sealed interface Job {}

  /**
   * Calls a function of another guest.
   *
   * @param pickled nothing if the worker has the function
   */
  record Shipped(long function, byte[] pickled, boolean many, byte[] arguments) implements Job {}

  /** Calls a function of the worker's program with data. */
  record Named(String function, byte[] arguments) implements Job {}

  /** An argument of a call. */
  sealed interface Argument {}

  /** A number, truth value or text, as {@link io.epochly.host.internal.data.Data}. */
  record Plain(byte[] data) implements Argument {}

  /** An array of numbers. */
  record Numbers(int typecode, byte[] elements) implements Argument {}
}
