package dev.varve.archive;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one record of an index. See {@link IndexFormat}. */
final class EntryDecoder {

  private EntryDecoder() {}

  static LayerEntry decode(ByteBuffer records, int record, ByteBuffer heap) {
    byte[] path = new byte[records.getShort(record + IndexFormat.R_PATH_LENGTH) & 0xffff];
    heap.get(records.getInt(record + IndexFormat.R_PATH), path);
    int flags = records.get(record + IndexFormat.R_FLAGS);
    Bytes linkTarget = Bytes.EMPTY;
    List<Xattr> xattrs = List.of();
    int devMajor = 0;
    int devMinor = 0;
    int extra = records.getInt(record + IndexFormat.R_EXTRA);
    if (extra >= 0) {
      int at = extra;
      linkTarget = bytes(heap, at);
      at += 4 + linkTarget.length();
      devMajor = heap.getInt(at);
      devMinor = heap.getInt(at + 4);
      xattrs = xattrs(heap, at + 8);
    }
    return new LayerEntry(
        EntryPath.unchecked(path),
        EntryType.ofCode(records.get(record + IndexFormat.R_TYPE)),
        records.getShort(record + IndexFormat.R_MODE) & 07777,
        records.getInt(record + IndexFormat.R_UID) & 0xffff_ffffL,
        records.getInt(record + IndexFormat.R_GID) & 0xffff_ffffL,
        records.getLong(record + IndexFormat.R_SIZE),
        records.getLong(record + IndexFormat.R_SECONDS),
        records.getInt(record + IndexFormat.R_NANOS),
        linkTarget,
        xattrs,
        devMajor,
        devMinor,
        (flags & IndexFormat.OPAQUE) != 0,
        (flags & IndexFormat.IMPLIED) != 0,
        (flags & IndexFormat.SPARSE) != 0,
        (flags & IndexFormat.HAS_DIGEST) != 0 ? digest(records, record) : null,
        records.getInt(record + IndexFormat.R_SOURCE),
        records.getLong(record + IndexFormat.R_OFFSET));
  }

  private static Digest digest(ByteBuffer records, int record) {
    byte[] raw = new byte[Digest.SIZE];
    records.get(record + IndexFormat.R_DIGEST, raw);
    return Digest.ofSha256(raw);
  }

  private static Bytes bytes(ByteBuffer heap, int at) {
    byte[] bytes = new byte[heap.getInt(at)];
    heap.get(at + 4, bytes);
    return Bytes.of(bytes);
  }

  private static List<Xattr> xattrs(ByteBuffer heap, int start) {
    int size = heap.getInt(start);
    List<Xattr> xattrs = new ArrayList<>(size);
    int at = start + 4;
    for (int i = 0; i < size; i++) {
      Bytes name = bytes(heap, at);
      at += 4 + name.length();
      Bytes value = bytes(heap, at);
      at += 4 + value.length();
      xattrs.add(new Xattr(name, value));
    }
    return xattrs;
  }
}
