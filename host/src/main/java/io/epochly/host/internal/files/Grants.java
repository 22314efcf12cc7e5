package io.epochly.host.internal.files;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a guest may use of the disk, and how it gets there. */
record Grants(List<Grant> all) {
  Grants {
    all = List.copyOf(all);
  }

  boolean allow(Path real, Predicate<Grant> how) {
    return all.stream().anyMatch(grant -> how.test(grant) && grant.covers(real));
  }

  /**
   * The outermost granted folder that holds a place: from there inwards somebody may change folders
   * while a guest uses them. None if the place is itself what was granted.
   */
  Optional<Path> around(Path real) {
    return all.stream()
        .filter(grant -> grant.covers(real) && !grant.real().equals(real))
        .map(Grant::real)
        .min(Comparator.comparingInt(Path::getNameCount));
  }

  /**
   * A place that the guest may use, reached from the grant without following a link.
   *
   * @param options of the path that led to it
   */
  DiskEntry reach(Path real, LinkOption... options) throws IOException {
    Optional<Path> within = around(real);
    // In the sandbox of a worker no path leads to anything that is not granted.
    if (within.isEmpty() || Descriptor.isSandboxed()) {
      return new DiskEntry.ByPath(real, options);
    }
    return Descriptor.isPossible()
        ? PinnedEntry.of(within.get(), real)
        : HeldFolder.of(within.get(), real);
  }
}
