package dev.varve.registry.http;

import java.net.URI;

/**
 * Addresses as they may be shown: signed ones carry their secret in the query or before the host.
 */
public final class Redacted {
  private static final int MOST = 200;

  private Redacted() {}

  /** Scheme, host, port and path, and whether there was a query. */
  public static String of(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?…";
    return clip(uri.getScheme() + "://" + uri.getHost() + port + path) + query;
  }

  /** Text that a server sent, on one line, without what could do harm on a terminal. */
  public static String text(String sent) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < sent.length() && clean.length() <= MOST; i++) {
      char c = sent.charAt(i);
      boolean shown = c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !isInvisible(c);
      clean.append(shown ? c : ' ');
    }
    return clip(clean.toString().strip());
  }

  /** Marks that change the direction or look of what is around them. */
  private static boolean isInvisible(char c) {
    return (c >= '\u200b' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff';
  }

  private static String clip(String text) {
    return text.length() > MOST ? text.substring(0, MOST) + "…" : text;
  }
}
