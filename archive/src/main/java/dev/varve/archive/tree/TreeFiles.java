package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.linux.Dir;
import dev.varve.linux.FileHandle;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a tree's files, digested on several threads. Files are read in batches, in order;
 * what fits into memory may be kept until somebody who follows has used it, too.
 */
final class TreeFiles {
  /** A larger file is a batch of its own, and is not held in memory. */
  private static final int SMALL = 1 << 20;

  private static final int BATCH_BYTES = 1 << 20;
  private static final int BATCH_FILES = 256;
  private static final int BUFFER = 256 << 10;

  /** Batches that are held in memory at most. */
  private static final int MOST_KEPT = 16;

  private final Dir root;
  private final List<LayerEntry> entries;
  private final Digest[] digests;
  private final List<FileBatch> batches = new ArrayList<>();
  private final Deque<byte[]> free = new ArrayDeque<>();
  private int made;
  private boolean isFollowed;

  /**
   * @param entries sorted; those that are files are read
   */
  TreeFiles(Dir root, List<LayerEntry> entries) {
    this.root = root;
    this.entries = entries;
    this.digests = new Digest[entries.size()];
    plan();
  }

  private void plan() {
    int from = 0;
    int files = 0;
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      LayerEntry entry = entries.get(i);
      if (entry.type() != EntryType.FILE) {
        continue;
      }
      boolean large = entry.size() > SMALL;
      if (files > 0 && (large || files == BATCH_FILES || bytes + entry.size() > BATCH_BYTES)) {
        batches.add(new FileBatch(from, i, (int) bytes));
        files = 0;
        bytes = 0;
      }
      if (files == 0) {
        from = i;
      }
      if (large) {
        batches.add(new FileBatch(i, i + 1, -1));
      } else {
        files++;
        bytes += entry.size();
      }
    }
    if (files > 0) {
      batches.add(new FileBatch(from, entries.size(), (int) bytes));
    }
  }

  List<FileBatch> batches() {
    return batches;
  }

  /** Whether reading all of it takes less than starting a thread. */
  boolean isLittle() {
    return entries.size() < BATCH_FILES
        && (batches.isEmpty() || (batches.size() == 1 && !batches.getFirst().isLarge()));
  }

  Reader reader() {
    return new Reader();
  }

  /** Says that somebody follows and wants the content of small files. */
  synchronized void follow() {
    isFollowed = true;
  }

  /** An array to keep a batch in; null if nobody wants it, or enough are kept. */
  private synchronized byte @Nullable [] keep(FileBatch batch) {
    if (!isFollowed || (free.isEmpty() && made == MOST_KEPT)) {
      return null;
    }
    byte[] known = free.poll();
    if (known == null) {
      made++;
      known = new byte[batches.size() == 1 ? batch.bytes() : BATCH_BYTES];
    }
    return known;
  }

  private synchronized void giveBack(byte[] array) {
    free.push(array);
  }

  /** Reads all files that nobody has read; returns when all digests are known. */
  void read() throws IOException {
    if (batches.size() == 1) {
      try (Reader reader = new Reader()) {
        reader.run(batches.getFirst());
      }
    } else if (!batches.isEmpty()) {
      TaskPool<FileBatch> pool = new TaskPool<>(Reader::new);
      pool.addAll(batches);
      pool.run();
    }
    for (FileBatch batch : batches) {
      batch.await();
    }
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while reading a tree");
  }

  /** The digest of a file, after {@link #read}. */
  @Nullable Digest digest(int ordinal) {
    return digests[ordinal];
  }

  /** Reads files, on one thread. */
  final class Reader implements TaskPool.Worker<FileBatch> {
    private final OpenDirectory directory = new OpenDirectory(root);
    private final MessageDigest digest = Digest.newSha256();
    private byte[] buffer = new byte[0];
    private byte @Nullable [] held;

    /** Digests the files of a batch, unless somebody else does. */
    @Override
    public void run(FileBatch batch) throws IOException {
      if (!batch.claim()) {
        return;
      }
      byte[] kept = batch.isLarge() ? null : keep(batch);
      try {
        if (batch.isLarge()) {
          large(batch.from());
        } else {
          small(batch, kept == null ? room(batch.bytes()) : kept, true);
        }
        batch.finish(kept, null);
      } catch (IOException | RuntimeException e) {
        batch.finish(null, e);
        throw e;
      }
    }

    /**
     * The content of a batch of small files, one after the other; valid until the next call. To be
     * asked for once for each batch, by the one who follows.
     */
    byte[] follow(FileBatch batch) throws IOException {
      release();
      if (batch.claim()) {
        byte[] mine = room(batch.bytes());
        try {
          small(batch, mine, true);
          batch.finish(null, null);
          return mine;
        } catch (IOException | RuntimeException e) {
          batch.finish(null, e);
          throw e;
        }
      }
      held = batch.await();
      if (held != null) {
        return held;
      }
      byte[] mine = room(batch.bytes());
      small(batch, mine, false);
      return mine;
    }

    private void release() {
      if (held != null) {
        giveBack(held);
        held = null;
      }
    }

    FileHandle open(int ordinal) throws IOException {
      LayerEntry entry = entries.get(ordinal);
      return directory.parentOf(entry.path()).openFile(entry.path().name());
    }

    private byte[] room(int size) {
      if (buffer.length < size) {
        buffer = new byte[Math.max(size, BUFFER)];
      }
      return buffer;
    }

    private void small(FileBatch batch, byte[] to, boolean digested) throws IOException {
      int at = 0;
      for (int i = batch.from(); i < batch.to(); i++) {
        LayerEntry entry = entries.get(i);
        if (entry.type() != EntryType.FILE) {
          continue;
        }
        int size = (int) entry.size();
        if (size > 0) {
          try (FileHandle file = open(i)) {
            for (int done = 0; done < size; ) {
              done += some(file, entry, to, at + done, size - done);
            }
          }
        }
        if (digested) {
          digest.update(to, at, size);
          digests[i] = Digest.of(digest);
        }
        at += size;
      }
    }

    private void large(int ordinal) throws IOException {
      LayerEntry entry = entries.get(ordinal);
      byte[] bytes = room(BUFFER);
      try (FileHandle file = open(ordinal)) {
        for (long left = entry.size(); left > 0; ) {
          if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
          }
          int read = some(file, entry, bytes, 0, (int) Math.min(bytes.length, left));
          digest.update(bytes, 0, read);
          left -= read;
        }
      }
      digests[ordinal] = Digest.of(digest);
    }

    private static int some(FileHandle file, LayerEntry entry, byte[] to, int at, int most)
        throws IOException {
      int read = file.read(to, at, most);
      if (read < 0) {
        throw new ArchiveException(entry.path(), "changed while it was read");
      }
      return read;
    }

    @Override
    public void close() {
      release();
      directory.close();
    }
  }
}
