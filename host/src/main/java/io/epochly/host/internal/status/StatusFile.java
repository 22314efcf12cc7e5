package io.epochly.host.internal.status;

import java.nio.file.Path;

/**
 * The file of one host.
 *
 * @param path of the whole file
 * @param draft where the next one is made
 */
record StatusFile(Path path, Path draft, String id, String processStart) {
  static StatusFile of(RuntimeFolder folder, long pid, String id, String processStart) {
    String name = pid + "-" + id + ".json";
    return new StatusFile(
        folder.path().resolve(name), folder.path().resolve(name + ".new"), id, processStart);
  }
}
