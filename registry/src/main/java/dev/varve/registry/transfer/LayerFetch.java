package dev.varve.registry.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.model.Descriptor;
import dev.varve.model.VarveException;
import dev.varve.registry.client.BlobReader;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.RegistryFailure;
import dev.varve.registry.transfer.TransferListener.Stage;
import dev.varve.store.Downloads;
import dev.varve.store.LayerSource;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings layers from registries: downloaded, compared with the blob's digest, decompressed,
 * compared with the diff ID, and stored, all in one pass. What was received of a large one is kept
 * until it is there, so that an attempt that was cut off or killed goes on where it was.
 */
public final class LayerFetch implements LayerSource {
  private static final int AT_ONCE = 4;

  /** Less is as fast from the beginning. */
  private static final long KEPT_FROM = 8 << 20;

  private final Store store;
  private final Registries registries;
  private final TransferListener listener;

  public LayerFetch(Store store, Registries registries, TransferListener listener) {
    this.store = store;
    this.registries = registries;
    this.listener = listener;
  }

  @Override
  public void fetch(List<Origins.Known> layers) throws IOException {
    List<Together.Task> tasks = new ArrayList<>();
    for (Origins.Known each : List.copyOf(new java.util.LinkedHashSet<>(layers))) {
      tasks.add(() -> fetch(each));
    }
    try {
      Together.run(AT_ONCE, tasks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private void fetch(Origins.Known layer) throws IOException, InterruptedException {
    Exception failure = null;
    for (Origins.Place place : layer.places()) {
      for (BlobReader from : Places.readers(registries, place)) {
        try {
          fetch(layer, place.blob(), from);
          return;
        } catch (InterruptedIOException e) {
          throw e;
        } catch (IOException | VarveException e) {
          failure = first(failure, e);
        }
      }
    }
    throw told(layer, failure);
  }

  private static Exception first(@Nullable Exception known, Exception next) {
    return known == null ? next : known;
  }

  private static UnavailableLayerException told(Origins.Known layer, @Nullable Exception failure) {
    String why =
        failure == null ? "nobody is known who has it" : RegistryFailure.explained(failure);
    VarveException.Code code =
        failure instanceof VarveException known
            ? known.code()
            : failure instanceof ArchiveException
                ? VarveException.Code.CORRUPT
                : VarveException.Code.ENVIRONMENT;
    return new UnavailableLayerException(code, layer.diffId(), why, failure);
  }

  private void fetch(Origins.Known layer, Descriptor blob, BlobReader from)
      throws IOException, InterruptedException {
    if (blob.size() < KEPT_FROM) {
      try (InputStream in = from.blob(blob, 0)) {
        store(layer, blob, in);
      }
      return;
    }
    try (Downloads.Download download = store.downloads().open(blob.digest())) {
      if (store.layers().findHere(layer.diffId()).isPresent()) {
        download.discard();
        return;
      }
      if (download.length() > blob.size()) {
        download.discard();
      }
      boolean resumed = download.length() > 0;
      try {
        resume(layer, blob, from, download);
      } catch (DamagedException | ArchiveException e) {
        download.discard();
        if (!resumed) {
          throw e;
        }
        // What was there before may have been wrong.
        resume(layer, blob, from, download);
      }
      download.discard();
    }
  }

  private void resume(
      Origins.Known layer, Descriptor blob, BlobReader from, Downloads.Download download)
      throws IOException {
    long before = download.length();
    try (OutputStream kept = download.append()) {
      List<InputStream> parts = new ArrayList<>();
      if (before > 0) {
        parts.add(download.received());
      }
      parts.add(new Kept(from, blob, before, kept));
      try (InputStream in = new SequenceInputStream(Collections.enumeration(parts))) {
        store(layer, blob, in);
      }
    }
  }

  private void store(Origins.Known layer, Descriptor blob, InputStream in) throws IOException {
    listener.on(blob.digest(), Stage.PULLING, 0, blob.size());
    InputStream checked =
        new CheckedInput(
            in, blob, count -> listener.on(blob.digest(), Stage.PULLING, count, blob.size()));
    try (InputStream tar =
        new Drained(Compression.decompressed(checked, Limits.DEFAULT), checked)) {
      Instant created = layer.created();
      if (created == null) {
        store.layers().importTar(tar, layer.diffId());
      } else {
        store.layers().importTar(tar, layer.diffId(), created);
      }
    } catch (CheckedInput.Undelivered e) {
      throw e.failure();
    }
    listener.on(blob.digest(), Stage.PULLED, blob.size(), blob.size());
  }

  /** Ends only after all of the blob was read, so that its digest was compared. */
  private static final class Drained extends java.io.FilterInputStream {
    private final InputStream blob;

    Drained(InputStream tar, InputStream blob) {
      super(tar);
      this.blob = blob;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = in.read(to, offset, length);
      if (count < 0) {
        blob.transferTo(OutputStream.nullOutputStream());
      }
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** The rest of a blob, asked for when it is first read; keeps what comes. */
  private static final class Kept extends InputStream {
    private final BlobReader from;
    private final Descriptor blob;
    private final long offset;
    private final OutputStream copy;
    private @Nullable InputStream in;

    Kept(BlobReader from, Descriptor blob, long offset, OutputStream copy) {
      this.from = from;
      this.blob = blob;
      this.offset = offset;
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      if (in == null) {
        in = open();
      }
      int count = Objects.requireNonNull(in).read(to, at, length);
      if (count > 0) {
        copy.write(to, at, count);
      }
      return count;
    }

    private InputStream open() throws IOException {
      try {
        return from.blob(blob, offset);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }
}
