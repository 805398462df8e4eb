package dev.varve.registry.config;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy, as variables name it: {@code [http://][USER:PASSWORD@]HOST[:PORT][/]}.
 *
 * @param credential what to authenticate with; null for nothing
 */
record ProxyAddress(String host, int port, Credential.@Nullable Password credential) {
  private static final int USUAL_PORT = 80;

  /**
   * Reads the value of a variable.
   *
   * @throws VarveException that names the variable, never what it holds
   */
  static ProxyAddress parse(String value, String variable) {
    String rest = value.strip();
    int scheme = rest.indexOf("://");
    if (scheme >= 0) {
      if (!rest.substring(0, scheme).toLowerCase(Locale.ROOT).equals("http")) {
        throw new VarveException(
            VarveException.Code.UNSUPPORTED,
            variable + " names a proxy that is not reached by plain HTTP, which is not supported",
            "name one as http://HOST:PORT");
      }
      rest = rest.substring(scheme + 3);
    }
    int end = end(rest);
    int at = rest.lastIndexOf('@', end - 1);
    Credential.@Nullable Password credential =
        at < 0 ? null : credential(rest.substring(0, at), variable);
    String server = rest.substring(at + 1, end);
    String host = Hosts.name(server);
    boolean bracketed = server.startsWith("[");
    String after = server.substring(Math.min(server.length(), host.length() + (bracketed ? 2 : 0)));
    if (host.isEmpty() || !Hosts.isHost(server)) {
      throw malformed(variable);
    }
    return new ProxyAddress(host, port(after, variable), credential);
  }

  /** Where the path begins. */
  private static int end(String rest) {
    int slash = rest.indexOf('/', Math.max(0, rest.lastIndexOf('@')));
    return slash < 0 ? rest.length() : slash;
  }

  private static int port(String after, String variable) {
    if (after.isEmpty()) {
      return USUAL_PORT;
    }
    try {
      int port = Integer.parseInt(after.substring(1));
      if (after.startsWith(":") && port > 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, without what it was.
    }
    throw malformed(variable);
  }

  private static Credential.Password credential(String text, String variable) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    String password = colon < 0 ? "" : text.substring(colon + 1);
    return new Credential.Password(decoded(user, variable), decoded(password, variable));
  }

  /** Percent-encoding (RFC 3986, 2.1) of UTF-8. */
  private static String decoded(String text, String variable) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        bytes.write(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed(variable);
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static VarveException malformed(String variable) {
    return new VarveException(
        VarveException.Code.ENVIRONMENT,
        variable + " is not the address of a proxy",
        "write it as http://HOST:PORT, special characters of a password percent-encoded");
  }

  /** For the connection; the name is looked up when it is made. */
  Proxy proxy() {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }

  Optional<Credential.Password> authentication() {
    return Optional.ofNullable(credential);
  }
}
