package dev.varve.build.copy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Arrays for pieces of a tar, used again and again. Safe for several threads. */
final class PieceBuffers {
  private static final int SIZE = 2 << 20;

  /** One that grew beyond this for a piece is not kept. */
  private static final int MOST = 4 * SIZE;

  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

  byte[] take() {
    byte[] known = free.poll();
    return known == null ? new byte[SIZE] : known;
  }

  void giveBack(byte[] bytes) {
    if (bytes.length <= MOST) {
      free.add(bytes);
    }
  }
}
