package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The marker names of the OCI image layer spec, sections "Whiteouts" and "Opaque Whiteout". */
final class Whiteouts {
  private Whiteouts() {}

  /**
   * The whiteout or opaque directory that a member's raw name stands for; null if it is an ordinary
   * name.
   */
  static @Nullable LayerEntry of(byte[] rawName) throws ArchiveException {
    int end = rawName.length;
    while (end > 0 && rawName[end - 1] == '/') {
      end--;
    }
    int start = end;
    while (start > 0 && rawName[start - 1] != '/') {
      start--;
    }
    if (!startsWith(rawName, start, end, Tar.WHITEOUT)) {
      return null;
    }
    EntryPath directory = path(Arrays.copyOf(rawName, start));
    if (end - start == Tar.OPAQUE.length() && startsWith(rawName, start, end, Tar.OPAQUE)) {
      return LayerEntry.directory(directory, 0755).withImplied(true).withOpaque(true);
    }
    byte[] hidden = Arrays.copyOfRange(rawName, start + Tar.WHITEOUT.length(), end);
    if (hidden.length == 0
        || (hidden[0] == '.' && (hidden.length == 1 || (hidden.length == 2 && hidden[1] == '.')))) {
      throw new ArchiveException("whiteout '" + Bytes.printable(rawName) + "' names no entry");
    }
    try {
      return LayerEntry.whiteout(directory.child(hidden));
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("whiteout: " + e.getMessage(), e);
    }
  }

  /** Whether a raw name is or lies in what AUFS kept for itself: it says nothing of the image. */
  static boolean isMeta(byte[] rawName) {
    int start = 0;
    for (int i = 0; i <= rawName.length; i++) {
      if (i == rawName.length || rawName[i] == '/') {
        boolean opaque =
            i - start == Tar.OPAQUE.length() && startsWith(rawName, start, i, Tar.OPAQUE);
        if (startsWith(rawName, start, i, Tar.WHITEOUT_META) && !opaque) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, String ascii) {
    if (to - from < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static EntryPath path(byte[] raw) throws ArchiveException {
    try {
      return EntryPath.of(raw);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("entry with a bad name: " + e.getMessage(), e);
    }
  }
}
