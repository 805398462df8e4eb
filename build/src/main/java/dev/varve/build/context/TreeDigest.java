package dev.varve.build.context;

import dev.varve.archive.EntryType;
import dev.varve.model.Digest;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merkle digests of folders: over each entry's record, where a subdirectory's record holds the
 * digest of what is in it. Every part has a fixed length or is preceded by its length, so different
 * trees never give the same bytes. Each is computed once.
 */
final class TreeDigest {
  /** Bytes for type, mode, owner and group. */
  private static final int METADATA = 1 + 4 + 8 + 8;

  /** And for the digest or device number. */
  private static final int FIXED = METADATA + Digest.SIZE;

  private final Map<Keying, IdentityHashMap<Folder, byte[]>> known = new EnumMap<>(Keying.class);
  private final MessageDigest digest = Digest.newSha256();
  private byte[] records = new byte[4096];
  private boolean hasComputed;

  /** The digest of all that is in a folder; the folder's own metadata is not part of it. */
  synchronized byte[] contents(Folder folder, Keying keying) {
    return compute(folder, keying, known.computeIfAbsent(keying, _ -> new IdentityHashMap<>()));
  }

  static Folder child(Folder folder, int directory) {
    Folder child = folder.child(directory);
    if (child == null) {
      throw new IllegalStateException("not a directory");
    }
    return child;
  }

  /** Whether anything had to be computed. */
  synchronized boolean hasComputed() {
    return hasComputed;
  }

  /** The digest of a folder with all metadata, if it was needed. */
  synchronized byte @Nullable [] known(Folder folder) {
    IdentityHashMap<Folder, byte[]> done = known.get(Keying.MODES_AND_OWNERS);
    byte[] present = done == null ? null : done.get(folder);
    return present == null ? folder.remembered() : present;
  }

  private byte[] compute(Folder folder, Keying keying, IdentityHashMap<Folder, byte[]> done) {
    byte[] present = done.get(folder);
    if (present == null && keying == Keying.MODES_AND_OWNERS) {
      present = folder.remembered();
    }
    if (present != null) {
      return present;
    }
    hasComputed = true;
    // The subdirectories first, because all folders share one buffer.
    for (int i : folder.directories()) {
      Folder child = child(folder, i);
      done.put(child, compute(child, keying, done));
    }
    int end = 0;
    for (int i = 0; i < folder.size(); i++) {
      end = record(folder, i, keying, done, end);
    }
    digest.update(records, 0, end);
    byte[] result = digest.digest();
    done.put(folder, result);
    return result;
  }

  /** The digest of one entry, whatever its name. */
  synchronized byte[] entry(Folder folder, int i, Keying keying) {
    IdentityHashMap<Folder, byte[]> done =
        known.computeIfAbsent(keying, _ -> new IdentityHashMap<>());
    Folder child = folder.child(i);
    if (child != null) {
      done.put(child, compute(child, keying, done));
    }
    reserve(FIXED);
    metadata(folder, i, keying, 0);
    content(folder, i, done, METADATA);
    digest.update(records, 0, FIXED);
    return digest.digest();
  }

  /** The digest of what an entry is and whose, without its content and name. */
  synchronized byte[] metadata(Folder folder, int i, Keying keying) {
    reserve(FIXED);
    metadata(folder, i, keying, 0);
    digest.update(records, 0, METADATA);
    return digest.digest();
  }

  private int record(
      Folder folder, int i, Keying keying, IdentityHashMap<Folder, byte[]> done, int at) {
    byte[] name = folder.name(i);
    reserve(at + FIXED + 4 + name.length);
    metadata(folder, i, keying, at);
    content(folder, i, done, at + METADATA);
    putInt(at + FIXED, name.length);
    System.arraycopy(name, 0, records, at + FIXED + 4, name.length);
    return at + FIXED + 4 + name.length;
  }

  private void metadata(Folder folder, int i, Keying keying, int at) {
    EntryType type = folder.type(i);
    records[at] = code(type);
    // Nobody can set the mode of a symlink, and its value varies.
    boolean mode = keying.modes() && type != EntryType.SYMLINK;
    putInt(at + 1, mode ? folder.mode(i) : 0);
    putLong(at + 5, keying.owners() ? folder.uid(i) : 0);
    putLong(at + 13, keying.owners() ? folder.gid(i) : 0);
  }

  private void content(Folder folder, int i, IdentityHashMap<Folder, byte[]> done, int at) {
    switch (folder.type(i)) {
      case FILE, SYMLINK, HARDLINK -> folder.digest(i, records, at);
      case DIRECTORY -> {
        byte[] below = done.get(folder.child(i));
        if (below == null) {
          throw new IllegalStateException("a directory without contents");
        }
        System.arraycopy(below, 0, records, at, Digest.SIZE);
      }
      case CHAR_DEVICE, BLOCK_DEVICE, FIFO, WHITEOUT -> {
        putLong(at, folder.devMajor(i));
        putLong(at + 8, folder.devMinor(i));
        putLong(at + 16, 0);
        putLong(at + 24, 0);
      }
    }
  }

  private static byte code(EntryType type) {
    return switch (type) {
      case FILE, HARDLINK -> 'f';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case CHAR_DEVICE -> 'c';
      case BLOCK_DEVICE -> 'b';
      case FIFO -> 'p';
      case WHITEOUT -> 'w';
    };
  }

  private void reserve(int size) {
    if (size > records.length) {
      records = java.util.Arrays.copyOf(records, Math.max(size, records.length * 2));
    }
  }

  private void putInt(int at, int value) {
    for (int i = 0; i < 4; i++) {
      records[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private void putLong(int at, long value) {
    putInt(at, (int) value);
    putInt(at + 4, (int) (value >>> 32));
  }
}
