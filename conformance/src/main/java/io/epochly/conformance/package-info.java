/** Suites that hold the promises of the other modules against the real thing. */
package io.epochly.conformance;
