package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that collects what a new layer does not share with others.
 *
 * <p>As long as entries come in the order of their paths it is the beginning of their tar, so that
 * a layer that shares nothing is written, and its diff ID computed, in one pass. From where that
 * does not hold any more it is a mere collection of content.
 */
final class OwnBytes implements AutoCloseable {
  private final Path file;
  private @Nullable OutputStream target;
  private @Nullable DigestOutput out;
  private @Nullable TarWriter tar;
  private @Nullable EntryPath last;
  private boolean isTar = true;

  OwnBytes(Disk disk) throws IOException {
    this.file = disk.fresh("extents");
  }

  /** Whether all that came so far can be one tar. */
  boolean isTar() {
    return isTar;
  }

  /** From now on only content is collected. */
  void endTar() {
    isTar = false;
  }

  /** An entry without content. */
  void add(LayerEntry entry) throws IOException {
    if (isNext(entry)) {
      open();
      tarWriter().add(entry);
    }
  }

  /**
   * A file with content; the answer knows its digest, and where in this file it lies.
   *
   * @throws DamagedException if the content has another size or digest than the entry says; what
   *     was collected is of no use then
   */
  LayerEntry add(LayerEntry entry, InputStream content) throws IOException {
    DigestOutput to = open();
    Digesting in = new Digesting(content);
    long offset;
    try {
      if (isNext(entry) && entry.type() == EntryType.FILE && entry.size() > 0) {
        offset = tarWriter().add(entry, in);
      } else {
        if (isTar && entry.size() == 0) {
          tarWriter().add(entry);
        } else {
          isTar = false;
        }
        offset = to.count();
        to.transferFrom(in, entry.size());
        if (in.read() >= 0) {
          throw changed(entry);
        }
      }
    } catch (ArchiveException | EOFException e) {
      throw changed(entry);
    }
    Digest digest = Digest.of(in.hash);
    if (entry.digest() != null && !digest.equals(entry.digest())) {
      throw changed(entry);
    }
    return entry.withContent(entry.size(), digest, 0, offset);
  }

  private static DamagedException changed(LayerEntry entry) {
    return new DamagedException(
        "file " + entry.path().absolute(), "its content changed while it was read");
  }

  /** Whether the tar can go on with an entry. */
  private boolean isNext(LayerEntry entry) {
    isTar = isTar && (last == null || last.compareTo(entry.path()) < 0);
    last = entry.path();
    return isTar;
  }

  private DigestOutput open() throws IOException {
    DigestOutput present = out;
    if (present == null) {
      target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      present = new DigestOutput(target);
      tar = new TarWriter(present);
      out = present;
    }
    return present;
  }

  private TarWriter tarWriter() {
    TarWriter writer = tar;
    if (writer == null) {
      throw new IllegalStateException("not open");
    }
    return writer;
  }

  /**
   * A finished file.
   *
   * @param digest of all of it
   */
  record Finished(Path file, Digest digest, long size) {}

  /** Ends the file, as a tar if it still is one; empty when nothing was collected. */
  Optional<Finished> finish() throws IOException {
    if (isTar) {
      open();
      tarWriter().finish();
    }
    DigestOutput done = out;
    if (done == null) {
      return Optional.empty();
    }
    Digest digest = done.finish();
    long size = done.count();
    closeFile();
    return Optional.of(new Finished(file, digest, size));
  }

  private void closeFile() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
    if (target != null) {
      target.close();
      target = null;
    }
  }

  /** Deletes the file, unless it was moved away. */
  @Override
  public void close() throws IOException {
    closeFile();
    Files.deleteIfExists(file);
  }

  /** Digests what is read. */
  private static final class Digesting extends FilterInputStream {
    private final MessageDigest hash = Digest.newSha256();

    Digesting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = super.read(to, offset, length);
      if (n > 0) {
        hash.update(to, offset, n);
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
