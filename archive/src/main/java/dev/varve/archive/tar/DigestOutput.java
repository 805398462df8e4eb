package dev.varve.archive.tar;

import dev.varve.model.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes on, counts them and computes their SHA-256. Once there are more than a few hundred
 * kilobytes, digest and target work on a thread of their own, while the caller fills the next
 * buffer.
 *
 * <p>{@link #finish} must be called for the digest; {@link #close} gives up what is under way. The
 * target is flushed by {@code finish}, never closed. An error of the target reaches the caller at
 * one of the next calls.
 */
public final class DigestOutput extends OutputStream {
  private static final int BUFFER = 256 << 10;
  private static final int BUFFERS = 4;

  private static final class Chunk {
    static final Chunk END = new Chunk(new byte[0], -1, _ -> {});

    final byte[] bytes;
    final int length;

    /** Takes the array back, to be filled again. */
    final Consumer<byte[]> release;

    Chunk(byte[] bytes, int length, Consumer<byte[]> release) {
      this.bytes = bytes;
      this.length = length;
      this.release = release;
    }
  }

  private final OutputStream target;
  private final MessageDigest digest = Digest.newSha256();

  /** In place of the digest where states are taken. */
  private final Midstates.@Nullable Hash hash;

  private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final boolean threaded = Runtime.getRuntime().availableProcessors() > 1;
  private @Nullable Thread worker;
  private volatile @Nullable Throwable failure;
  private byte[] buffer = new byte[32 << 10];
  private int used;
  private int buffers = 1;
  private long count;

  public DigestOutput(OutputStream target) {
    this(target, null);
  }

  private DigestOutput(OutputStream target, Midstates.@Nullable Hash hash) {
    this.target = target;
    this.hash = hash;
  }

  /** One that takes {@link #states} as well, as far as that is supported. */
  public static DigestOutput withStates(OutputStream target) {
    return new DigestOutput(target, Midstates.Hash.resume(Midstates.NONE, 0).orElse(null));
  }

  /**
   * As {@link #withStates}, for the bytes that follow {@code from} bytes of a tar that begins as
   * another one does.
   *
   * @param known the states of the other
   * @param from what {@link Midstates#before} answered
   * @return empty where that is not supported
   */
  public static Optional<DigestOutput> resumed(OutputStream target, Midstates known, long from) {
    return Midstates.Hash.resume(known, from).map(hash -> new DigestOutput(target, hash));
  }

  /** The states of the whole, after {@link #finish}. */
  public Midstates states() {
    return hash == null ? Midstates.NONE : hash.states();
  }

  /** Bytes written so far. */
  public long count() {
    return count + used;
  }

  @Override
  public void write(int b) throws IOException {
    if (used == buffer.length) {
      handOver();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (used == buffer.length) {
        handOver();
      }
      int part = Math.min(left, buffer.length - used);
      System.arraycopy(bytes, from, buffer, used, part);
      used += part;
      from += part;
      left -= part;
    }
  }

  /**
   * Takes {@code size} bytes from {@code in}, without a copy in between.
   *
   * @throws EOFException {@code in} ended before
   */
  public void transferFrom(InputStream in, long size) throws IOException {
    long left = size;
    while (left > 0) {
      if (used == buffer.length) {
        handOver();
      }
      int read = in.read(buffer, used, (int) Math.min(left, buffer.length - used));
      if (read < 0) {
        throw new EOFException();
      }
      used += read;
      left -= read;
    }
  }

  /**
   * Takes over an array of bytes.
   *
   * @param release gets it back once nobody needs the bytes any more, on whatever thread
   */
  public void give(byte[] bytes, int length, Consumer<byte[]> release) throws IOException {
    if (!threaded) {
      write(bytes, 0, length);
      release.accept(bytes);
      return;
    }
    try {
      if (used > 0) {
        handOver();
      }
      check();
      start();
      full.put(new Chunk(bytes, length, release));
      count += length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing");
    }
  }

  private void handOver() throws IOException {
    check();
    count += used;
    if (worker == null && (!threaded || count < BUFFER)) {
      process(buffer, used);
      if (buffer.length < BUFFER) {
        buffer = new byte[BUFFER];
      }
      used = 0;
      return;
    }
    try {
      start();
      full.put(new Chunk(buffer, used, free::add));
      used = 0;
      byte[] next = free.poll();
      if (next == null && buffers < BUFFERS) {
        buffers++;
        next = new byte[BUFFER];
      }
      buffer = next == null ? free.take() : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing");
    }
  }

  private void start() {
    if (worker == null) {
      worker = Thread.ofPlatform().daemon().name("varve-digest").start(this::work);
    }
  }

  private void work() {
    try {
      while (true) {
        Chunk chunk = full.take();
        if (chunk.length < 0) {
          return;
        }
        if (failure == null) {
          try {
            process(chunk.bytes, chunk.length);
          } catch (Throwable e) {
            failure = e;
          }
        }
        chunk.release.accept(chunk.bytes);
      }
    } catch (InterruptedException e) {
      failure = e;
    }
  }

  /** In parts that stay in the processor's cache between digest and target. */
  private void process(byte[] bytes, int length) throws IOException {
    for (int at = 0; at < length; at += BUFFER) {
      int part = Math.min(BUFFER, length - at);
      if (hash == null) {
        digest.update(bytes, at, part);
      } else {
        hash.update(bytes, at, part);
      }
      target.write(bytes, at, part);
    }
  }

  private void check() throws IOException {
    Throwable failed = failure;
    if (failed != null) {
      throw failed instanceof IOException e
          ? new IOException(e.getMessage(), e)
          : new IOException("writing failed", failed);
    }
  }

  /** Writes and digests what is left; the stream takes nothing more. */
  public Digest finish() throws IOException {
    Thread running = worker;
    if (running != null) {
      try {
        full.put(new Chunk(buffer, used, free::add));
        full.put(Chunk.END);
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while writing");
      }
      worker = null;
      check();
    } else {
      process(buffer, used);
    }
    count += used;
    used = 0;
    target.flush();
    return hash == null ? Digest.of(digest) : hash.digest();
  }

  /** Stops the thread, if there still is one, and waits until it no longer uses the target. */
  @Override
  public void close() {
    Thread running = worker;
    worker = null;
    if (running == null) {
      return;
    }
    running.interrupt();
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
