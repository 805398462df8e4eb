package dev.varve.archive;

import static dev.varve.archive.IndexFormat.HEADER;
import static dev.varve.archive.IndexFormat.RECORD;
import static dev.varve.archive.IndexFormat.SOURCE;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a {@link LayerIndex} in memory, as {@link IndexFormat} describes them: slices of a
 * file, or what an {@link IndexEncoder} wrote. All are little-endian, start at 0 and end where they
 * end. A record is named by its position.
 *
 * @param head the header and the sources
 */
record IndexParts(ByteBuffer head, ByteBuffer records, ByteBuffer heap) {
  private static final int SPECIAL = IndexFormat.OPAQUE | IndexFormat.IMPLIED | IndexFormat.SPARSE;

  int count() {
    return head.getInt(IndexFormat.H_COUNT);
  }

  List<Digest> sources() {
    int size = head.getInt(IndexFormat.H_SOURCES);
    List<Digest> sources = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sources.add(headDigest(HEADER + i * SOURCE));
    }
    return List.copyOf(sources);
  }

  Digest headDigest(int position) {
    byte[] raw = new byte[Digest.SIZE];
    head.get(position, raw);
    return Digest.ofSha256(raw);
  }

  int pathLength(int record) {
    return records.getShort(record + IndexFormat.R_PATH_LENGTH) & 0xffff;
  }

  byte[] path(int record) {
    byte[] bytes = new byte[pathLength(record)];
    heap.get(records.getInt(record + IndexFormat.R_PATH), bytes);
    return bytes;
  }

  int comparePath(int record, byte[] wanted) {
    int start = records.getInt(record + IndexFormat.R_PATH);
    int length = pathLength(record);
    int common = Math.min(length, wanted.length);
    for (int i = 0; i < common; i++) {
      byte mine = heap.get(start + i);
      if (mine != wanted[i]) {
        return EntryPath.rank(mine) - EntryPath.rank(wanted[i]);
      }
    }
    return length - wanted.length;
  }

  /** Compares a path without its first {@code from} bytes with a name that holds no slash. */
  int compareName(int record, int from, byte[] name) {
    int start = records.getInt(record + IndexFormat.R_PATH) + from;
    int length = pathLength(record) - from;
    int common = Math.min(length, name.length);
    for (int i = 0; i < common; i++) {
      int order = (heap.get(start + i) & 0xff) - (name[i] & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return length - name.length;
  }

  boolean hasDigest(int record, byte[] digests, int offset) {
    if ((records.get(record + IndexFormat.R_FLAGS) & IndexFormat.HAS_DIGEST) == 0) {
      return false;
    }
    int start = record + IndexFormat.R_DIGEST;
    for (int i = 0; i < Digest.SIZE; i++) {
      if (records.get(start + i) != digests[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /** See {@link LayerIndex#isPlain}; what the header does not say is looked for. */
  boolean isPlain() {
    boolean plain = head.getInt(IndexFormat.H_SOURCES) == 0;
    if (plain && head.getInt(IndexFormat.H_PLAIN) == 0) {
      for (int at = 0; plain && at < records.limit(); at += RECORD) {
        plain = isPlain(at);
      }
    }
    return plain;
  }

  private boolean isPlain(int record) {
    return isPlain(
        EntryType.ofCode(records.get(record + IndexFormat.R_TYPE)),
        records.get(record + IndexFormat.R_FLAGS),
        records.getInt(record + IndexFormat.R_SOURCE));
  }

  /** Whether an entry is one that a plain index may have. */
  static boolean isPlain(EntryType type, int flags, int source) {
    return type != EntryType.HARDLINK
        && type != EntryType.WHITEOUT
        && (flags & SPECIAL) == 0
        && source == 0;
  }

  /** The records of some entries. */
  ByteBuffer recordsOf(LayerIndex.Range run) {
    return records.slice(run.from() * RECORD, (run.to() - run.from()) * RECORD);
  }

  /** What some entries have in the heap. */
  ByteBuffer heapOf(LayerIndex.Range run) {
    int start = heapStart(run.from());
    return heap.slice(start, heapStart(run.to()) - start);
  }

  /** Where what an entry has in the heap starts there. */
  int heapStart(int ordinal) {
    int record = ordinal * RECORD;
    return record == records.limit() ? heap.limit() : records.getInt(record + IndexFormat.R_PATH);
  }

  /** The bytes of all files among some entries. */
  long contentSize(LayerIndex.Range run) {
    long size = 0;
    for (int at = run.from() * RECORD; at < run.to() * RECORD; at += RECORD) {
      if (records.get(at + IndexFormat.R_TYPE) == (byte) EntryType.FILE.code()) {
        size += records.getLong(at + IndexFormat.R_SIZE);
      }
    }
    return size;
  }

  /** Whether both hold the same entries, sources included. */
  boolean holdsSame(IndexParts other) {
    return records.equals(other.records)
        && heap.equals(other.heap)
        && sources().equals(other.sources());
  }

  /** See {@link LayerIndex#placed}. The paths are shared. */
  IndexParts placed(long[] offsets) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, head, 0, HEADER).putInt(IndexFormat.H_SOURCES, 0);
    ByteBuffer copy = ByteBuffer.allocate(records.limit()).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(0, records, 0, records.limit());
    boolean plain = true;
    for (int i = 0; i < offsets.length; i++) {
      int record = i * RECORD;
      int flags = copy.get(record + IndexFormat.R_FLAGS) & ~IndexFormat.SPARSE;
      copy.put(record + IndexFormat.R_FLAGS, (byte) flags);
      copy.putInt(record + IndexFormat.R_SOURCE, 0);
      copy.putLong(record + IndexFormat.R_OFFSET, offsets[i]);
      plain &= isPlain(EntryType.ofCode(copy.get(record + IndexFormat.R_TYPE)), flags, 0);
    }
    header.putInt(IndexFormat.H_PLAIN, plain ? 1 : 0);
    return new IndexParts(header, copy, heap);
  }
}
