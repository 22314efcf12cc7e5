/** Classes that break the rules of the modules, each one rule, so that the rules can be tested. */
package io.epochly.conformance.structure.broken;
