package dev.varve.linux;

import java.util.Arrays;

/**
 * Reads one directory with getdents64(2), and statx(2) straight on the names in its buffer.
 *
 * <p>This is where a scan spends its time, in a process that has just started and is still
 * interpreted. So nothing is done for each entry that can be done for many.
 */
final class DirReader {
  /** Structs that the native buffer holds behind the chunk. */
  static final int BATCH = 128;

  private static final int CHUNK = DirBuffers.CHUNK;
  private static final int NAME_AT = 19;

  private final Dir dir;
  private final int fd;
  private final NameFilter filter;
  private final boolean withStats;
  private final DirBuffers buffers;

  private int count;

  /** Entries whose stat is still in the native buffer: the last ones. */
  private int pending;

  DirReader(Dir dir, NameFilter filter, boolean withStats) throws ErrnoException {
    this.dir = dir;
    this.fd = dir.number("getdents64");
    this.filter = filter;
    this.withStats = withStats;
    this.buffers = Scratch.fresh().dirBuffers;
  }

  /** Reads the directory from its start. */
  void read() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    check(Syscall.call(scratch, Numbers.LSEEK, fd, 0, 0), "lseek");
    NativeBuffer buffer = scratch.transfer();
    while (true) {
      scratch = Scratch.fresh();
      long result = Syscall.call(scratch, Numbers.GETDENTS64, fd, buffer.address(), CHUNK);
      int length = (int) check(result, "getdents64");
      if (length == 0) {
        return;
      }
      buffer.copyOut(0, buffers.chunk, 0, length);
      parse(scratch, buffer, length);
    }
  }

  private void parse(Scratch scratch, NativeBuffer buffer, int length) throws ErrnoException {
    byte[] c = buffers.chunk;
    long address = buffer.address();
    for (int at = 0; at < length; ) {
      int record = (c[at + 16] & 0xff) | ((c[at + 17] & 0xff) << 8);
      int type = c[at + 18] & 0xf;
      int name = at + NAME_AT;
      // Records are padded to eight bytes, so the name's end is among the last eight.
      int end = Math.max(name, at + record - 8);
      while (c[end] != 0) {
        end++;
      }
      boolean dots = c[name] == '.' && (end - name == 1 || (end - name == 2 && c[name + 1] == '.'));
      if (!dots
          && filter.accept(c, name, end - name, type << 12)
          && (!withStats || stat(scratch, address + name, buffer))) {
        add(name, end, type);
      }
      at += record;
    }
    if (pending > 0) {
      flush(buffer);
    }
  }

  /** Stats an entry into the next free place of the buffer. False when it has vanished since. */
  private boolean stat(Scratch scratch, long name, NativeBuffer buffer) throws ErrnoException {
    if (pending == BATCH) {
      flush(buffer);
    }
    long result =
        Syscall.call(
            scratch,
            Numbers.STATX,
            fd,
            name,
            Numbers.AT_SYMLINK_NOFOLLOW | Numbers.AT_NO_AUTOMOUNT,
            Statx.MASK,
            buffer.address() + CHUNK + (long) pending * Statx.SIZE,
            0);
    if (result == -Errno.ENOENT) {
      return false;
    }
    check(result, "statx");
    pending++;
    return true;
  }

  /** Takes over the stats of the last {@link #pending} entries. */
  private void flush(NativeBuffer buffer) {
    int words = pending * Statx.WORDS;
    long[] structs = buffers.structs;
    buffer.copyOut(CHUNK, structs, words);
    long[] stats = buffers.stats;
    if (stats.length < count * Statx.STRIDE) {
      stats = Arrays.copyOf(stats, Math.max(stats.length * 2, count * Statx.STRIDE));
      buffers.stats = stats;
    }
    int to = (count - pending) * Statx.STRIDE;
    for (int from = 0; from < words; from += Statx.WORDS) {
      Statx.keep(structs, from, stats, to);
      to += Statx.STRIDE;
    }
    pending = 0;
  }

  private void add(int name, int end, int type) {
    DirBuffers b = buffers;
    int at = count;
    int start = at == 0 ? 0 : b.ends[at - 1];
    int length = end - name;
    if (start + length > b.names.length) {
      b.names = Arrays.copyOf(b.names, Math.max(b.names.length * 2, start + length));
    }
    if (at == b.ends.length) {
      b.ends = Arrays.copyOf(b.ends, at * 2);
      b.types = Arrays.copyOf(b.types, at * 2);
    }
    System.arraycopy(b.chunk, name, b.names, start, length);
    b.ends[at] = start + length;
    b.types[at] = (byte) type;
    count = at + 1;
  }

  Entries entries() {
    Entries entries = entries(NameSort.order(buffers.names, buffers.ends, count));
    buffers.trim();
    return entries;
  }

  private Entries entries(int[] order) {
    byte[] names = buffers.names;
    int[] ends = buffers.ends;
    byte[] sorted = new byte[count == 0 ? 0 : ends[count - 1]];
    int[] sortedEnds = new int[count];
    byte[] sortedTypes = new byte[count];
    int end = 0;
    for (int i = 0; i < count; i++) {
      int from = order[i];
      int start = from == 0 ? 0 : ends[from - 1];
      int length = ends[from] - start;
      System.arraycopy(names, start, sorted, end, length);
      end += length;
      sortedEnds[i] = end;
      sortedTypes[i] = buffers.types[from];
    }
    return new Entries(sorted, sortedEnds, sortedTypes);
  }

  Listing listing() {
    int[] order = NameSort.order(buffers.names, buffers.ends, count);
    long[] sorted = new long[count * Statx.STRIDE];
    for (int i = 0; i < count; i++) {
      int from = order[i] * Statx.STRIDE;
      System.arraycopy(buffers.stats, from, sorted, i * Statx.STRIDE, Statx.STRIDE);
    }
    Listing listing = new Listing(entries(order), sorted);
    buffers.trim();
    return listing;
  }

  private long check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, (int) -result, dir.toString());
    }
    return result;
  }
}
