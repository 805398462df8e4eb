package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A layer of the store: an index plus bytes. Immutable; safe for use by several threads.
 *
 * <p>One that {@link Layers#stageTree} made is not in the store before it is sealed, and does not
 * know its diff ID before that.
 *
 * <p>Having one costs nothing: its index is mapped when it is first asked for.
 */
public final class Layer {
  private final LayerFiles files;
  private final Trees trees;
  private final @Nullable TreeDraft draft;
  private final TreeDraft.@Nullable Publisher publisher;

  private final @Nullable Absence absence;

  /** Null until it is sealed, or here. */
  private volatile @Nullable LayerMeta sealed;

  private volatile @Nullable LayerIndex index;

  Layer(LayerFiles files, Trees trees, LayerMeta meta) {
    this.files = files;
    this.trees = trees;
    this.draft = null;
    this.publisher = null;
    this.absence = null;
    this.sealed = meta;
  }

  /** One that is not here. */
  Layer(LayerFiles files, Trees trees, Origins.Known known, Fetch fetch) {
    this.files = files;
    this.trees = trees;
    this.draft = null;
    this.publisher = null;
    this.absence = new Absence(known, fetch);
  }

  /** Brings a layer here, and answers what it is here. */
  @FunctionalInterface
  interface Fetch {
    LayerMeta fetch(Origins.Known known) throws IOException;
  }

  private record Absence(Origins.Known known, Fetch fetch) {}

  /** One that is not sealed yet. */
  Layer(LayerFiles files, Trees trees, TreeDraft draft, TreeDraft.Publisher publisher) {
    this.files = files;
    this.trees = trees;
    this.draft = draft;
    this.publisher = publisher;
    this.absence = null;
    this.index = draft.index();
  }

  /** Whether its diff ID is known, by which it is in the store, or can be brought there. */
  public boolean isSealed() {
    return sealed != null || absence != null;
  }

  /** Whether its content is here: what is in it can be read without fetching anything. */
  public boolean isHere() {
    return sealed != null || absence == null;
  }

  /** Where it is, of one that is not here; null once it is. */
  Origins.@Nullable Known elsewhere() {
    return sealed == null && absence != null ? absence.known() : null;
  }

  /**
   * Waits for the diff ID of a layer that {@link Layers#stageTree} made, and puts it into the
   * store. Several threads may: one does it, and it is done once.
   *
   * @throws java.io.InterruptedIOException if the thread is interrupted meanwhile; it can be tried
   *     again
   */
  public void seal() throws IOException {
    if (draft == null || publisher == null || sealed != null) {
      return;
    }
    synchronized (draft) {
      if (sealed == null) {
        sealed = draft.seal(publisher);
      }
    }
  }

  /**
   * Says that nobody wants a layer any more that is not sealed: what is in it can still be read.
   */
  public void abandon() {
    if (draft != null && sealed == null) {
      draft.abandon();
    }
  }

  /**
   * The digest of its uncompressed tar. Of a layer that is not sealed it is waited for, as are all
   * other things that depend on it.
   *
   * @throws UncheckedIOException if it cannot be sealed
   */
  public Digest diffId() {
    return absence != null ? absence.known().diffId() : meta().diffId();
  }

  /** Bytes of its uncompressed tar. */
  public long size() {
    Origins.Known known = elsewhere();
    return known != null && known.size() >= 0 ? known.size() : meta().size();
  }

  /** Bytes of its files' content, each file counted once. */
  public long contentSize() throws IOException {
    return index().contentSize();
  }

  /** The digest of its content without timestamps: what later steps see of it. */
  public Digest identity() throws IOException {
    return index().identity();
  }

  /** When it was made. */
  public Instant created() {
    Origins.Known elsewhere = elsewhere();
    if (elsewhere != null && elsewhere.created() != null) {
      return elsewhere.created();
    }
    LayerMeta known = sealed;
    return known == null && draft != null ? draft.created() : meta().created();
  }

  /**
   * What is in it.
   *
   * @throws DamagedException if the index is damaged and cannot be made again
   */
  public LayerIndex index() throws IOException {
    LayerIndex known = index;
    if (known == null) {
      LayerMeta here = meta();
      try {
        known = files.index(here.diffId());
      } catch (DamagedException e) {
        files.suspect(here);
        throw e;
      }
      index = known;
    }
    return known;
  }

  /** What its directories were copied from, as far as that is known. */
  public Imprints imprints() throws IOException {
    return files.imprints(diffId());
  }

  /**
   * The content of its files, for entries of {@link #index()}. Each stream throws {@link
   * DamagedException} instead of ending when the content is not what the index says.
   */
  public ContentSource contents() {
    return draft != null && sealed == null ? draft.contents() : files.contents(meta());
  }

  /**
   * Writes its uncompressed tar, bit for bit what the diff ID stands for.
   *
   * @throws DamagedException after the last byte, if what was written is something else
   */
  public void writeTar(OutputStream out) throws IOException {
    meta();
    if (files.blobs().size(diffId()).isPresent()) {
      try (InputStream in = files.blobs().open(diffId())) {
        in.transferTo(out);
      } catch (DamagedException e) {
        files.suspect(meta());
        throw e;
      }
      return;
    }
    Digest written = written(out);
    if (!written.equals(diffId())) {
      files.suspect(meta());
      throw new DamagedException("layer " + diffId(), "its content makes " + written);
    }
  }

  private Digest written(OutputStream out) throws IOException {
    Optional<Extents> extents = files.extents(meta());
    if (extents.isEmpty()) {
      return CanonicalTar.write(index(), files.contentsInOrder(meta()), out).diffId();
    }
    try (DigestOutput digesting = new DigestOutput(out);
        ExtentBytes bytes = files.bytes(extents.get())) {
      bytes.transferTo(digesting, 0);
      return digesting.finish();
    }
  }

  /**
   * Makes its whole tar and hashes it, whatever is known of its parts.
   *
   * @throws DamagedException if it is not what the diff ID and the size say; whoever looks for the
   *     layer next verifies it and makes it again
   */
  public void verify() throws IOException {
    MessageDigest sha = Digest.newSha256();
    long[] size = {0};
    writeTar(
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            sha.update(bytes, offset, length);
            size[0] += length;
          }
        });
    Digest found = Digest.of(sha);
    if (!found.equals(diffId()) || size[0] != size()) {
      files.suspect(meta());
      throw new DamagedException(
          "layer " + diffId(), "its content makes " + found + " of " + size[0] + " bytes");
    }
  }

  /**
   * Its files in a directory that can be a lower directory of an overlay (mounted with {@code
   * userxattr}): whiteouts are character devices 0:0, opaque directories have {@code
   * user.overlay.opaque}. Made when it is first asked for. Nobody may change anything in it.
   *
   * <p>For a layer on top of others see {@link Layers#trees}.
   */
  public Path tree() throws IOException {
    return trees.of(this);
  }

  /** The forms that it lies in at the moment. */
  public Set<LayerForm> forms() throws IOException {
    Set<LayerForm> forms = EnumSet.of(meta().form());
    if (files.blobs().size(diffId()).isPresent()) {
      forms.add(LayerForm.TAR);
    }
    if (!files.unpacked(meta()).isEmpty()) {
      forms.add(LayerForm.TREE);
    }
    return forms;
  }

  /** Where its tree lies while it is not sealed, and the lock that keeps it there. */
  @Nullable TreeDraft draft() {
    return draft;
  }

  LayerMeta meta() {
    try {
      seal();
      bringHere();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Objects.requireNonNull(sealed, "sealed");
  }

  private void bringHere() throws IOException {
    if (absence == null || sealed != null) {
      return;
    }
    synchronized (absence) {
      if (sealed == null) {
        sealed = absence.fetch().fetch(absence.known());
      }
    }
  }

  @Override
  public String toString() {
    LayerMeta known = sealed;
    return "Layer[" + (known == null ? "not sealed" : known.diffId()) + "]";
  }
}
