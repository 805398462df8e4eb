package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Expansion;
import dev.varve.dockerfile.words.Variables;

/**
 * A here-document.
 *
 * @param name the word that ends it, without quotes
 * @param descriptor the number in front of {@code <<}, 0 without one
 * @param expand whether variables in it count: false when any part of the word was quoted
 * @param chomp {@code <<-}: tabs at the start of lines do not count
 * @param body the lines as written, with their line ends and tabs; bytes that are not UTF-8 are
 *     kept as lone surrogates, {@link #content()} has them back
 */
public record Heredoc(String name, int descriptor, boolean expand, boolean chomp, String body) {

  /** The body without leading tabs if it is chomped. */
  public String text() {
    return chomp ? withoutLeadingTabs(body) : body;
  }

  /** The bytes of {@link #text()}. */
  public byte[] content() {
    return RawText.encode(text());
  }

  /**
   * This, with the variables of the body replaced if they count and tabs already taken away. A body
   * that is expanded is text: what is not UTF-8 in it becomes U+FFFD, as in Docker.
   */
  Heredoc expanded(Variables variables) {
    String text = expand ? Expansion.heredoc(RawText.replaced(text()), variables) : text();
    return new Heredoc(name, descriptor, expand, false, text);
  }

  private static String withoutLeadingTabs(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean lineStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!lineStart || c != '\t') {
        out.append(c);
        lineStart = c == '\n';
      }
    }
    return out.toString();
  }
}
