package io.epochly.conformance.structure.broken.host;

import io.epochly.conformance.structure.broken.guest.internal.Secret;

record HostThatTouchesInternals(Secret secret) {}
