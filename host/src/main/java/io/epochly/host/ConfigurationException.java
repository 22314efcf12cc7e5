package io.epochly.host;

/** A setting is wrong; the message names its key, where it was set, and what is accepted. */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }
}
