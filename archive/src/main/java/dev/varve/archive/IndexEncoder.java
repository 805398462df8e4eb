package dev.varve.archive;

import static dev.varve.archive.IndexFormat.COVERED;
import static dev.varve.archive.IndexFormat.HAS_DIGEST;
import static dev.varve.archive.IndexFormat.HEADER;
import static dev.varve.archive.IndexFormat.IMPLIED;
import static dev.varve.archive.IndexFormat.OPAQUE;
import static dev.varve.archive.IndexFormat.RECORD;
import static dev.varve.archive.IndexFormat.SOURCE;
import static dev.varve.archive.IndexFormat.SPARSE;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes sorted entries in the form that {@link IndexFormat} describes. */
final class IndexEncoder {
  private static final int NO_EXTRA = -1;

  private ByteBuffer records;
  private ByteBuffer heap;
  private int count;
  private int implied;
  private int externalLinks;
  private long contentSize;
  private boolean plain = true;

  // The directories above the entry being written: their ordinals and paths.
  private int[] openOrdinals = new int[32];
  private EntryPath[] openPaths = new EntryPath[32];
  private int open;

  /**
   * An encoder with room.
   *
   * @param entries about how many there will be
   * @param text about how many bytes their paths and extras will have
   */
  IndexEncoder(int entries, int text) {
    records = little(Math.multiplyExact(entries, RECORD));
    heap = little(text);
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Appends the next entry; {@code outside} if it is a hard link that leads out of the layer. */
  void add(LayerEntry entry, boolean outside) {
    add(entry, outside, entry.offset());
  }

  /** As {@link #add(LayerEntry, boolean)}, of an entry whose content lies at {@code offset}. */
  void add(LayerEntry entry, boolean outside, long offset) {
    closeUpTo(entry.path());
    reserve(1);
    int at = count * RECORD;
    byte[] path = entry.path().raw();
    int parent = open == 0 ? -1 : openOrdinals[open - 1];
    int flags = flags(entry);
    if (parent >= 0 && (records.get(parent * RECORD + IndexFormat.R_FLAGS) & COVERED) != 0) {
      flags |= COVERED;
    }
    long size = entry.hasContent() ? entry.size() : 0;
    records.putInt(at + IndexFormat.R_PATH, put(path));
    records.putShort(at + IndexFormat.R_PATH_LENGTH, (short) path.length);
    records.put(at + IndexFormat.R_TYPE, (byte) entry.type().code());
    records.put(at + IndexFormat.R_FLAGS, (byte) flags);
    records.putShort(at + IndexFormat.R_MODE, (short) entry.mode());
    records.putInt(at + IndexFormat.R_UID, (int) entry.uid());
    records.putInt(at + IndexFormat.R_GID, (int) entry.gid());
    records.putInt(at + IndexFormat.R_PARENT, parent);
    records.putInt(at + IndexFormat.R_END, count + 1);
    records.putInt(at + IndexFormat.R_EXTRA, putExtra(entry));
    records.putLong(at + IndexFormat.R_SIZE, size);
    records.putLong(at + IndexFormat.R_SECONDS, entry.mtimeSeconds());
    records.putInt(at + IndexFormat.R_NANOS, entry.mtimeNanos());
    records.putInt(at + IndexFormat.R_SOURCE, entry.source());
    records.putLong(at + IndexFormat.R_OFFSET, offset);
    Digest digest = entry.digest();
    if (digest != null) {
      records.put(at + IndexFormat.R_DIGEST, digest.bytes());
    }
    plain &= IndexParts.isPlain(entry.type(), flags, entry.source());
    implied += entry.implied() ? 1 : 0;
    externalLinks += outside ? 1 : 0;
    contentSize += entry.type() == EntryType.FILE ? size : 0;
    push(entry.path(), count);
    count++;
  }

  /**
   * Appends entries of a plain index.
   *
   * @param run the entries, whose directories are all there already: in the run before them, or as
   *     {@code moves} says
   * @param moves where entries of {@code from} came to be; takes up where those of the run do
   * @param by how much further their content lies
   */
  void addRun(LayerIndex from, LayerIndex.Range run, IndexMoves moves, long by) {
    closeUpTo(from.path(run.from()));
    int some = run.to() - run.from();
    reserve(some);
    int start = count * RECORD;
    records.put(start, from.parts().recordsOf(run), 0, some * RECORD);
    ByteBuffer text = from.parts().heapOf(run);
    int shift = heapPosition(text.remaining()) - from.parts().heapStart(run.from());
    heap.put(text);
    int further = count - run.from();
    if (shift != 0 || further != 0 || !moves.isIdentity()) {
      move(run, moves, shift, further);
    }
    moves.add(run, count);
    if (by != 0) {
      place(start, some, by);
    }
    closeWithin(from, run, further);
    count += some;
    leaveOpen(from, run, further);
  }

  /** Corrects where the entries of a run, which were copied, say that others and their text are. */
  private void move(LayerIndex.Range run, IndexMoves moves, int shift, int further) {
    for (int i = run.from(); i < run.to(); i++) {
      int at = (i + further) * RECORD;
      add(at + IndexFormat.R_PATH, shift);
      if (records.getInt(at + IndexFormat.R_EXTRA) != NO_EXTRA) {
        add(at + IndexFormat.R_EXTRA, shift);
      }
      int parent = records.getInt(at + IndexFormat.R_PARENT);
      if (parent >= run.from()) {
        records.putInt(at + IndexFormat.R_PARENT, parent + further);
      } else if (parent >= 0) {
        records.putInt(at + IndexFormat.R_PARENT, moves.of(parent));
      }
      // Where it ends after the run is put right when it is closed.
      add(at + IndexFormat.R_END, further);
    }
  }

  private void add(int position, int number) {
    records.putInt(position, records.getInt(position) + number);
  }

  private void place(int start, int entries, long by) {
    for (int at = start; at < start + entries * RECORD; at += RECORD) {
      if (records.get(at + IndexFormat.R_TYPE) == (byte) EntryType.FILE.code()) {
        int place = at + IndexFormat.R_OFFSET;
        records.putLong(place, records.getLong(place) + by);
      }
    }
  }

  /** Ends the directories from before a run that end in it. */
  private void closeWithin(LayerIndex from, LayerIndex.Range run, int further) {
    while (open > 0) {
      int end = from.range(openPaths[open - 1]).to();
      if (end >= run.to()) {
        return;
      }
      open--;
      records.putInt(openOrdinals[open] * RECORD + IndexFormat.R_END, end + further);
    }
  }

  /** What comes next may still be in the last entry of a run, or in a directory of the run. */
  private void leaveOpen(LayerIndex from, LayerIndex.Range run, int further) {
    List<Integer> inRun = new ArrayList<>();
    for (int at = run.to() - 1; at >= run.from(); at = from.parent(at)) {
      inRun.add(at);
    }
    for (int at : inRun.reversed()) {
      push(from.path(at), at + further);
    }
  }

  /** Counts the bytes of files that came in runs. */
  void addContent(long size) {
    contentSize += size;
  }

  /** How many entries there are. */
  int count() {
    return count;
  }

  private void reserve(int more) {
    long wanted = (long) (count + more) * RECORD;
    if (wanted > records.capacity()) {
      long larger = Math.max(wanted, Math.min(Integer.MAX_VALUE - 64, half(records.capacity())));
      records = little(Math.toIntExact(larger)).put(0, records, 0, count * RECORD);
    }
  }

  /** Half as much again. */
  private static long half(int capacity) {
    return capacity + (long) capacity / 2;
  }

  private static int flags(LayerEntry entry) {
    boolean directory = entry.isDirectory();
    return (directory && entry.opaque() ? OPAQUE | COVERED : 0)
        | (directory && entry.implied() ? IMPLIED : 0)
        | (entry.sparse() ? SPARSE : 0)
        | (entry.digest() != null ? HAS_DIGEST : 0);
  }

  private void push(EntryPath path, int ordinal) {
    if (open == openPaths.length) {
      openPaths = Arrays.copyOf(openPaths, 2 * open);
      openOrdinals = Arrays.copyOf(openOrdinals, 2 * open);
    }
    openPaths[open] = path;
    openOrdinals[open++] = ordinal;
  }

  /** Ends the directories that {@code next} is not in. */
  private void closeUpTo(EntryPath next) {
    while (open > 0 && !next.startsWith(openPaths[open - 1])) {
      close();
    }
  }

  private void close() {
    open--;
    records.putInt(openOrdinals[open] * RECORD + IndexFormat.R_END, count);
  }

  private int put(byte[] bytes) {
    int at = heapPosition(bytes.length);
    heap.put(bytes);
    return at;
  }

  /** Where the heap goes on, with room for so many bytes. */
  private int heapPosition(int length) {
    if (heap.remaining() < length + 64) {
      long wanted = Math.max(half(heap.capacity()), (long) heap.position() + length + 1024);
      ByteBuffer larger = little((int) Math.min(Integer.MAX_VALUE - 64, wanted));
      heap = larger.put(heap.flip());
    }
    return heap.position();
  }

  private int putExtra(LayerEntry entry) {
    if (entry.linkTarget().isEmpty()
        && entry.xattrs().isEmpty()
        && entry.devMajor() == 0
        && entry.devMinor() == 0) {
      return NO_EXTRA;
    }
    return put(extra(entry));
  }

  private static byte[] extra(LayerEntry entry) {
    List<Xattr> xattrs = entry.xattrs();
    int size = 16 + entry.linkTarget().length();
    for (Xattr xattr : xattrs) {
      size += 8 + xattr.name().length() + xattr.value().length();
    }
    byte[] bytes = new byte[size];
    ByteBuffer extra = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    extra.putInt(entry.linkTarget().length()).put(entry.linkTarget().toArray());
    extra.putInt(entry.devMajor()).putInt(entry.devMinor()).putInt(xattrs.size());
    for (Xattr xattr : xattrs) {
      extra.putInt(xattr.name().length()).put(xattr.name().toArray());
      extra.putInt(xattr.value().length()).put(xattr.value().toArray());
    }
    return bytes;
  }

  /** What was written, which is not copied: nothing can be added after that. */
  IndexParts finish(List<Digest> sources) {
    while (open > 0) {
      close();
    }
    int size = HEADER + sources.size() * SOURCE;
    long total = size + (long) count * RECORD + heap.position() + Integer.BYTES;
    if (total > Integer.MAX_VALUE) {
      throw new ArithmeticException("an index of " + total + " bytes");
    }
    ByteBuffer head = little(size);
    head.putLong(IndexFormat.H_MAGIC, IndexFormat.MAGIC);
    head.putInt(IndexFormat.H_VERSION, IndexFormat.VERSION);
    head.putInt(IndexFormat.H_COUNT, count);
    head.putInt(IndexFormat.H_IMPLIED, implied);
    head.putInt(IndexFormat.H_EXTERNAL_LINKS, externalLinks);
    head.putInt(IndexFormat.H_SOURCES, sources.size());
    head.putInt(IndexFormat.H_HEAP, heap.position());
    head.putLong(IndexFormat.H_CONTENT_SIZE, contentSize);
    head.putInt(IndexFormat.H_PLAIN, plain && sources.isEmpty() ? 1 : 0);
    for (int i = 0; i < sources.size(); i++) {
      head.put(HEADER + i * SOURCE, sources.get(i).bytes());
    }
    ByteBuffer written = records.slice(0, count * RECORD).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer text = heap.slice(0, heap.position()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] identified = IdentityDigest.of(written, text);
    if (identified.length > 0) {
      head.putInt(IndexFormat.H_IDENTITY_KNOWN, 1);
      head.put(IndexFormat.H_IDENTITY, identified);
    }
    return new IndexParts(head, written, text);
  }
}
