package dev.varve.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of a registry as the training run talks to, on the loopback interface: blobs and
 * manifests in memory. Part of packaging, not of the product's use.
 */
final class TrainingRegistry implements AutoCloseable {
  private static final int MOST = 64 << 20;

  private final HttpServer server;
  private final Map<String, byte[]> content = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();

  TrainingRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", this::answer);
    server.start();
  }

  /** Host and port, as image names have them. */
  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] sent = exchange.getRequestBody().readNBytes(MOST);
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          exchange.getResponseHeaders().add("Location", path + "1");
          exchange.sendResponseHeaders(202, -1);
        }
        case "PUT" -> put(exchange, path, sent);
        case "GET", "HEAD" -> get(exchange, path);
        default -> exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private void put(HttpExchange exchange, String path, byte[] sent) throws IOException {
    Digest digest = Digest.sha256Of(sent);
    if (path.contains("/manifests/")) {
      String repository = path.substring(0, path.lastIndexOf('/') + 1);
      for (String name : new String[] {path, repository + digest}) {
        content.put(name, sent);
        types.put(name, String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
      }
    } else {
      content.put(path.replaceFirst("/uploads/.*", "/" + digest), sent);
    }
    exchange.getResponseHeaders().add("Docker-Content-Digest", digest.toString());
    exchange.sendResponseHeaders(201, -1);
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    byte[] found = path.equals("/v2/") ? new byte[] {'{', '}'} : content.get(path);
    if (found == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Content-Type", types.getOrDefault(path, "application/octet-stream"));
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", Integer.toString(found.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, found.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(found);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
