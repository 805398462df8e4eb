package dev.varve.linux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The kernel's {@code struct statx}, read from a byte array. */
final class Statx {
  /** Bytes the kernel writes. */
  static final int SIZE = 256;

  /** Bytes that hold all fields used here. */
  static final int USED = 144;

  /** STATX_BASIC_STATS. */
  static final int MASK = 0x7ff;

  /** Longs per file in the packed form that {@link Listing} stores. */
  static final int STRIDE = 10;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private Statx() {}

  static long longAt(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  static int intAt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static int unsignedShortAt(byte[] bytes, int offset) {
    return (short) SHORT.get(bytes, offset) & 0xffff;
  }

  static int mode(byte[] s) {
    return unsignedShortAt(s, 28);
  }

  static FileStat parse(byte[] s) {
    return new FileStat(
        pair(intAt(s, 136), intAt(s, 140)),
        longAt(s, 32),
        mode(s),
        intAt(s, 20),
        intAt(s, 24),
        intAt(s, 16),
        longAt(s, 40),
        longAt(s, 48),
        longAt(s, 112),
        intAt(s, 120),
        longAt(s, 96),
        intAt(s, 104),
        intAt(s, 128),
        intAt(s, 132));
  }

  /** Stores the fields of {@code s} as {@link #STRIDE} longs from {@code at} on. */
  static void pack(byte[] s, long[] to, int at) {
    to[at] = pair(intAt(s, 136), intAt(s, 140));
    to[at + 1] = longAt(s, 32);
    to[at + 2] = pair(mode(s), intAt(s, 16));
    to[at + 3] = pair(intAt(s, 20), intAt(s, 24));
    to[at + 4] = longAt(s, 40);
    to[at + 5] = longAt(s, 48);
    to[at + 6] = longAt(s, 112);
    to[at + 7] = longAt(s, 96);
    to[at + 8] = pair(intAt(s, 120), intAt(s, 104));
    to[at + 9] = pair(intAt(s, 128), intAt(s, 132));
  }

  static FileStat unpack(long[] p, int at) {
    return new FileStat(
        p[at],
        p[at + 1],
        upper(p[at + 2]),
        upper(p[at + 3]),
        lower(p[at + 3]),
        lower(p[at + 2]),
        p[at + 4],
        p[at + 5],
        p[at + 6],
        upper(p[at + 8]),
        p[at + 7],
        lower(p[at + 8]),
        upper(p[at + 9]),
        lower(p[at + 9]));
  }

  static long pair(int upper, int lower) {
    return ((long) upper << 32) | (lower & 0xffffffffL);
  }

  static int upper(long pair) {
    return (int) (pair >> 32);
  }

  static int lower(long pair) {
    return (int) pair;
  }
}
