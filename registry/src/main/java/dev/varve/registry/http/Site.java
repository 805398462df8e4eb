package dev.varve.registry.http;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port: what credentials are meant for. */
public record Site(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public static Site of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? HTTP : HTTPS;
    return new Site(scheme, host, port);
  }

  /**
   * Whether nothing that is sent there can be read on the way, or it does not leave the machine.
   */
  public boolean isPrivate() {
    return scheme.equals("https") || isLoopback(host);
  }

  /** Whether a host names this machine, without asking anybody. */
  public static boolean isLoopback(String host) {
    String name =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (name.equalsIgnoreCase("localhost") || name.equals("::1")) {
      return true;
    }
    String[] parts = name.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }
}
