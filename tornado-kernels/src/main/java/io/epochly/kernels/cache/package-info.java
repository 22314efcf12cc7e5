/**
 * The folder in which a host keeps from one process to the next what was expensive to make, and the
 * checks without which nothing in it could be believed.
 *
 * <p>In: the host's own environment, or a path; then entries, bytes under a {@link
 * io.epochly.kernels.cache.CacheKey} of everything that they depend on. Out: the same bytes or
 * none. Nothing here throws for the state of a disk: a folder that cannot be used is an answer with
 * its reason, and one that fails later warns once and is off.
 *
 * <p>The folder is {@code EPOCHLY_JIT_CACHE_DIR}, else {@code $XDG_CACHE_HOME/epochly}, else {@code
 * ~/.cache/epochly}. Whatever is missing of it is made with mode 0750, less what the umask takes.
 * It belongs to the host: a guest is neither asked for the variable nor shown it, and whoever
 * grants a guest files must not grant these.
 *
 * <p>Refused:
 *
 * <ul>
 *   <li>a folder of which any component, those that links lead through included, belongs to
 *       somebody else than the user or root, or may be written by the group or by others. Folders
 *       like {@code /tmp}, where only the owner may move a file, may lie on the way but not be the
 *       folder itself. Components are looked at from the root down, so that nobody else can swap
 *       one that was found good;
 *   <li>file systems without POSIX owners and modes;
 *   <li>entries that are not exactly what was written: truncated, longer, changed, under another
 *       name, of another format; links; files of somebody else, or that somebody else may write.
 *       They count as absent, and are removed if they are the user's. The checksum is against
 *       damage, the owner and the mode against others;
 *   <li>entries larger than a sixteenth of the folder's bound.
 * </ul>
 *
 * <p>Hosts share a folder without locks. An entry is written under a name of its own, then renamed,
 * so a reader finds all of it or none; of two that write the same one the last wins. The entries
 * used longest ago make room for new ones.
 */
@NullMarked
package io.epochly.kernels.cache;

import org.jspecify.annotations.NullMarked;
