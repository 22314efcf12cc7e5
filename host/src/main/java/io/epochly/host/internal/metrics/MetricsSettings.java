package io.epochly.host.internal.metrics;

import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Where metrics are published.
 *
 * @param port nowhere if empty; 0 is any that is free
 * @param bind the address to listen on, in digits
 * @param tokenFile the file of what a scraper must know, if it must
 */
public record MetricsSettings(OptionalInt port, String bind, Optional<Path> tokenFile) {
  /** The port. */
  public static final String PORT = "EPOCHLY_PROMETHEUS_PORT";

  /** The address. */
  public static final String BIND = "EPOCHLY_PROMETHEUS_BIND";

  /** The file of the token. */
  public static final String TOKEN_FILE = "EPOCHLY_PROMETHEUS_TOKEN_FILE";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int LARGEST_PORT = 65_535;
  private static final Pattern DIGITS = Pattern.compile("\\d{1,5}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");

  public MetricsSettings {
    if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > LARGEST_PORT)) {
      throw new IllegalArgumentException(
          "the port of the metrics (%s) is to be 1 to %d, or 0 for any that is free"
              .formatted(PORT, LARGEST_PORT));
    }
  }

  /**
   * What variables say; one that is empty counts as not set.
   *
   * @throws IllegalArgumentException if one has a value that it cannot have
   */
  public static MetricsSettings of(Map<String, String> environment) {
    return new MetricsSettings(
        value(environment, PORT).map(MetricsSettings::port).orElse(OptionalInt.empty()),
        value(environment, BIND).orElse(LOOPBACK),
        value(environment, TOKEN_FILE).map(Path::of));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static OptionalInt port(String text) {
    // What orchestrators put there for a service of the same name is an address.
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException(PORT + " is to be a number, the port to listen on");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  /** The same on this port. */
  public MetricsSettings withPort(int other) {
    return new MetricsSettings(OptionalInt.of(other), bind, tokenFile);
  }

  /** The same on this address. */
  public MetricsSettings withBind(String address) {
    return new MetricsSettings(port, address, tokenFile);
  }

  /** The same for those who know what is in this file. */
  public MetricsSettings withTokenFile(Path file) {
    return new MetricsSettings(port, bind, Optional.of(file));
  }

  /** The address to listen on; one that others can reach needs a token. */
  InetSocketAddress address() {
    InetAddress address;
    try {
      // Of digits only, so that no name is looked up.
      address = InetAddress.ofLiteral(bind);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is to be an address in digits, as 127.0.0.1".formatted(BIND), e);
    }
    if (!bind.equals(LOOPBACK) && tokenFile.isEmpty()) {
      throw new IllegalArgumentException(
          "metrics on %s, where others than this machine's users may read them, need a token: name"
                  .formatted(bind)
              + " its file in %s, or leave %s away".formatted(TOKEN_FILE, BIND));
    }
    return new InetSocketAddress(address, port.orElseThrow());
  }

  /** What a scraper has to know, if anything. */
  Optional<String> token() {
    if (tokenFile.isEmpty()) {
      return Optional.empty();
    }
    Path file = tokenFile.get();
    String text;
    try {
      FileAccess.requirePrivate(file);
      text = FileAccess.text(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the token of the metrics (%s): %s".formatted(TOKEN_FILE, FileAccess.reason(e)), e);
    }
    String token = FileAccess.withoutLineEnd(text);
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException(
          "the token of the metrics in %s is to be 16 to 512 letters, digits and . _ ~ + / = -"
              .formatted(FileAccess.shown(file)));
    }
    return Optional.of(token);
  }
}
