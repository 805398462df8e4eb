package dev.varve.it.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Root trees and layers as lines of text that can be compared and read. */
public final class Listing {
  /** Times from here on (November 2023) are «now»: when the build ran, not what it copied. */
  private static final long NOW = 1_700_000_000;

  private Listing() {}

  /**
   * What a layer did, independent of how it says so: one line for each entry it carries and each
   * path it took away. Not listed: a directory that stays as it was (a tar may repeat it), what is
   * below something deleted, and by which kind of whiteout it went.
   */
  public static List<String> layer(List<ImageEntry> layer, RootTree before, RootTree after) {
    Set<String> changed = new TreeSet<>();
    for (ImageEntry entry : layer) {
      ImageEntry now = after.find(entry.path());
      ImageEntry was = before.find(entry.path());
      boolean root = entry.path().isEmpty();
      if (now != null && !root && (was == null || !now.isSameDirectoryAs(was))) {
        changed.add(entry.path());
      }
    }
    return lines(changed, before, after);
  }

  /** How {@code root} differs from {@code base}, as lines. */
  public static List<String> root(RootTree root, RootTree base) {
    Set<String> changed = new TreeSet<>();
    Map<String, ImageEntry> below = base.entries();
    root.entries()
        .forEach(
            (path, entry) -> {
              ImageEntry was = below.get(path);
              boolean same = entry.equals(was) || (was != null && entry.isSameDirectoryAs(was));
              if (!path.isEmpty() && !same) {
                changed.add(path);
              }
            });
    return lines(changed, base, root);
  }

  private static List<String> lines(Set<String> changed, RootTree before, RootTree after) {
    List<String> lines = new ArrayList<>();
    for (String path : changed) {
      lines.add(line(path, after, changed));
    }
    Set<String> deleted = new HashSet<>();
    for (String path : before.entries().keySet()) {
      if (after.find(path) == null && !path.isEmpty()) {
        deleted.add(path);
      }
    }
    for (String path : new TreeSet<>(deleted)) {
      if (after.isDirectory(RootTree.parent(path))) {
        lines.add("gone /" + escape(path));
      }
    }
    return lines;
  }

  private static String line(String path, RootTree root, Set<String> among) {
    ImageEntry e = root.find(path);
    if (e == null) {
      throw new AssertionError(path);
    }
    String owner = e.uid() + ":" + e.gid();
    String time = " @" + (e.mtime() >= NOW ? "now" : e.mtime());
    String common = Integer.toOctalString(010000 | e.mode()).substring(1) + " " + owner + time;
    String name = " /" + escape(path);
    String first = root.linkGroup(path);
    String text =
        switch (e.type()) {
          case FILE ->
              first.equals(path) || !among.contains(first)
                  ? "file " + common + name + " " + e.size() + " " + e.content().substring(0, 12)
                  : "hard" + name + " = /" + escape(first);
          case DIRECTORY -> "dir  " + common + name;
          case SYMLINK -> "link " + owner + time + name + " -> " + escape(e.link());
          case HARDLINK -> throw new AssertionError(path);
          case CHAR_DEVICE -> "char " + common + name + " " + e.major() + "," + e.minor();
          case BLOCK_DEVICE -> "blk  " + common + name + " " + e.major() + "," + e.minor();
          case FIFO -> "fifo " + common + name;
        };
    StringBuilder line = new StringBuilder(text);
    e.xattrs().forEach((key, value) -> line.append(" ").append(key).append("=").append(value));
    return line.toString();
  }

  /** UTF-8 as it is, everything that would not print as one word as {@code \xHH}. */
  static String escape(String latin) {
    byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      text = latin;
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '\\' || c == 0x7f) {
        escaped.append("\\x").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
