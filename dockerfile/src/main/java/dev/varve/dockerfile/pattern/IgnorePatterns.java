package dev.varve.dockerfile.pattern;

import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.SourceRange;
import dev.varve.dockerfile.SourceText;
import dev.varve.dockerfile.words.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The patterns of a {@code .dockerignore} file or of {@code --exclude} flags, with Docker's rules:
 * the last pattern that matches a path or one of its parents decides, {@code !} takes back.
 *
 * <p>Paths are relative, clean, slash-separated and not empty; bytes that are no UTF-8 as {@link
 * RawText} has them. A walk over a tree should use {@link #root()}, which never looks at a parent
 * twice; {@link #matches} and {@link #explain} are for single paths. Safe for use by several
 * threads.
 */
public final class IgnorePatterns {
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_LINE = 65535;

  /**
   * One pattern.
   *
   * @param line where it stands, from 1; for flags its number
   * @param text as written, trimmed
   * @param negated it starts with {@code !}
   */
  public record Rule(int line, String text, boolean negated) {}

  private final List<Rule> rules = new ArrayList<>();
  private final List<PathPattern> patterns = new ArrayList<>();
  private int lastNegated = -1;

  private IgnorePatterns() {}

  /** Nothing is ignored. */
  public static IgnorePatterns none() {
    return new IgnorePatterns();
  }

  /** As {@link #parse(byte[], String)} for a file named {@code .dockerignore}. */
  public static IgnorePatterns parse(byte[] text) {
    return parse(text, ".dockerignore");
  }

  /**
   * Parses an ignore file: a byte order mark and white space around patterns are dropped, {@code #}
   * starts a comment in the first column only, paths are cleaned and taken from the root.
   *
   * @param name what errors call the file
   * @throws DockerfileException if a pattern has bad syntax
   */
  public static IgnorePatterns parse(byte[] text, String name) {
    if (text.length > MAX_BYTES) {
      SourceText none = new SourceText(name, "");
      throw new DockerfileException(new SourceRange(none, 1, 1), "the file is larger than 4 MiB");
    }
    SourceText source = new SourceText(name, RawText.decode(text));
    IgnorePatterns patterns = new IgnorePatterns();
    for (int line = 1; line <= source.lineCount(); line++) {
      String content = source.line(line);
      if (line == 1 && content.startsWith("\ufeff")) {
        content = content.substring(1);
      }
      try {
        patterns.addLine(line, content);
      } catch (BadPatternException e) {
        throw new DockerfileException(
            new SourceRange(source, line, line), String.valueOf(e.getMessage()));
      }
    }
    return patterns;
  }

  /**
   * Patterns that do not come from a file, as those of {@code --exclude}: cleaned, but a slash at
   * the start stays and so matches nothing.
   *
   * @throws BadPatternException if a pattern has bad syntax
   */
  public static IgnorePatterns of(List<String> patterns) {
    IgnorePatterns result = new IgnorePatterns();
    for (int i = 0; i < patterns.size(); i++) {
      String text = GoText.trim(patterns.get(i));
      result.add(i + 1, text, text);
    }
    return result;
  }

  private void addLine(int line, String content) {
    if (content.startsWith("#")) {
      return;
    }
    if (content.length() > MAX_LINE) {
      throw new BadPatternException(
          content.substring(0, 40) + "...", "it is longer than " + MAX_LINE + " characters");
    }
    String text = GoText.trim(content);
    boolean negated = text.startsWith("!");
    String pattern = negated ? GoText.trim(text.substring(1)) : text;
    if (!pattern.isEmpty()) {
      pattern = CleanPath.of(pattern);
      if (pattern.length() > 1 && pattern.startsWith("/")) {
        pattern = pattern.substring(1);
      }
    }
    add(line, text, negated ? "!" + pattern : pattern);
  }

  private void add(int line, String text, String pattern) {
    String trimmed = GoText.trim(pattern);
    if (trimmed.isEmpty()) {
      return;
    }
    String clean = CleanPath.of(trimmed);
    boolean negated = clean.startsWith("!");
    if (clean.equals("!")) {
      throw new BadPatternException(text, "there is no path behind the '!'");
    }
    patterns.add(PathPattern.of(negated ? clean.substring(1) : clean));
    if (negated) {
      lastNegated = rules.size();
    }
    rules.add(new Rule(line, text, negated));
  }

  /** The patterns in their order. */
  public List<Rule> rules() {
    return List.copyOf(rules);
  }

  /** Whether there are no patterns. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Whether some pattern starts with {@code !}. */
  public boolean hasNegations() {
    return lastNegated >= 0;
  }

  /** Whether the path is ignored. */
  public boolean matches(String path) {
    return parentOf(path).ignores(path);
  }

  /** The rule that decides about the path; nothing when no rule has a say, so that it stays. */
  public Optional<Rule> explain(String path) {
    int decisive = evaluate(path, parentOf(path).matched, new long[words()]);
    return decisive < 0 ? Optional.empty() : Optional.of(rules.get(decisive));
  }

  /**
   * Whether the directory is ignored and nothing in it can be taken back, so that there is no need
   * to look into it.
   */
  public boolean canSkipDirectory(String path) {
    return parentOf(path).enter(path).canSkip();
  }

  /** Where a walk begins: the directory that the patterns are relative to. */
  public Directory root() {
    return new Directory("", new long[words()], -1);
  }

  private Directory parentOf(String path) {
    Directory directory = root();
    if (rules.isEmpty()) {
      return directory;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      directory = directory.enter(path.substring(0, slash));
    }
    return directory;
  }

  /** A directory on a walk, with what its path and its parents' have matched. Immutable. */
  public final class Directory {
    private final String path;
    private final long[] matched;
    private final int decisive;

    private Directory(String path, long[] matched, int decisive) {
      this.path = path;
      this.matched = matched;
      this.decisive = decisive;
    }

    /** Whether a path right in this directory, given whole, is ignored. */
    public boolean ignores(String child) {
      if (rules.isEmpty()) {
        return false;
      }
      int last = evaluate(child, matched, null);
      return last >= 0 && !rules.get(last).negated();
    }

    /** Goes into a directory right in this one; its path is given whole. */
    public Directory enter(String child) {
      long[] childMatched = new long[words()];
      int last = evaluate(child, matched, childMatched);
      return new Directory(child, childMatched, last);
    }

    /** Whether this directory itself is ignored. */
    public boolean ignored() {
      return decisive >= 0 && !rules.get(decisive).negated();
    }

    /** Whether it is ignored with all that is in it, whatever that is. */
    public boolean canSkip() {
      if (!ignored()) {
        return false;
      }
      // A rule in front of the one that decides here is overruled by it below here, too.
      String below = path + "/";
      for (int i = decisive + 1; i <= lastNegated; i++) {
        if (rules.get(i).negated() && patterns.get(i).mayMatchBelow(below)) {
          return false;
        }
      }
      return true;
    }
  }

  private int words() {
    return (rules.size() + 63) / 64;
  }

  /**
   * The last rule that matches, or -1. A rule counts as matching when it did so for the parent; one
   * that could not change the outcome so far is not looked at, and does not count below either.
   */
  private int evaluate(String path, long[] parent, long @org.jspecify.annotations.Nullable [] out) {
    int last = -1;
    boolean ignored = false;
    for (int i = 0; i < patterns.size(); i++) {
      boolean negated = rules.get(i).negated();
      boolean match = (parent[i >> 6] & (1L << i)) != 0;
      if (!match && negated == ignored) {
        match = patterns.get(i).matches(path);
      }
      if (match) {
        ignored = !negated;
        last = i;
        if (out != null) {
          out[i >> 6] |= 1L << i;
        }
      }
    }
    return last;
  }
}
