package dev.varve.registry.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code NO_PROXY} says, read as Go does: {@code *} is everything; {@code example.com} is that
 * and all below it, {@code .example.com} and {@code *.example.com} only what is below; an address
 * is itself, {@code 10.0.0.0/8} a range; each with {@code :PORT} for that port only.
 */
record NoProxy(boolean everything, List<Rule> rules) {

  /** What one entry means. */
  private sealed interface Rule {
    /** The host itself when {@code itself}, and what ends in {@code suffix}; port 0 is any. */
    record Domain(String suffix, boolean itself, int port) implements Rule {}

    record Address(InetAddress address, int port) implements Rule {}

    record Range(AddressRange range) implements Rule {}
  }

  /** Reads the value; what is malformed means nothing, for other programs made sense of it. */
  static NoProxy parse(String value) {
    List<Rule> rules = new ArrayList<>();
    for (String part : value.replace(' ', ',').split(",")) {
      String entry = part.strip().toLowerCase(Locale.ROOT);
      if (entry.equals("*")) {
        return new NoProxy(true, List.of());
      }
      if (!entry.isEmpty()) {
        rules.add(rule(entry));
      }
    }
    return new NoProxy(false, List.copyOf(rules));
  }

  private static Rule rule(String entry) {
    Optional<AddressRange> range = AddressRange.parse(entry);
    if (range.isPresent()) {
      return new Rule.Range(range.get());
    }
    String host = Hosts.name(entry);
    int port = port(entry, host);
    Optional<InetAddress> address = Hosts.address(host);
    if (address.isPresent()) {
      return new Rule.Address(address.get(), port);
    }
    String domain = host.startsWith("*.") ? host.substring(1) : host;
    boolean below = domain.startsWith(".");
    return new Rule.Domain(below ? domain : "." + domain, !below, port);
  }

  private static int port(String entry, String host) {
    String bare = host.indexOf(':') >= 0 && entry.startsWith("[") ? "[" + host + "]" : host;
    if (entry.equals(bare)) {
      return 0;
    }
    try {
      return Integer.parseInt(entry.substring(bare.length() + 1));
    } catch (NumberFormatException e) {
      // No port is this.
      return -1;
    }
  }

  /** Whether the server is reached without a proxy. */
  boolean contains(String server, int port) {
    if (everything) {
      return true;
    }
    String name = server.toLowerCase(Locale.ROOT);
    String host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    Optional<InetAddress> address = Hosts.address(host);
    for (Rule rule : rules) {
      boolean matches =
          switch (rule) {
            case Rule.Range(AddressRange range) ->
                address.isPresent() && range.contains(address.get());
            case Rule.Address(InetAddress single, int only) ->
                address.isPresent() && single.equals(address.get()) && isPort(only, port);
            case Rule.Domain(String suffix, boolean itself, int only) ->
                (host.endsWith(suffix) || (itself && host.equals(suffix.substring(1))))
                    && isPort(only, port);
          };
      if (matches) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPort(int only, int port) {
    return only == 0 || only == port;
  }
}
