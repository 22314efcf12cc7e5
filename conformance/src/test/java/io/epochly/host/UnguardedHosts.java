package io.epochly.host;

/** Hosts whose guests have no guards, so that the context or the process alone keeps them in. */
public final class UnguardedHosts {
  private UnguardedHosts() {}

  /** Such a host. */
  public static EpochlyHost create() {
    return EpochlyHost.builder().guards(false).build();
  }
}
