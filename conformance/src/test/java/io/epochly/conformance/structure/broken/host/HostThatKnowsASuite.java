package io.epochly.conformance.structure.broken.host;

import io.epochly.conformance.structure.broken.conformance.Suite;

record HostThatKnowsASuite(Suite suite) {}
