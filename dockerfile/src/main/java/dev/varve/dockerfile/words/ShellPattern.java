package dev.varve.dockerfile.words;

import java.util.Arrays;

/**
 * A pattern of {@code ${x#p}}, {@code ${x%p}} and {@code ${x/p/w}}: {@code *} any characters,
 * {@code ?} one, neither a line feed; {@code \} makes {@code * ? \ / }} literal. Matching takes at
 * most text times pattern steps from one place, never exponential time.
 */
final class ShellPattern {
  private static final int STAR = -1;
  private static final int ANY = -2;

  private final int[] tokens;

  private ShellPattern(int[] tokens) {
    this.tokens = tokens;
  }

  static ShellPattern compile(String pattern) {
    int[] in = pattern.codePoints().toArray();
    int[] out = new int[in.length];
    int n = 0;
    for (int i = 0; i < in.length; i++) {
      int c = in[i];
      switch (c) {
        case '*' -> out[n++] = STAR;
        case '?' -> out[n++] = ANY;
        case '\\' -> {
          i++;
          if (i == in.length || "*?\\/}".indexOf(in[i]) < 0) {
            String what = i == in.length ? "\\" : "\\" + Character.toString(in[i]);
            throw new ExpansionException("invalid escape \"" + what + "\" in a pattern");
          }
          out[n++] = in[i];
        }
        default -> out[n++] = c;
      }
    }
    return new ShellPattern(Arrays.copyOf(out, n));
  }

  String withoutPrefix(String text, boolean longest) {
    int[] chars = text.codePoints().toArray();
    int end = matchEnd(chars, 0, longest);
    return end < 0 ? text : new String(chars, end, chars.length - end);
  }

  String withoutSuffix(String text, boolean longest) {
    int[] chars = text.codePoints().toArray();
    int end = new ShellPattern(reversed(tokens)).matchEnd(reversed(chars), 0, longest);
    return end < 0 ? text : new String(chars, 0, chars.length - end);
  }

  String replaceFirst(String text, String replacement) {
    int[] chars = text.codePoints().toArray();
    for (int start = 0; start <= chars.length; start++) {
      int end = matchEnd(chars, start, true);
      if (end >= 0) {
        return new String(chars, 0, start)
            + replacement
            + new String(chars, end, chars.length - end);
      }
    }
    return text;
  }

  /** As Go's ReplaceAllString: an empty match right behind another match does not count. */
  String replaceAll(String text, String replacement) {
    int[] chars = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    int copied = 0;
    int lastEnd = -1;
    int start = 0;
    while (start <= chars.length) {
      int end = matchEnd(chars, start, true);
      if (end < 0 || (end == start && start == lastEnd)) {
        start++;
        continue;
      }
      out.append(new String(chars, copied, start - copied));
      appendTemplate(replacement, new String(chars, start, end - start), out);
      ShellLexer.checkLength(out.length());
      copied = end;
      lastEnd = end;
      start = end > start ? end : start + 1;
    }
    return out.append(new String(chars, copied, chars.length - copied)).toString();
  }

  /**
   * Docker replaces all with a template: {@code $0} and {@code ${0}} are the match, {@code $$} is a
   * dollar, any other {@code $name} is empty, a dollar that starts no name stays.
   */
  private static void appendTemplate(String template, String match, StringBuilder out) {
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      if (c != '$' || i + 1 == template.length()) {
        out.append(c);
        i++;
        continue;
      }
      if (template.charAt(i + 1) == '$') {
        out.append('$');
        i += 2;
        continue;
      }
      boolean brace = template.charAt(i + 1) == '{';
      int from = i + (brace ? 2 : 1);
      int to = from;
      while (to < template.length() && isNamePart(template.codePointAt(to))) {
        to += Character.charCount(template.codePointAt(to));
      }
      boolean closed = !brace || (to < template.length() && template.charAt(to) == '}');
      if (to == from || !closed) {
        out.append('$');
        i++;
        continue;
      }
      if (template.substring(from, to).equals("0")) {
        out.append(match);
      }
      i = brace ? to + 1 : to;
    }
  }

  private static boolean isNamePart(int c) {
    return Character.isLetter(c) || Character.isDigit(c) || c == '_';
  }

  /** Where the shortest or longest match that begins at {@code start} ends; -1 if there is none. */
  private int matchEnd(int[] text, int start, boolean longest) {
    int lastStar = -1;
    for (int i = tokens.length - 1; i >= 0 && lastStar < 0; i--) {
      lastStar = tokens[i] == STAR ? i : -1;
    }
    if (lastStar < 0 || !longest) {
      return shortestEnd(text, start, tokens.length);
    }
    int from = shortestEnd(text, start, lastStar);
    if (from < 0) {
      return -1;
    }
    // What follows the last star is taken from as far right as the star reaches.
    int reach = from;
    while (reach < text.length && text[reach] != '\n') {
      reach++;
    }
    int tail = tokens.length - lastStar - 1;
    for (int at = Math.min(reach, text.length - tail); at >= from; at--) {
      if (matchesAt(text, at, lastStar + 1, tokens.length)) {
        return at + tail;
      }
    }
    return -1;
  }

  /** Matches the first {@code count} tokens, every star as short as it can be. */
  private int shortestEnd(int[] text, int start, int count) {
    int at = start;
    int token = 0;
    boolean star = false;
    while (true) {
      while (token < count && tokens[token] == STAR) {
        star = true;
        token++;
      }
      int segmentEnd = token;
      while (segmentEnd < count && tokens[segmentEnd] != STAR) {
        segmentEnd++;
      }
      while (!matchesAt(text, at, token, segmentEnd)) {
        if (!star || at >= text.length || text[at] == '\n') {
          return -1;
        }
        at++;
      }
      at += segmentEnd - token;
      token = segmentEnd;
      if (token == count) {
        return at;
      }
      star = false;
    }
  }

  private boolean matchesAt(int[] text, int at, int from, int to) {
    if (at + (to - from) > text.length) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int c = text[at + i - from];
      if (tokens[i] == ANY ? c == '\n' : tokens[i] != c) {
        return false;
      }
    }
    return true;
  }

  private static int[] reversed(int[] values) {
    int[] out = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      out[values.length - 1 - i] = values[i];
    }
    return out;
  }
}
