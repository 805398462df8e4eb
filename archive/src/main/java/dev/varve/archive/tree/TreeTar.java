package dev.varve.archive.tree;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.archive.tar.TarWriter;
import dev.varve.linux.FileHandle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Hashes the canonical tar of a tree, on a thread of its own where there is much to hash. */
final class TreeTar implements AutoCloseable {
  private final List<LayerEntry> entries;
  private final TreeFiles files;
  private final FutureTask<CanonicalTar.Summary> task = new FutureTask<>(this::hash);

  /** Null where there is little to do: whoever wants the digest does it. */
  private final @Nullable Thread thread;

  TreeTar(List<LayerEntry> entries, TreeFiles files) {
    this.entries = entries;
    this.files = files;
    files.follow();
    this.thread =
        files.isLittle() ? null : Thread.ofPlatform().daemon().name("varve-tar").start(task);
  }

  private CanonicalTar.Summary hash() throws IOException {
    try (DigestOutput out = new DigestOutput(OutputStream.nullOutputStream());
        TreeFiles.Reader reader = files.reader()) {
      TarWriter tar = new TarWriter(out);
      int next = 0;
      for (FileBatch batch : files.batches()) {
        withoutContent(tar, next, batch.from());
        if (batch.isLarge()) {
          try (FileHandle file = reader.open(batch.from())) {
            tar.add(entries.get(batch.from()), file.inputStream());
          }
        } else {
          small(tar, batch, reader.follow(batch));
        }
        next = batch.to();
      }
      withoutContent(tar, next, entries.size());
      tar.finish();
      return new CanonicalTar.Summary(out.finish(), out.count());
    }
  }

  private void withoutContent(TarWriter tar, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      tar.add(entries.get(i));
    }
  }

  private void small(TarWriter tar, FileBatch batch, byte[] content) throws IOException {
    int at = 0;
    for (int i = batch.from(); i < batch.to(); i++) {
      LayerEntry entry = entries.get(i);
      if (entry.type() == EntryType.FILE && entry.size() > 0) {
        int size = (int) entry.size();
        tar.add(entry, new ByteArrayInputStream(content, at, size));
        at += size;
      } else {
        tar.add(entry);
      }
    }
  }

  CanonicalTar.Summary summary() throws IOException {
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      if (thread == null) {
        task.run();
      }
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while hashing a layer");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Ends the thread, if it runs, and waits for its end. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
