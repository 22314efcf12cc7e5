/** The embedding API: hosts, guests, policies, and the command line. */
package io.epochly.host;
