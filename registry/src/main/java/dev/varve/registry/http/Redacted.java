package dev.varve.registry.http;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as they may be shown: signed ones carry their secret in the query or before the host.
 */
public final class Redacted {
  private static final int MOST = 200;
  private static final int MOST_LINE = 1000;
  private static final int MOST_READ = 4000;

  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(Bearer|Basic) +[^\\s,\"']+");
  private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>]*=[^\\s\"'<>]*");

  /** As long as no name is, with a digit or capital; digests are no secrets. */
  private static final Pattern OPAQUE =
      Pattern.compile(
          "(?<![A-Za-z0-9_~+=-])(?<!sha256:)(?=[a-z_~+=-]*[A-Z0-9])[A-Za-z0-9_~+=-]{32,}");

  private Redacted() {}

  /** Scheme, host, port and path, and whether there was a query. */
  public static String of(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?…";
    return clip(clean(uri.getScheme() + "://" + uri.getHost() + port + path, MOST_READ), MOST)
        + query;
  }

  /**
   * Text that a server sent, on one line, without what could do harm on a terminal, and without
   * what may be a secret: servers repeat what they were sent.
   */
  public static String text(@Nullable String sent) {
    String line = clean(sent == null ? "" : sent, MOST_READ);
    String masked = AUTHORIZATION.matcher(line).replaceAll("$1 …");
    masked = QUERY.matcher(masked).replaceAll("?…");
    masked = OPAQUE.matcher(masked).replaceAll("…");
    return clip(masked, MOST);
  }

  /** Text of a library that may have been sent by a server in part: as it is, on one line. */
  public static String line(@Nullable String text) {
    return clip(clean(text == null ? "" : text, MOST_READ), MOST_LINE);
  }

  private static String clean(String text, int most) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && clean.length() < most; i++) {
      char c = text.charAt(i);
      boolean shown = c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !isInvisible(c);
      clean.append(shown ? c : ' ');
    }
    return clean.toString().strip();
  }

  /** Marks that change the direction or look of what is around them. */
  private static boolean isInvisible(char c) {
    return (c >= '\u200b' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff';
  }

  private static String clip(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }
}
