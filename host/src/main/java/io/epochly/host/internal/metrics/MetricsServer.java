package io.epochly.host.internal.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.epochly.host.internal.config.Setting;
import io.epochly.host.internal.io.FileAccess;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Answers {@code GET /metrics}. */
public final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String SCHEME = "Bearer ";
  private static final int WAITING = 8;

  /** Of this machine by its address, or by the one name that no resolver can give to others. */
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-fA-F:.]+])(:\\d+)?");

  private final HttpServer server;
  private final ExecutorService threads;
  private final HostCollector collector;
  private final Optional<byte[]> token;
  private final ExpositionFormats formats = ExpositionFormats.init();

  private MetricsServer(HttpServer server, HostMeter meter, Optional<String> token) {
    this.server = server;
    this.collector = new HostCollector(meter);
    this.token = token.map(text -> text.getBytes(StandardCharsets.US_ASCII));
    // Cheap ones: whoever sends half a request must not keep others from theirs.
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("epochly-metrics").factory());
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * Listens.
   *
   * @param settings with a port
   * @throws io.epochly.host.ConfigurationException if settings are not safe together, or the token
   *     is none
   * @throws UncheckedIOException if the address cannot be had
   */
  public static MetricsServer start(MetricsSettings settings, HostMeter meter) {
    InetSocketAddress address = settings.address();
    Optional<String> token = settings.token();
    HttpServer server;
    try {
      server = HttpServer.create(address, WAITING);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "metrics cannot be had on %s port %d (%s): %s"
              .formatted(
                  settings.bind(),
                  address.getPort(),
                  Setting.PROMETHEUS_PORT.variable(),
                  FileAccess.reason(e)),
          e);
    }
    MetricsServer started = new MetricsServer(server, meter, token);
    server.start();
    return started;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!mayAsk(exchange)) {
        return;
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        refuse(exchange, 404);
      } else if (!head && !exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, 405);
      } else {
        ExpositionFormatWriter writer =
            formats.findWriter(exchange.getRequestHeaders().getFirst("Accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, collector.collect());
        exchange.getResponseHeaders().set("Content-Type", writer.getContentType());
        exchange.sendResponseHeaders(200, head ? -1 : text.size());
        if (!head) {
          text.writeTo(exchange.getResponseBody());
        }
      }
    }
  }

  private boolean mayAsk(HttpExchange exchange) throws IOException {
    if (token.isPresent()) {
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      if (given == null
          || !given.startsWith(SCHEME)
          || !MessageDigest.isEqual(
              given.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8), token.get())) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        refuse(exchange, 401);
        return false;
      }
      return true;
    }
    // A page in a browser on this machine may have its own name lead here.
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !OWN_HOST.matcher(host).matches()) {
      refuse(exchange, 403);
      return false;
    }
    return true;
  }

  private static void refuse(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
