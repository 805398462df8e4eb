package dev.varve.testkit.registry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request as it arrived at a {@link FaultServer}. */
public final class SeenRequest {
  private final String method;
  private final String target;
  private final Headers headers;
  private final byte[] body;
  private final boolean complete;
  private final String path;
  private final String query;

  SeenRequest(String method, String target, Headers headers, byte[] body, boolean complete) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
    this.complete = complete;
    // A proxy is asked for whole addresses (RFC 9112, 3.2.2).
    boolean absolute = target.startsWith("http://") || target.startsWith("https://");
    String local = absolute ? afterAuthority(target) : target;
    int mark = local.indexOf('?');
    this.path = mark < 0 ? local : local.substring(0, mark);
    this.query = mark < 0 ? "" : local.substring(mark + 1);
  }

  private static String afterAuthority(String target) {
    URI uri = URI.create(target);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  SeenRequest withBody(byte[] arrived, boolean all) {
    return new SeenRequest(method, target, headers, arrived, all);
  }

  public String method() {
    return method;
  }

  /** What the request line asked for, letter by letter. */
  public String target() {
    return target;
  }

  /** The path as it was sent, without the query. */
  public String path() {
    return path;
  }

  /** The query as it was sent; empty if there was none. */
  public String query() {
    return query;
  }

  /** The first value of a parameter of the query, decoded. */
  public Optional<String> parameter(String name) {
    return decoded(query, name).stream().findFirst();
  }

  /** All values of a parameter of the query, decoded. */
  public List<String> parameters(String name) {
    return decoded(query, name);
  }

  /** The first value of a field of a form that was sent as the body, decoded. */
  public Optional<String> field(String name) {
    return decoded(new String(body, StandardCharsets.US_ASCII), name).stream().findFirst();
  }

  private static List<String> decoded(String pairs, String name) {
    List<String> found = new ArrayList<>();
    for (String pair : pairs.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (URLDecoder.decode(key, StandardCharsets.UTF_8).equals(name)) {
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        found.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  public Headers headers() {
    return headers;
  }

  /** The first value of a header field. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** The body that arrived, without the framing of chunks. */
  public byte[] body() {
    return body.clone();
  }

  /** How many bytes of the body arrived. */
  public int length() {
    return body.length;
  }

  /** Digest of the body that arrived. */
  public String digest() {
    return Sha256.of(body);
  }

  /** Whether the whole body arrived. */
  public boolean complete() {
    return complete;
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
