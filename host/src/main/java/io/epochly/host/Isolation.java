package io.epochly.host;

/** What stands between a guest and everything else. */
public enum Isolation {
  /**
   * A context of this JVM. For code that is trusted but may be wrong: what it may touch is limited,
   * what it may use up is not, but for its time, its output and its stack.
   */
  CONTEXT,

  /**
   * A JVM of the guest's own, in namespaces of its own: no network, no other processes, no files
   * but the runtime and what the policy grants. For code that nobody trusts. It can be ended at any
   * time. Linux with bubblewrap only; opening such a guest fails elsewhere, unless the policy
   * accepts less.
   */
  PROCESS
}
