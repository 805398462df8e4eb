package dev.varve.registry.config;

import java.net.InetAddress;
import java.util.Optional;

/** Names of servers, as {@code HOST}, {@code HOST:PORT}, or with an IPv6 address in brackets. */
final class Hosts {
  private static final int MAX_NAME = 255;

  private Hosts() {}

  /** Without the port, and without brackets. */
  static String name(String host) {
    int bracket = host.indexOf(']');
    if (host.startsWith("[") && bracket > 0) {
      return host.substring(1, bracket);
    }
    // More than one colon are an address without brackets, and so without a port.
    int colon = host.indexOf(':');
    return colon >= 0 && host.lastIndexOf(':') == colon ? host.substring(0, colon) : host;
  }

  /** The address that the host is, if it is one and not a name. Nothing is looked up. */
  static Optional<InetAddress> address(String host) {
    String name = name(host);
    boolean maybe = !name.isEmpty() && (name.indexOf(':') >= 0 || isDigit(name.charAt(0)));
    if (!maybe || name.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(name));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Whether this is the machine itself, by what the name says. */
  static boolean isLoopback(String host) {
    return name(host).equals("localhost")
        || address(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** Whether this can be a host with or without a port: no path, no scheme, nothing odd. */
  static boolean isHost(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME || ".-:".indexOf(text.charAt(0)) >= 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
      if (!letter && ".-_:[]".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
