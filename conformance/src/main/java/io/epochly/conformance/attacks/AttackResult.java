package io.epochly.conformance.attacks;

import io.epochly.host.Isolation;

/**
 * What an attack came to.
 *
 * @param attack the attack
 * @param isolation the strength of the guests
 * @param closed the run with the door closed
 * @param control the run with the door open
 * @param verdict what that shows
 * @param detail why, where the verdict is none of the good ones or the attack was not run
 */
public record AttackResult(
    Attack attack,
    Isolation isolation,
    Outcome closed,
    Outcome control,
    Verdict verdict,
    String detail) {}
