package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.archive.tar.Midstates;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tar of a new layer while it is being made: what is new is written to a file, one after the
 * other, and what other layers have is pointed to.
 */
final class TarDraft implements AutoCloseable {
  /** What content is padded to in a tar. */
  private static final int BLOCK = 512;

  private final Path file;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable OutputStream target;
  private @Nullable DigestOutput out;
  private @Nullable TarWriter tar;

  /** Bytes of the tar before the first of the own bytes that are not in {@link #parts} yet. */
  private long before;

  /** Own bytes that are in {@link #parts}. */
  private long noted;

  /** Some bytes of another tar; own ones where that is null. */
  private record Part(@Nullable Extents of, long from, long length) {}

  TarDraft(Disk disk) throws IOException {
    this.file = disk.fresh("extents");
  }

  /** Bytes of the tar so far. */
  long position() {
    return before + own() - noted;
  }

  private long own() {
    return out == null ? 0 : out.count();
  }

  /** An entry without content, or an empty file. */
  void add(LayerEntry entry) throws IOException {
    writer().add(entry);
  }

  /**
   * A file with content; the answer knows its digest, and where in the tar it lies.
   *
   * @throws DamagedException if the content has another size or digest than the entry says; the
   *     draft is of no use then
   */
  LayerEntry add(LayerEntry entry, InputStream content) throws IOException {
    TarWriter writer = writer();
    Digesting in = new Digesting(content);
    try {
      writer.add(entry, in);
    } catch (ArchiveException | EOFException e) {
      throw changed(entry);
    }
    Digest digest = Digest.of(in.hash);
    if (entry.digest() != null && !digest.equals(entry.digest())) {
      throw changed(entry);
    }
    long padded = (entry.size() + BLOCK - 1) / BLOCK * BLOCK;
    return entry.withContent(entry.size(), digest, 0, position() - padded);
  }

  private static DamagedException changed(LayerEntry entry) {
    return new DamagedException(
        "file " + entry.path().absolute(), "its content changed while it was read");
  }

  /** A file whose content lies in another tar; the answer knows where in this tar it lies. */
  LayerEntry reuse(LayerEntry entry, Extents of, long from) throws IOException {
    TarWriter writer = writer();
    writer.addHeader(entry);
    long start = position();
    take(of, from, entry.size());
    writer.pad(entry.size());
    return entry.withPlace(false, 0, start);
  }

  /** Some bytes of the tar, new ones, as {@link DigestOutput#give}. */
  void give(byte[] bytes, int length, Consumer<byte[]> release) throws IOException {
    writer();
    DigestOutput to = out;
    if (to != null) {
      to.give(bytes, length, release);
    }
  }

  /** Some bytes of another tar as they are. */
  void take(Extents of, long from, long length) {
    noteOwn();
    parts.add(new Part(of, from, length));
    before += length;
  }

  private void noteOwn() {
    long own = own();
    if (own > noted) {
      parts.add(new Part(null, noted, own - noted));
      before += own - noted;
      noted = own;
    }
  }

  private TarWriter writer() throws IOException {
    TarWriter writer = tar;
    if (writer == null) {
      target = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      out = DigestOutput.withStates(target);
      writer = new TarWriter(out);
      tar = writer;
    }
    return writer;
  }

  /** Writes the end of the tar; only its parts can be asked for after that. */
  void end() throws IOException {
    writer().finish();
  }

  /**
   * A finished draft.
   *
   * @param own the digest of the file; null if nothing was written to it
   * @param states of the file's digest
   * @param extents the whole tar, the file under its digest
   */
  record Finished(Path file, @Nullable Digest own, Midstates states, Extents extents) {

    /** Whether the file is the whole tar. */
    boolean isTar() {
      return extents.count() == 1 && extents.blobs().getFirst().equals(own);
    }
  }

  Finished finish() throws IOException {
    noteOwn();
    Digest own = null;
    Midstates states = Midstates.NONE;
    DigestOutput done = out;
    if (done != null) {
      own = done.finish();
      states = done.states();
    }
    closeFile();
    Extents.Builder extents = new Extents.Builder();
    for (Part part : parts) {
      if (part.of() != null) {
        extents.add(part.of(), part.from(), part.length());
      } else if (own != null) {
        extents.add(own, part.from(), part.length());
      }
    }
    return new Finished(file, own, states, extents.build());
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
