package io.epochly.conformance.structure.broken.kernels;

import org.graalvm.polyglot.Value;

record KernelThatKnowsPolyglot(Value value) {}
