/**
 * Looks whether this machine is one that a host runs well and safely on.
 *
 * <p>In: the settings that a run here would have, and the machine itself: what the kernel says of
 * this process and of hosts that run, trial starts of the sandbox, the engine and the drivers. Out:
 * for each check what was found, whether that is fine, and how to mend it. A check observes; that a
 * setting says so is no finding.
 *
 * <p>What was found is told apart from names (paths, subjects of licences), which a report that
 * leaves the machine must not hold. Nothing is changed or made. A check that fails itself is a
 * failure with the class of the error.
 */
@NullMarked
package io.epochly.host.internal.doctor;

import org.jspecify.annotations.NullMarked;
