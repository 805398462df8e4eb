package dev.varve.cli.command;

import dev.varve.model.Reference;

/** Which names a user means with {@code shop}, {@code shop:1.2} or {@code registry/*:1.*}. */
final class NamePattern {
  private NamePattern() {}

  /**
   * Whether {@code pattern} stands for {@code name}. A pattern without a tag stands for all tags;
   * {@code *} and {@code ?} stand for any characters but a slash.
   */
  static boolean matches(String pattern, Reference name) {
    String repository = name.familiarRepository();
    return glob(pattern, repository)
        || glob(pattern, name.familiar())
        || glob(pattern, name.registry() + "/" + name.repository())
        || glob(pattern, name.toString());
  }

  private static boolean glob(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (wanted == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length()
          && (wanted == text.charAt(t) || (wanted == '?' && text.charAt(t) != '/'))) {
        p++;
        t++;
      } else if (star >= 0 && text.charAt(retry) != '/') {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
