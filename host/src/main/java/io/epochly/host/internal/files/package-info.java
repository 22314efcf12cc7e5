/**
 * What a guest sees as its file system.
 *
 * <p>In: the folders and files that a policy grants, and the paths a guest asks for. Out: the
 * granted part of the disk, Python's standard library at {@link
 * io.epochly.host.internal.files.StandardLibrary#HOME} (read from the class path, never from the
 * disk), {@code /dev/null}, and a working folder that is called {@link
 * io.epochly.host.internal.files.GuestFileSystem#WORKING_FOLDER} whatever its real name is.
 * Refused, with the same {@link java.nio.file.AccessDeniedException} whether the file exists or
 * not: everything else, judged by the real path, links resolved at the time of use. What is then
 * done is done to a place that is reached from the grant without following a link, as a folder may
 * be swapped for one meanwhile: by another program, or by a guest with threads that renames a link
 * which was there already. Opening, listing, deleting and moving go by Java's secure folders, the
 * rest (making folders, attributes, links that are read) by descriptors of Linux's; in the sandbox
 * of a worker, where a path leads to nothing else than what is granted, by the path. Where the JVM
 * forbids native access, the rest goes by secure folders too, or is refused: a folder is made in
 * the granted one and moved to its place; attributes are read by the path and told only if they are
 * those of the file that was reached; only times and permissions can be set, of what the JVM may
 * read; links are read in the granted folder itself only. What was granted is itself never moved,
 * nor moved upon. Links cannot be made by a guest: a hard link could carry a file from a readable
 * folder into a writable one, and a symbolic one could be swapped in between the check and the use.
 */
@NullMarked
package io.epochly.host.internal.files;

import org.jspecify.annotations.NullMarked;
