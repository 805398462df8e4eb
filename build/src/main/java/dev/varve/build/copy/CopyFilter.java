package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.pattern.IgnorePatterns;
import java.util.List;

/**
 * What of a copied directory is taken: {@code --parents} includes, {@code --exclude} leaves out.
 * Paths are relative to the directory that is copied.
 */
final class CopyFilter {
  private final IgnorePatterns include;
  private final IgnorePatterns exclude;

  CopyFilter(List<String> include, List<String> exclude) {
    this.include = IgnorePatterns.of(include);
    this.exclude = IgnorePatterns.of(exclude);
  }

  /** Whether everything is taken. */
  boolean isEmpty() {
    return include.isEmpty() && exclude.isEmpty();
  }

  /** Whether the entry itself is taken. */
  boolean takes(EntryPath relative) {
    String path = RawText.decode(relative.toArray());
    return (include.isEmpty() || include.matches(path)) && !exclude.matches(path);
  }

  /** Whether nothing in a directory that is not taken itself can be taken. */
  boolean skips(EntryPath directory) {
    return exclude.canSkipDirectory(RawText.decode(directory.toArray()));
  }
}
