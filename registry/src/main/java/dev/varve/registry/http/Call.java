package dev.varve.registry.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param headers each once; {@code Content-Length} comes from the payload
 * @param payload null for none
 */
public record Call(String method, URI uri, Map<String, String> headers, @Nullable Payload payload) {

  public Call {
    headers = Map.copyOf(headers);
  }

  public static Call get(URI uri) {
    return new Call("GET", uri, Map.of(), null);
  }

  public static Call head(URI uri) {
    return new Call("HEAD", uri, Map.of(), null);
  }

  public static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), null);
  }

  public Call with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Call(method, uri, more, payload);
  }

  public Call with(Payload body) {
    return new Call(method, uri, headers, body);
  }

  public Call to(URI other) {
    return new Call(method, other, headers, payload);
  }

  /** Whether sending it twice does no more than sending it once. */
  public boolean isReading() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
