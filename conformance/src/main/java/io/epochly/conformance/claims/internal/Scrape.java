package io.epochly.conformance.claims.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a scraper gets. */
final class Scrape {
  private static final int CONNECT_MS = 1000;

  private Scrape() {}

  /** A port of the loopback that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static HttpURLConnection connection(int port) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:%d/metrics".formatted(port)).toURL().openConnection();
  }

  static String text(int port) throws IOException {
    try (InputStream in = connection(port).getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The status of the answer to a request with this header, or without one if it is empty. */
  static int status(int port, String authorization) throws IOException {
    HttpURLConnection connection = connection(port);
    if (!authorization.isEmpty()) {
      connection.setRequestProperty("Authorization", authorization);
    }
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  static boolean connects(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
