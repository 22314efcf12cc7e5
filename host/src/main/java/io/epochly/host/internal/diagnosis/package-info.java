/**
 * What somebody who helps with a host wants to see, in one file that may leave the machine.
 *
 * <p>In: the status files of hosts that run, the doctor's findings, the settings, versions. Out: a
 * ZIP file of JSON texts, whole or not at all, of mode 0600; an existing file is left alone.
 *
 * <p>Left out, by taking only fields that are known to be harmless: licences and other secrets,
 * paths, names of files, people and functions, messages of errors, subjects of audit events,
 * whatever a guest computed, logs.
 */
@NullMarked
package io.epochly.host.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
