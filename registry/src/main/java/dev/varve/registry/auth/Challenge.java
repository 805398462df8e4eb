package dev.varve.registry.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of {@code WWW-Authenticate} (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MOST_PARAMETERS = 32;

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** All challenges of the header's lines; what cannot be read is left out. */
  static List<Challenge> parse(List<String> lines) {
    List<Challenge> found = new ArrayList<>();
    for (String line : lines) {
      new Reader(line).into(found);
    }
    return found;
  }

  /** Reads one line: schemes with their parameters, separated by commas. */
  private static final class Reader {
    private final String line;
    private int at;

    Reader(String line) {
      this.line = line;
    }

    void into(List<Challenge> found) {
      while (true) {
        skip(" \t,");
        String scheme = token();
        if (scheme.isEmpty()) {
          return;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        while (parameter(parameters)) {
          if (parameters.size() > MOST_PARAMETERS) {
            return;
          }
        }
        found.add(new Challenge(scheme.toLowerCase(Locale.ROOT), Map.copyOf(parameters)));
      }
    }

    /** Reads a parameter; what follows is a scheme if there is no equals sign behind it. */
    private boolean parameter(Map<String, String> parameters) {
      int start = at;
      skip(" \t,");
      String name = token();
      skip(" \t");
      if (name.isEmpty() || at == line.length() || line.charAt(at) != '=') {
        at = start;
        return false;
      }
      at++;
      // The padding of a token68, which stands in the place of parameters (RFC 9110, 11.2).
      skip("=");
      skip(" \t");
      parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value());
      return true;
    }

    private String value() {
      if (at < line.length() && line.charAt(at) == '"') {
        StringBuilder value = new StringBuilder();
        for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
          if (line.charAt(at) == '\\' && at + 1 < line.length()) {
            at++;
          }
          value.append(line.charAt(at));
        }
        at = Math.min(at + 1, line.length());
        return value.toString();
      }
      return token();
    }

    private String token() {
      int start = at;
      while (at < line.length() && " \t,=\"".indexOf(line.charAt(at)) < 0) {
        at++;
      }
      return line.substring(start, at);
    }

    private void skip(String characters) {
      while (at < line.length() && characters.indexOf(line.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
