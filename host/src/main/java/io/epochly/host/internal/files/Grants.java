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
  private static final boolean SANDBOXED = Boolean.getBoolean(GuestFileSystem.SANDBOXED);

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

  /** Whether a place is what was granted, and not only in it. */
  boolean name(Path real) {
    return all.stream().anyMatch(grant -> grant.real().equals(real));
  }

  /** Whether a granted folder is granted for writing as a whole. */
  private boolean isWritable(Path granted) {
    return all.stream()
        .anyMatch(grant -> grant.access() == Grant.Access.WRITE && grant.real().equals(granted));
  }

  /**
   * A place that the guest may use, reached from the grant without following a link.
   *
   * @param options of the path that led to it
   */
  DiskEntry reach(Path real, LinkOption... options) throws IOException {
    Optional<Path> within = around(real);
    if (within.isEmpty()) {
      return new DiskEntry.ByPath(real, options);
    }
    Path granted = within.get();
    return granted.equals(real.getParent())
        ? new InGranted(this, granted, real, options)
        : reach(granted, real, options);
  }

  /** Step by step: what lies on the way may be swapped. */
  DiskEntry reach(Path granted, Path real, LinkOption... options) throws IOException {
    if (SANDBOXED) {
      return new DiskEntry.ByPath(real, options);
    }
    if (Descriptor.isPossible()) {
      return PinnedEntry.of(granted, real);
    }
    return HeldFolder.of(granted, real, isWritable(granted));
  }
}
