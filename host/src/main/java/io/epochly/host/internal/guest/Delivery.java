package io.epochly.host.internal.guest;

import io.epochly.host.internal.shared.Place;
import java.util.List;

/**
 * What a task of a guest's workers gave, or why there is nothing.
 *
 * @param died whether the outcome is a reason in text, which is empty for a task that was withdrawn
 * @param places of the shared memory, which the outcome names by number
 * @param settled is run when the guest has taken all that, or will not any more
 */
public record Delivery(
    long ticket, boolean died, byte[] outcome, List<Place> places, Runnable settled) {}
