package dev.varve.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Native memory that the collector frees, which the kernel reads and writes by its address.
 *
 * <p>Java gets at it through buffers, and not through the segment below: what a segment's accessors
 * need is generated when they are first used, in every process anew.
 */
final class NativeBuffer {
  private final long address;
  private final ByteBuffer bytes;
  private final IntBuffer ints;
  private final LongBuffer longs;

  NativeBuffer(int size) {
    MemorySegment memory = Arena.ofAuto().allocate(size, 8);
    address = memory.address();
    bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    ints = bytes.asIntBuffer();
    longs = bytes.asLongBuffer();
  }

  /** Where it begins. It lives as long as this object. */
  long address() {
    return address;
  }

  int size() {
    return bytes.capacity();
  }

  void putByte(int at, byte value) {
    bytes.put(at, value);
  }

  void putInt(int at, int value) {
    bytes.putInt(at, value);
  }

  void putLong(int at, long value) {
    bytes.putLong(at, value);
  }

  int intAt(int at) {
    return bytes.getInt(at);
  }

  long longAt(int at) {
    return bytes.getLong(at);
  }

  /** Copies {@code length} bytes from {@code at} to the heap. */
  void copyOut(int at, byte[] to, int offset, int length) {
    bytes.get(at, to, offset, length);
  }

  /** Copies {@code length} words from {@code at}, a multiple of 8, to the heap. */
  void copyOut(int at, long[] to, int length) {
    longs.get(at / Long.BYTES, to, 0, length);
  }

  /** Copies {@code length} words of four bytes from {@code at}, a multiple of 4, to the heap. */
  void copyOut(int at, int[] to, int length) {
    ints.get(at / Integer.BYTES, to, 0, length);
  }

  /** Copies {@code length} words of four bytes from the heap to {@code at}, a multiple of 4. */
  void copyIn(int[] from, int at, int length) {
    ints.put(at / Integer.BYTES, from, 0, length);
  }

  /** Copies {@code length} bytes from the heap to {@code at}. */
  void copyIn(byte[] from, int offset, int at, int length) {
    bytes.put(at, from, offset, length);
  }
}
