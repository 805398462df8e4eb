package dev.varve.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A clean path below some root, as bytes: components joined by single slashes, none of them empty,
 * {@code .} or {@code ..}; no leading or trailing slash; no NUL. The root itself is the empty path.
 *
 * <p>At most {@value #MAX_LENGTH} bytes, {@value #MAX_COMPONENT} for each component.
 *
 * <p><b>Order:</b> unsigned bytes, except that the slash comes before every other byte. So a
 * directory is directly followed by everything below it, before any sibling ({@code a}, {@code
 * a/b}, {@code a-c}): the order of a depth-first walk with sorted siblings.
 */
public final class EntryPath implements Comparable<EntryPath> {
  public static final int MAX_LENGTH = 4096;
  public static final int MAX_COMPONENT = 255;
  public static final EntryPath ROOT = new EntryPath(new byte[0]);

  private final byte[] bytes;
  private int hash;

  private EntryPath(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@link #of(byte[])} of the text's UTF-8 bytes. */
  public static EntryPath of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Cleans {@code path}: leading and doubled slashes and {@code .} go away, {@code ..} is resolved
   * by name alone.
   *
   * @throws IllegalArgumentException the path leaves the root, is too long, or holds NUL; the
   *     message says which
   */
  public static EntryPath of(byte[] path) {
    return PathCleaner.isClean(path) ? unchecked(path.clone()) : PathCleaner.clean(ROOT, path);
  }

  /** Takes bytes that are known to be clean, without a copy. */
  static EntryPath unchecked(byte[] clean) {
    return clean.length == 0 ? ROOT : new EntryPath(clean);
  }

  public boolean isRoot() {
    return bytes.length == 0;
  }

  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The bytes themselves, for this package only. */
  byte[] raw() {
    return bytes;
  }

  /** The number of components; 0 for the root. */
  public int depth() {
    if (bytes.length == 0) {
      return 0;
    }
    int slashes = 0;
    for (byte b : bytes) {
      if (b == '/') {
        slashes++;
      }
    }
    return slashes + 1;
  }

  /** The path without its last component; the root's parent is the root. */
  public EntryPath parent() {
    int slash = lastSlash();
    return slash < 0 ? ROOT : new EntryPath(Arrays.copyOf(bytes, slash));
  }

  /** The last component; empty for the root. */
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  /** {@link #name()} as printable text. */
  public String nameText() {
    return Bytes.printable(name());
  }

  private int lastSlash() {
    int at = bytes.length - 1;
    while (at >= 0 && bytes[at] != '/') {
      at--;
    }
    return at;
  }

  /** The components in order; an empty array for the root. */
  public byte[][] components() {
    byte[][] parts = new byte[depth()][];
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      int end = start;
      while (end < bytes.length && bytes[end] != '/') {
        end++;
      }
      parts[i] = Arrays.copyOfRange(bytes, start, end);
      start = end + 1;
    }
    return parts;
  }

  /** The first {@code count} components. */
  public EntryPath prefix(int count) {
    if (count == 0) {
      return ROOT;
    }
    int seen = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '/' && ++seen == count) {
        return new EntryPath(Arrays.copyOf(bytes, i));
      }
    }
    if (seen + 1 < count || bytes.length == 0) {
      throw new IllegalArgumentException(count + " components of " + this);
    }
    return this;
  }

  /**
   * {@code path} seen from this directory: an absolute path starts at the root again, {@code ..} is
   * resolved by name alone.
   *
   * @throws IllegalArgumentException as {@link #of(byte[])}
   */
  public EntryPath resolve(byte[] path) {
    return PathCleaner.clean(path.length > 0 && path[0] == '/' ? ROOT : this, path);
  }

  /** {@link #resolve(byte[])} of the text's UTF-8 bytes. */
  public EntryPath resolve(String path) {
    return resolve(path.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The entry called {@code name} directly below this directory.
   *
   * @throws IllegalArgumentException not a single component, or too long
   */
  public EntryPath child(byte[] name) {
    int start = bytes.length == 0 ? 0 : bytes.length + 1;
    byte[] joined = Arrays.copyOf(bytes, start + name.length);
    System.arraycopy(name, 0, joined, start, name.length);
    if (start > 0) {
      joined[start - 1] = '/';
    }
    for (byte b : name) {
      if (b == '/') {
        throw new IllegalArgumentException("not a single name: " + Bytes.printable(name));
      }
    }
    if (name.length == 0 || joined.length > MAX_LENGTH || !PathCleaner.isClean(name)) {
      throw PathCleaner.fault(joined, "not a usable name");
    }
    return new EntryPath(joined);
  }

  /** {@link #child(byte[])} of the text's UTF-8 bytes. */
  public EntryPath child(String name) {
    return child(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether this is {@code ancestor} or lies below it. */
  public boolean startsWith(EntryPath ancestor) {
    int length = ancestor.bytes.length;
    return length == 0
        || (bytes.length >= length
            && (bytes.length == length || bytes[length] == '/')
            && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length));
  }

  /** Whether {@code directory} is this path's parent. The root is nobody's child. */
  public boolean isChildOf(EntryPath directory) {
    return bytes.length > 0
        && startsWith(directory)
        && lastSlash() == (directory.isRoot() ? -1 : directory.bytes.length);
  }

  /** Whether a component starts as whiteouts do in tars: such an entry would not come back. */
  public boolean hasMarkerName() {
    for (int i = 0; i + 4 <= bytes.length; i++) {
      if (bytes[i] == '.'
          && bytes[i + 1] == 'w'
          && bytes[i + 2] == 'h'
          && bytes[i + 3] == '.'
          && (i == 0 || bytes[i - 1] == '/')) {
        return true;
      }
    }
    return false;
  }

  /** This path with the leading {@code from} (which it must start with) replaced by {@code to}. */
  public EntryPath rebase(EntryPath from, EntryPath to) {
    if (!startsWith(from)) {
      throw new IllegalArgumentException(this + " is not below " + from);
    }
    int skip = from.isRoot() ? 0 : Math.min(bytes.length, from.bytes.length + 1);
    return to.resolve(Arrays.copyOfRange(bytes, skip, bytes.length));
  }

  @Override
  public int compareTo(EntryPath other) {
    return compare(bytes, other.bytes);
  }

  static int compare(byte[] a, byte[] b) {
    int at = Arrays.mismatch(a, b);
    if (at < 0) {
      return 0;
    }
    return at == a.length ? -1 : at == b.length ? 1 : rank(a[at]) - rank(b[at]);
  }

  /** NUL never occurs, so the slash can take its place. */
  static int rank(byte b) {
    return b == '/' ? 0 : b & 0xff;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof EntryPath that && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(bytes);
      hash = h;
    }
    return h;
  }

  /** Printable as {@link Bytes#printable}; without a leading slash, so empty for the root. */
  @Override
  public String toString() {
    return Bytes.printable(bytes);
  }

  /** As a path inside the image: {@code /} and {@link #toString()}. */
  public String absolute() {
    return "/" + this;
  }
}
