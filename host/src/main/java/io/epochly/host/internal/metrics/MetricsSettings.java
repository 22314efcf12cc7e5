package io.epochly.host.internal.metrics;

import io.epochly.host.ConfigurationException;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.config.Settings;
import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
  private static final String BIND = Setting.PROMETHEUS_BIND.variable();
  private static final String TOKEN_FILE = Setting.PROMETHEUS_TOKEN_FILE.variable();
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");

  /** What the host's settings say. */
  public static MetricsSettings of(Settings settings) {
    return new MetricsSettings(
        settings.prometheusPort(), settings.prometheusBind(), settings.prometheusTokenFile());
  }

  /** The address to listen on; one that others can reach needs a token. */
  InetSocketAddress address() {
    if (!bind.equals(LOOPBACK) && tokenFile.isEmpty()) {
      throw new ConfigurationException(
          "metrics on %s, where others than this machine's users may read them, need a token: name"
                  .formatted(bind)
              + " its file in %s, or leave %s away".formatted(TOKEN_FILE, BIND));
    }
    return new InetSocketAddress(InetAddress.ofLiteral(bind), port.orElseThrow());
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
      throw new ConfigurationException(
          "the token of the metrics (%s): %s".formatted(TOKEN_FILE, FileAccess.reason(e)));
    }
    String token = FileAccess.withoutLineEnd(text);
    if (!TOKEN.matcher(token).matches()) {
      throw new ConfigurationException(
          "the token of the metrics in %s is to be 16 to 512 letters, digits and . _ ~ + / = -"
              .formatted(FileAccess.shown(file)));
    }
    return Optional.of(token);
  }
}
