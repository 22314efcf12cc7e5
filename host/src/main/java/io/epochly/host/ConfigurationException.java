package io.epochly.host;

/** A setting is wrong; the message names its key, where it was set, and what is accepted. */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** A setting that names itself, where it was set and what is accepted. */
  public ConfigurationException(String message) {
    super(message);
  }
}
