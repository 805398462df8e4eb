package dev.varve.it.image;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One entry of a layer or of a root file system, as the tests read it: by code that shares nothing
 * with the product's own.
 *
 * @param path without leading or trailing slash, one char per byte (ISO 8859-1); the root is empty
 * @param mtime seconds since the epoch, fractions cut off
 * @param content SHA-256 of a file's bytes in hexadecimal, else empty
 * @param link target of a symbolic or hard link, else empty
 * @param xattrs name to value, the value in hexadecimal
 */
public record ImageEntry(
    String path,
    Type type,
    int mode,
    long uid,
    long gid,
    long size,
    long mtime,
    String content,
    String link,
    int major,
    int minor,
    SortedMap<String, String> xattrs) {

  /** What an entry is. */
  public enum Type {
    FILE,
    DIRECTORY,
    SYMLINK,
    HARDLINK,
    CHAR_DEVICE,
    BLOCK_DEVICE,
    FIFO
  }

  public ImageEntry {
    xattrs = new TreeMap<>(xattrs);
  }

  /** The same entry under another path. */
  ImageEntry at(String otherPath) {
    return new ImageEntry(
        otherPath, type, mode, uid, gid, size, mtime, content, link, major, minor, xattrs);
  }

  /** Whether this is a directory that differs from {@code other} at most in its time. */
  boolean isSameDirectoryAs(ImageEntry other) {
    return type == Type.DIRECTORY
        && other.type == Type.DIRECTORY
        && mode == other.mode
        && uid == other.uid
        && gid == other.gid
        && xattrs.equals(other.xattrs);
  }

  /** An entry as a directory that nothing says anything about. */
  static ImageEntry impliedDirectory(String path) {
    return new ImageEntry(
        path, Type.DIRECTORY, 0755, 0, 0, 0, 0, "", "", 0, 0, new TreeMap<>(Map.of()));
  }
}
