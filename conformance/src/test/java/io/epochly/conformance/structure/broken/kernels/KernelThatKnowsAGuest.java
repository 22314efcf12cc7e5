package io.epochly.conformance.structure.broken.kernels;

import io.epochly.conformance.structure.broken.guest.GuestThatKnowsTheHost;

record KernelThatKnowsAGuest(GuestThatKnowsTheHost guest) {}
