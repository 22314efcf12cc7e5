package io.epochly.conformance.structure.broken.guest;

import io.epochly.conformance.structure.broken.host.HostWithStaticState;

public record GuestThatKnowsTheHost(HostWithStaticState host) {}
