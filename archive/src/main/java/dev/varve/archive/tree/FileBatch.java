package dev.varve.archive.tree;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Some files of a tree that follow each other, read once by whoever comes first. */
final class FileBatch {
  private final int from;
  private final int to;
  private final int bytes;
  private boolean claimed;
  private boolean done;
  private byte @Nullable [] content;
  private @Nullable Exception failure;

  /**
   * @param bytes of all files together; -1 for a large one
   */
  FileBatch(int from, int to, int bytes) {
    this.from = from;
    this.to = to;
    this.bytes = bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Of all files together; negative for a large one. */
  int bytes() {
    return bytes;
  }

  boolean isLarge() {
    return bytes < 0;
  }

  /** Whether the caller is the first, and has to {@link #finish}. */
  synchronized boolean claim() {
    boolean mine = !claimed;
    claimed = true;
    return mine;
  }

  /**
   * Says that the files are read.
   *
   * @param kept their content, if it is kept
   * @param failed what went wrong
   */
  synchronized void finish(byte @Nullable [] kept, @Nullable Exception failed) {
    content = kept;
    failure = failed;
    done = true;
    notifyAll();
  }

  /** Waits until the batch is read; answers its content if it is kept. */
  synchronized byte @Nullable [] await() throws IOException {
    while (!done) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw TreeFiles.interrupted();
      }
    }
    return switch (failure) {
      case null -> content;
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IllegalStateException(e);
    };
  }
}
