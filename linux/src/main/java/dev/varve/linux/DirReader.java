package dev.varve.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Reads one directory with getdents64(2), and statx(2) straight on the names in its buffer. */
final class DirReader {
  private static final int CHUNK = 32 * 1024;
  private static final int NAME_AT = 19;

  private final int fd;
  private final String subject;
  private final NameFilter filter;
  private final boolean withStats;

  private final byte[] chunk = new byte[CHUNK];
  private byte[] names = new byte[1024];
  private int[] ends = new int[32];
  private byte[] types = new byte[32];
  private long[] stats = new long[0];
  private int count;

  DirReader(int fd, String subject, NameFilter filter, boolean withStats) {
    this.fd = fd;
    this.subject = subject;
    this.filter = filter;
    this.withStats = withStats;
    if (withStats) {
      stats = new long[32 * Statx.STRIDE];
    }
  }

  /** Reads the directory from its start. */
  void read() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    Fd.check(Syscall.call(scratch, Numbers.LSEEK, fd, 0, 0), "lseek", subject);
    MemorySegment buffer = scratch.transfer();
    while (true) {
      scratch = Scratch.fresh();
      long result = Syscall.call(scratch, Numbers.GETDENTS64, fd, buffer.address(), CHUNK);
      int length = (int) Fd.check(result, "getdents64", subject);
      if (length == 0) {
        return;
      }
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, chunk, 0, length);
      parse(scratch, buffer.address(), length);
    }
  }

  private void parse(Scratch scratch, long address, int length) throws ErrnoException {
    int statBuffer = withStats ? scratch.reserve(Statx.SIZE) : 0;
    for (int at = 0; at < length; ) {
      int record = Statx.unsignedShortAt(chunk, at + 16);
      int type = chunk[at + 18] & 0xf;
      int name = at + NAME_AT;
      int end = name;
      while (chunk[end] != 0) {
        end++;
      }
      if (!isDots(name, end - name)
          && filter.accept(chunk, name, end - name, type << 12)
          && (!withStats || stat(scratch, address + name, statBuffer))) {
        add(name, end, type);
      }
      at += record;
    }
  }

  private boolean isDots(int name, int length) {
    return chunk[name] == '.' && (length == 1 || (length == 2 && chunk[name + 1] == '.'));
  }

  /** Stats the entry into the next free place. False when it has vanished since. */
  private boolean stat(Scratch scratch, long name, int buffer) throws ErrnoException {
    long result =
        Syscall.call(
            scratch,
            Numbers.STATX,
            fd,
            name,
            Numbers.AT_SYMLINK_NOFOLLOW | Numbers.AT_NO_AUTOMOUNT,
            Statx.MASK,
            scratch.address(buffer));
    if (result == -Errno.ENOENT) {
      return false;
    }
    Fd.check(result, "statx", subject);
    int at = count * Statx.STRIDE;
    if (at == stats.length) {
      stats = Arrays.copyOf(stats, at * 2);
    }
    byte[] struct = scratch.struct;
    scratch.copyOut(buffer, struct, 0, Statx.USED);
    Statx.pack(struct, stats, at);
    return true;
  }

  private void add(int name, int end, int type) {
    int start = count == 0 ? 0 : ends[count - 1];
    int length = end - name;
    if (start + length > names.length) {
      names = Arrays.copyOf(names, Math.max(names.length * 2, start + length));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      types = Arrays.copyOf(types, count * 2);
    }
    System.arraycopy(chunk, name, names, start, length);
    ends[count] = start + length;
    types[count] = (byte) type;
    count++;
  }

  Entries entries() {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    new NameSort(names, ends).sort(order);
    return new Entries(names, ends, types, order);
  }

  Listing listing() {
    return new Listing(entries(), stats);
  }
}
