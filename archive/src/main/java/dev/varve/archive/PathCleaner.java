package dev.varve.archive;

import java.util.Arrays;

/** Turns bytes somebody else wrote into an {@link EntryPath}, by name alone. */
final class PathCleaner {
  private PathCleaner() {}

  /** Whether the bytes are a valid {@link EntryPath} as they stand. */
  static boolean isClean(byte[] path) {
    if (path.length > EntryPath.MAX_LENGTH) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        int length = i - start;
        if ((length == 0 && path.length > 0)
            || length > EntryPath.MAX_COMPONENT
            || isDots(path, start, length)) {
          return false;
        }
        start = i + 1;
      } else if (path[i] == 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDots(byte[] path, int start, int length) {
    return length > 0
        && length <= 2
        && path[start] == '.'
        && (length == 1 || path[start + 1] == '.');
  }

  /**
   * Appends {@code path} to {@code base}.
   *
   * @throws IllegalArgumentException as {@link EntryPath#of(byte[])}
   */
  static EntryPath clean(EntryPath base, byte[] path) {
    if (path.length > 2 * EntryPath.MAX_LENGTH) {
      throw fault(path, "path of " + path.length + " bytes is too long");
    }
    byte[] out = Arrays.copyOf(base.raw(), base.length() + 1 + path.length);
    int size = base.length();
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i < path.length && path[i] == 0) {
        throw fault(path, "path holds a NUL byte");
      }
      if (i == path.length || path[i] == '/') {
        size = append(out, size, path, start, i - start);
        start = i + 1;
      }
    }
    if (size > EntryPath.MAX_LENGTH) {
      throw fault(path, "path is longer than " + EntryPath.MAX_LENGTH + " bytes");
    }
    return EntryPath.unchecked(Arrays.copyOf(out, size));
  }

  private static int append(byte[] out, int size, byte[] path, int start, int length) {
    if (length == 0 || (length == 1 && path[start] == '.')) {
      return size;
    }
    if (isDots(path, start, length)) {
      if (size == 0) {
        throw fault(path, "path leaves the root");
      }
      int cut = size;
      while (cut > 0 && out[cut - 1] != '/') {
        cut--;
      }
      return Math.max(0, cut - 1);
    }
    if (length > EntryPath.MAX_COMPONENT) {
      throw fault(path, "a name is longer than " + EntryPath.MAX_COMPONENT + " bytes");
    }
    int at = size;
    if (at > 0) {
      out[at++] = '/';
    }
    System.arraycopy(path, start, out, at, length);
    return at + length;
  }

  static IllegalArgumentException fault(byte[] path, String reason) {
    String shown = Bytes.printable(path.length > 80 ? Arrays.copyOf(path, 80) : path);
    return new IllegalArgumentException(reason + ": '" + shown + (path.length > 80 ? "…'" : "'"));
  }
}
