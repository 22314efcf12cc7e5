package io.epochly.host.internal.doctor;

import java.io.IOException;

/** One thing to look at. */
interface Check {
  /** Its name, for people and programs. */
  String name();

  /**
   * Looks.
   *
   * @throws IOException if what there is to look at cannot be read
   */
  Finding look() throws IOException, InterruptedException;
}
