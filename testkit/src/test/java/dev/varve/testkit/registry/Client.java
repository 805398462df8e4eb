package dev.varve.testkit.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client without any knowledge of registries. */
final class Client implements AutoCloseable {
  /** For what must fail some time: longer than anything takes that works. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http;

  Client() {
    this(null);
  }

  Client(@Nullable SSLContext tls) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /** Sends a request; the headers are names and values in turn. */
  HttpResponse<byte[]> send(String method, URI uri, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(method, uri, body, headers), HttpResponse.BodyHandlers.ofByteArray());
  }

  static HttpRequest request(String method, URI uri, byte[] body, String... headers) {
    HttpRequest.BodyPublisher publisher =
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, publisher).timeout(PATIENCE);
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  HttpResponse<byte[]> get(URI uri, String... headers) throws IOException, InterruptedException {
    return send("GET", uri, new byte[0], headers);
  }

  HttpClient http() {
    return http;
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(none)");
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
