package dev.varve.archive;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one record of an index. See {@link IndexFormat}. */
final class EntryDecoder {

  private EntryDecoder() {}

  static LayerEntry decode(ByteBuffer file, int record, int heap) {
    byte[] path = new byte[file.getShort(record + IndexFormat.R_PATH_LENGTH) & 0xffff];
    file.get(heap + file.getInt(record + IndexFormat.R_PATH), path);
    int flags = file.get(record + IndexFormat.R_FLAGS);
    Bytes linkTarget = Bytes.EMPTY;
    List<Xattr> xattrs = List.of();
    int devMajor = 0;
    int devMinor = 0;
    int extra = file.getInt(record + IndexFormat.R_EXTRA);
    if (extra >= 0) {
      int at = heap + extra;
      linkTarget = bytes(file, at);
      at += 4 + linkTarget.length();
      devMajor = file.getInt(at);
      devMinor = file.getInt(at + 4);
      xattrs = xattrs(file, at + 8);
    }
    return new LayerEntry(
        EntryPath.unchecked(path),
        EntryType.ofCode(file.get(record + IndexFormat.R_TYPE)),
        file.getShort(record + IndexFormat.R_MODE) & 07777,
        file.getInt(record + IndexFormat.R_UID) & 0xffff_ffffL,
        file.getInt(record + IndexFormat.R_GID) & 0xffff_ffffL,
        file.getLong(record + IndexFormat.R_SIZE),
        file.getLong(record + IndexFormat.R_SECONDS),
        file.getInt(record + IndexFormat.R_NANOS),
        linkTarget,
        xattrs,
        devMajor,
        devMinor,
        (flags & IndexFormat.OPAQUE) != 0,
        (flags & IndexFormat.IMPLIED) != 0,
        (flags & IndexFormat.SPARSE) != 0,
        (flags & IndexFormat.HAS_DIGEST) != 0 ? digest(file, record) : null,
        file.getInt(record + IndexFormat.R_SOURCE),
        file.getLong(record + IndexFormat.R_OFFSET));
  }

  private static Digest digest(ByteBuffer file, int record) {
    byte[] raw = new byte[Digest.SIZE];
    file.get(record + IndexFormat.R_DIGEST, raw);
    return Digest.ofSha256(raw);
  }

  private static Bytes bytes(ByteBuffer file, int at) {
    byte[] bytes = new byte[file.getInt(at)];
    file.get(at + 4, bytes);
    return Bytes.of(bytes);
  }

  private static List<Xattr> xattrs(ByteBuffer file, int start) {
    int size = file.getInt(start);
    List<Xattr> xattrs = new ArrayList<>(size);
    int at = start + 4;
    for (int i = 0; i < size; i++) {
      Bytes name = bytes(file, at);
      at += 4 + name.length();
      Bytes value = bytes(file, at);
      at += 4 + value.length();
      xattrs.add(new Xattr(name, value));
    }
    return xattrs;
  }
}
