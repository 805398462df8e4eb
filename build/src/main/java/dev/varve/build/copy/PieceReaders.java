package dev.varve.build.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pieces on a few threads while the caller takes them in order. Only so many are held at a
 * time. The first failure, or an interrupt of the caller, ends all.
 */
final class PieceReaders {
  private static final int MAX_THREADS = 8;

  /** Pieces that each thread may be ahead of the caller. */
  private static final int AHEAD = 3;

  private final List<PackedPiece> pieces;
  private final PieceBuffers buffers = new PieceBuffers();
  private final boolean[] read;
  private final int ahead;
  private int next;
  private int taken;
  private @Nullable Throwable failure;

  /** Takes a piece that was read. */
  interface Taker {
    void take(PackedPiece piece) throws IOException;
  }

  PieceReaders(List<PackedPiece> pieces) {
    this.pieces = new ArrayList<>(pieces);
    this.read = new boolean[pieces.size()];
    this.ahead = AHEAD * threads();
  }

  private static int threads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
  }

  void run(Taker taker) throws IOException, InterruptedException {
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < Math.min(threads(), pieces.size()); i++) {
      readers.add(Thread.ofPlatform().daemon().name("pack-" + i).start(this::work));
    }
    try {
      for (int i = 0; i < read.length; i++) {
        taker.take(wait(i));
        taken();
      }
    } finally {
      stop();
      boolean interrupted = false;
      for (Thread reader : readers) {
        while (reader.isAlive()) {
          try {
            reader.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void work() {
    try {
      for (int i = claim(); i >= 0; i = claim()) {
        pieces.get(i).read(buffers);
        finished(i);
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** The next piece to read, once there is room for it; -1 if there is none. */
  private synchronized int claim() throws InterruptedException {
    while (failure == null && next < read.length && next >= taken + ahead) {
      wait();
    }
    return failure != null || next == read.length ? -1 : next++;
  }

  private synchronized void finished(int piece) {
    read[piece] = true;
    notifyAll();
  }

  private synchronized PackedPiece wait(int piece) throws IOException, InterruptedException {
    while (!read[piece] && failure == null) {
      wait();
    }
    switch (failure) {
      case null -> {}
      case InterruptedException _ -> throw new InterruptedException();
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
    return pieces.set(piece, DONE);
  }

  /** In place of a piece that was taken, so that its bytes are not held. */
  private static final PackedPiece DONE = new PackedPiece.Small(List.of());

  private synchronized void taken() {
    taken++;
    notifyAll();
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    notifyAll();
  }

  /** Ends the readers; nothing is left to read, or nobody wants it. */
  private synchronized void stop() {
    next = read.length;
    notifyAll();
  }
}
