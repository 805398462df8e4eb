package dev.varve.store.transfer;

import dev.varve.archive.Bytes;
import dev.varve.store.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A layer's tar to read from: it is written by a thread of its own, which checks its digest while
 * the reader deals with what came before. What that thread throws is thrown at the reader.
 */
public final class TarPipe extends InputStream {
  private static final int CHUNK = 256 << 10;
  private static final int AHEAD = 8;

  private final BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(AHEAD);
  private final Thread writer;
  private byte[] current = new byte[0];
  private int position;
  private boolean ended;

  /** A part of the tar, or how it ended. */
  private sealed interface Piece {
    record Part(Bytes bytes) implements Piece {}

    record End(@Nullable Exception failure) implements Piece {}
  }

  private TarPipe(Layer layer) {
    writer = Thread.ofPlatform().daemon().name("varve-tar").unstarted(() -> produce(layer));
  }

  /** Starts to write the tar of a layer; the stream is to be closed. */
  public static InputStream of(Layer layer) {
    TarPipe pipe = new TarPipe(layer);
    pipe.writer.start();
    return pipe;
  }

  private void produce(Layer layer) {
    try {
      Exception failure = null;
      try {
        layer.writeTar(new Output());
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
      queue.put(new Piece.End(failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    while (position == current.length) {
      if (ended) {
        return -1;
      }
      next();
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, to, offset, count);
    position += count;
    return count;
  }

  private void next() throws IOException {
    try {
      switch (queue.take()) {
        case Piece.Part(Bytes bytes) -> {
          current = bytes.toArray();
          position = 0;
        }
        case Piece.End(Exception failure) -> {
          ended = true;
          rethrow(failure);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing a layer");
    }
  }

  private static void rethrow(@Nullable Exception failure) throws IOException {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof IOException e) {
      throw e;
    }
  }

  /** Ends the writing thread, too, if the reader stops early. */
  @Override
  public void close() {
    writer.interrupt();
  }

  /** Passes on what is written, in pieces. */
  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      try {
        for (int at = 0; at < length; at += CHUNK) {
          int count = Math.min(CHUNK, length - at);
          queue.put(
              new Piece.Part(Bytes.of(Arrays.copyOfRange(from, offset + at, offset + at + count))));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the reader has stopped");
      }
    }
  }
}
