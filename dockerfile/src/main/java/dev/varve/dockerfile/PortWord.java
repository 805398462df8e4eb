package dev.varve.dockerfile;

import java.util.List;
import java.util.Locale;

/**
 * A word of EXPOSE: {@code [[ip:]host-port:]port[-port][/protocol]}. Docker accepts address and
 * host port and ignores them.
 */
final class PortWord {
  private static final int MAX_PORT = 65535;

  private PortWord() {}

  static void addPorts(String word, SourceRange range, List<String> ports) {
    int colon = word.lastIndexOf(':');
    String container = word.substring(colon + 1);
    int slash = container.indexOf('/');
    String protocol = slash < 0 ? "" : container.substring(slash + 1).toLowerCase(Locale.ROOT);
    String numbers = slash < 0 ? container : container.substring(0, slash);
    switch (protocol) {
      case "" -> protocol = "tcp";
      case "tcp", "udp", "sctp" -> {}
      default ->
          throw new DockerfileException(
              range,
              "invalid protocol in the port \"" + word + "\"",
              "the protocols are tcp, udp and sctp");
    }
    int[] span = span(numbers);
    if (span.length == 0) {
      throw invalid(word, range);
    }
    if (colon >= 0) {
      checkIgnoredParts(word, word.substring(0, colon), span, range);
    }
    for (int port = span[0]; port <= span[1]; port++) {
      ports.add(port + "/" + protocol);
    }
  }

  private static void checkIgnoredParts(
      String word, String front, int[] container, SourceRange range) {
    String hostPort = front.substring(front.lastIndexOf(':') + 1);
    if (hostPort.isEmpty()) {
      return;
    }
    int[] host = span(hostPort);
    if (host.length == 0) {
      throw invalid(word, range);
    }
    boolean sameLength = host[1] - host[0] == container[1] - container[0];
    if (!sameLength && container[0] != container[1]) {
      throw new DockerfileException(
          range, "the two port ranges of \"" + word + "\" differ in length");
    }
  }

  private static DockerfileException invalid(String word, SourceRange range) {
    return new DockerfileException(
        range,
        "invalid port \"" + word + "\"",
        "a port is a number up to 65535 or a range of them, for example 8080/tcp or 7000-7010");
  }

  /** First and last number, or nothing if it is no range of ports. */
  private static int[] span(String text) {
    int dash = text.indexOf('-');
    int first = number(dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : number(text.substring(dash + 1));
    return first < 0 || last < first ? new int[0] : new int[] {first, last};
  }

  private static int number(String text) {
    var value = GoNumbers.unsigned32(text, 10);
    return value.isPresent() && value.getAsLong() <= MAX_PORT ? (int) value.getAsLong() : -1;
  }
}
