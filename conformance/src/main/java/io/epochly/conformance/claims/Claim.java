package io.epochly.conformance.claims;

import java.util.Optional;

/**
 * Something that is said to hold.
 *
 * @param section what it is about
 * @param text the claim
 * @param notOurs why no software can hold it, if it is about people
 */
public record Claim(String section, String text, Optional<String> notOurs) {}
