package dev.varve.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native memory of one thread for the arguments and results of one system call at a time.
 *
 * <p>The rule that makes this safe: take {@link #fresh()}, lay out the arguments, make the call,
 * copy the result out, all before any other method of this package runs on the thread.
 */
final class Scratch {
  /** Two paths of PATH_MAX, and room for structures. */
  private static final int SIZE = 12 * 1024;

  /** Bytes moved per read or write. Virtual threads are many, so each keeps less. */
  private static final int PLATFORM_TRANSFER = 256 * 1024;

  private static final int VIRTUAL_TRANSFER = 64 * 1024;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  /** Where a call leaves errno. */
  final MemorySegment capture;

  private final MemorySegment memory;
  private int used;
  private @Nullable MemorySegment transfer;
  private @Nullable MemorySegment value;

  /** Heap copy of a struct statx: parsing an array is far cheaper before the JIT warms up. */
  final long[] statx = new long[Statx.WORDS];

  /** What {@link DirReader} keeps between directories; it is used by one at a time. */
  final DirBuffers dirBuffers = new DirBuffers();

  private Scratch() {
    // Freed by the collector after the thread that owns this is gone.
    Arena arena = Arena.ofAuto();
    capture = arena.allocate(Syscall.captureSize(), 8);
    memory = arena.allocate(SIZE, 8);
  }

  /** This thread's memory, empty. */
  static Scratch fresh() {
    Scratch scratch = CURRENT.get();
    scratch.used = 0;
    return scratch;
  }

  /** Address of {@code bytes} followed by a NUL. */
  long string(byte[] bytes) throws ErrnoException {
    int at = reserve(bytes.length + 1);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
    memory.set(ValueLayout.JAVA_BYTE, at + bytes.length, (byte) 0);
    return memory.address() + at;
  }

  /** Offset of {@code size} bytes, aligned to 8; see {@link #address(int)}. */
  int reserve(int size) throws ErrnoException {
    if (size > SIZE - used) {
      throw new ErrnoException("path lookup", Errno.ENAMETOOLONG);
    }
    int at = used;
    used = (used + size + 7) & ~7;
    return at;
  }

  /** Address of a reserved offset. */
  long address(int offset) {
    return memory.address() + offset;
  }

  void putLong(int offset, long value) {
    memory.set(ValueLayout.JAVA_LONG, offset, value);
  }

  void putInt(int offset, int value) {
    memory.set(ValueLayout.JAVA_INT, offset, value);
  }

  long longAt(int offset) {
    return memory.get(ValueLayout.JAVA_LONG, offset);
  }

  int intAt(int offset) {
    return memory.get(ValueLayout.JAVA_INT, offset);
  }

  /** Copies from a reserved offset to the heap. */
  void copyOut(int offset, byte[] to, int at, int length) {
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, to, at, length);
  }

  void copyOut(int offset, long[] to, int length) {
    MemorySegment.copy(memory, ValueLayout.JAVA_LONG, offset, to, 0, length);
  }

  void copyIn(byte[] from, int at, int offset, int length) {
    MemorySegment.copy(from, at, memory, ValueLayout.JAVA_BYTE, offset, length);
  }

  /** A buffer of 64 KiB, the longest value an extended attribute can have. */
  MemorySegment value() {
    MemorySegment present = value;
    if (present == null) {
      present = Arena.ofAuto().allocate(64 * 1024, 8);
      value = present;
    }
    return present;
  }

  /** The thread's big buffer, for file content and directory entries. */
  MemorySegment transfer() {
    MemorySegment present = transfer;
    if (present == null) {
      int size = Thread.currentThread().isVirtual() ? VIRTUAL_TRANSFER : PLATFORM_TRANSFER;
      present = Arena.ofAuto().allocate(size, 8);
      transfer = present;
    }
    return present;
  }
}
