package dev.varve.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

  private static final int BLOCKS = 16 * 1024 + Sha256.SIZE;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final NativeBuffer memory = new NativeBuffer(SIZE);
  private int used;
  private @Nullable MemorySegment capture;
  private @Nullable NativeBuffer transfer;
  private @Nullable NativeBuffer value;
  private @Nullable NativeBuffer blocks;

  /** Heap copy of a struct statx: parsing an array is far cheaper before the JIT warms up. */
  final long[] statx = new long[Statx.WORDS];

  /** What {@link DirReader} keeps between directories; it is used by one at a time. */
  final DirBuffers dirBuffers = new DirBuffers();

  private Scratch() {}

  /** Where {@link ForeignGate} leaves errno. */
  MemorySegment capture() {
    MemorySegment present = capture;
    if (present == null) {
      present = Arena.ofAuto().allocate(ForeignGate.captureSize(), 8);
      capture = present;
    }
    return present;
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
    memory.copyIn(bytes, 0, at, bytes.length);
    memory.putByte(at + bytes.length, (byte) 0);
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
    memory.putLong(offset, value);
  }

  void putInt(int offset, int value) {
    memory.putInt(offset, value);
  }

  long longAt(int offset) {
    return memory.longAt(offset);
  }

  int intAt(int offset) {
    return memory.intAt(offset);
  }

  /** Copies from a reserved offset to the heap. */
  void copyOut(int offset, byte[] to, int at, int length) {
    memory.copyOut(offset, to, at, length);
  }

  void copyOut(int offset, long[] to, int length) {
    memory.copyOut(offset, to, length);
  }

  void copyIn(byte[] from, int at, int offset, int length) {
    memory.copyIn(from, at, offset, length);
  }

  /** A buffer of 64 KiB, the longest value an extended attribute can have. */
  NativeBuffer value() {
    NativeBuffer present = value;
    if (present == null) {
      present = new NativeBuffer(64 * 1024);
      value = present;
    }
    return present;
  }

  /** For {@link Sha256}: a state, and blocks that fit into a processor's nearest cache with it. */
  NativeBuffer blocks() {
    NativeBuffer present = blocks;
    if (present == null) {
      present = new NativeBuffer(BLOCKS);
      blocks = present;
    }
    return present;
  }

  /** The thread's big buffer, for file content and directory entries. */
  NativeBuffer transfer() {
    NativeBuffer present = transfer;
    if (present == null) {
      int size = Thread.currentThread().isVirtual() ? VIRTUAL_TRANSFER : PLATFORM_TRANSFER;
      present = new NativeBuffer(size);
      transfer = present;
    }
    return present;
  }
}
