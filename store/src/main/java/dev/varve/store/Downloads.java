package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Locks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Blobs that came in part: what was received of each, so that whoever wants it next can go on. What
 * is in them is not known to be right before all of it is there and was compared with its digest.
 */
public final class Downloads {
  private static final int BUFFER = 256 << 10;

  /** Whoever wants to go on does so within that time. */
  private static final Duration KEPT = Duration.ofDays(3);

  private final Disk disk;
  private final Path directory;

  Downloads(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("downloads");
  }

  /**
   * Begins or goes on with the download of a blob; another process that does so is waited for.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Download open(Digest blob) throws IOException, InterruptedException {
    Locks.Held lock = disk.locks().exclusive("download-" + blob.hex());
    try {
      DiskFiles.makeDirectories(directory);
      return new Download(directory.resolve(blob.hex()), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** A blob of which nothing or a beginning is there. */
  public final class Download implements AutoCloseable {
    private final Path file;
    private final Locks.Held lock;

    private Download(Path file, Locks.Held lock) {
      this.file = file;
      this.lock = lock;
    }

    /** Bytes that were received before. */
    public long length() throws IOException {
      return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The bytes that were received before, from the first on. */
    public InputStream received() throws IOException {
      return Files.newInputStream(file);
    }

    /** Takes more, behind what is there; each byte is kept once it is flushed. */
    public OutputStream append() throws IOException {
      try {
        return new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            BUFFER);
      } catch (IOException e) {
        throw disk.explain(e);
      }
    }

    /** Forgets what was received: it is all there, or wrong. */
    public void discard() throws IOException {
      Files.deleteIfExists(file);
    }

    /** Lets others go on with it. */
    @Override
    public void close() {
      lock.close();
    }
  }

  /** Those that nobody went on with for days. */
  List<Path> abandoned() throws IOException {
    Instant limit = disk.clock().instant().minus(KEPT);
    List<Path> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        found.add(file);
      }
    }
    return found;
  }

  Path directory() {
    return directory;
  }
}
