package dev.varve.dockerfile.words;

import java.util.List;

/**
 * Replaces variables in the words of an instruction and removes its quotes and escapes.
 *
 * <p>Forms: {@code $x ${x} ${x:-w} ${x-w} ${x:+w} ${x+w} ${x:?w} ${x?w} ${x#p} ${x##p} ${x%p}
 * ${x%%p} ${x/p/w} ${x//p/w}}. In a pattern {@code *} stands for any characters and {@code ?} for
 * one, neither for a line feed; the escape is always a backslash there. Words of substitutions are
 * expanded themselves, at most {@value #MAX_NESTING} deep. A result has at most {@value
 * #MAX_LENGTH} characters.
 *
 * <p>All methods throw {@link ExpansionException} and nothing else.
 */
public final class Expansion {
  /** How deep substitutions may be nested. */
  public static final int MAX_NESTING = 200;

  /** The most characters that an expansion may give. */
  public static final int MAX_LENGTH = 16 << 20;

  private Expansion() {}

  /** Expands to one word; spaces do not split it. */
  public static String word(String text, Variables variables, char escape) {
    return lex(text, variables, escape, ShellLexer.Mode.PLAIN).text();
  }

  /** Expands and then splits at white space that is not quoted, also where it came from values. */
  public static List<String> words(String text, Variables variables, char escape) {
    return lex(text, variables, escape, ShellLexer.Mode.PLAIN).words();
  }

  /**
   * Expands the body of an unquoted here-document of COPY or ADD: quotes mean nothing, and the
   * escape is always a backslash, whatever the Dockerfile's own.
   */
  public static String heredoc(String body, Variables variables) {
    return lex(body, variables, '\\', ShellLexer.Mode.HEREDOC).text();
  }

  /**
   * Expands what is known for display: quotes stay, unset variables stay as written. Text that
   * cannot be expanded is returned unchanged.
   */
  public static String forDisplay(String text, Variables variables, char escape) {
    try {
      return lex(text, variables, escape, ShellLexer.Mode.DISPLAY).text();
    } catch (ExpansionException e) {
      return text;
    }
  }

  /** Splits a line as it is, quotes and escapes kept; an unset variable stays as written. */
  public static List<String> rawWords(String text) {
    return lex(text, Variables.none(), '\\', ShellLexer.Mode.RAW).words();
  }

  /** Splits into words; removes quotes and escapes; an unset variable stays as written. */
  public static List<String> unsetWords(String text) {
    return lex(text, Variables.none(), '\\', ShellLexer.Mode.KEEP_UNSET).words();
  }

  /** As {@link #unsetWords}, but quotes stay. */
  public static List<String> quotedWords(String text) {
    return lex(text, Variables.none(), '\\', ShellLexer.Mode.DISPLAY).words();
  }

  private static ShellLexer.Result lex(
      String text, Variables variables, char escape, ShellLexer.Mode mode) {
    try {
      return new ShellLexer(text, variables, escape, mode).run();
    } catch (ExpansionException e) {
      throw new ExpansionException("cannot expand \"" + shorten(text) + "\": " + e.getMessage());
    }
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
