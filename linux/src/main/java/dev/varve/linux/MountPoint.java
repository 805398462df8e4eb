package dev.varve.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code mountinfo}, see proc_pid_mountinfo(5).
 *
 * @param root what of the file system is visible here
 * @param path where
 * @param options of this mount, comma-separated
 * @param type of the file system
 * @param superOptions of the file system, comma-separated
 */
public record MountPoint(
    int id,
    int parent,
    String root,
    String path,
    String options,
    String type,
    String source,
    String superOptions) {

  /** The mounts that the calling thread sees, in the kernel's order. */
  public static List<MountPoint> all() throws IOException {
    Path file = Path.of("/proc/thread-self/mountinfo");
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<MountPoint> mounts = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isEmpty()) {
        mounts.add(parse(line));
      }
    }
    return mounts;
  }

  static MountPoint parse(String line) {
    String[] fields = line.split(" ");
    // Any number of optional fields ends with a dash.
    int dash = 6;
    while (dash < fields.length && !fields[dash].equals("-")) {
      dash++;
    }
    if (dash + 3 > fields.length) {
      throw new UncheckedIOException(new IOException("not a mountinfo line: " + line));
    }
    return new MountPoint(
        Integer.parseInt(fields[0]),
        Integer.parseInt(fields[1]),
        unescape(fields[3]),
        unescape(fields[4]),
        fields[5],
        fields[dash + 1],
        unescape(fields[dash + 2]),
        dash + 3 < fields.length ? fields[dash + 3] : "");
  }

  /** Space, tab, newline and backslash are three octal digits after a backslash. */
  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 3 < text.length()) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
