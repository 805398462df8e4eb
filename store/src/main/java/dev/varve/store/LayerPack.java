package dev.varve.store;

import dev.varve.archive.IndexEditor;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a layer whose entries come in the order of their paths, as pieces of its canonical tar that
 * somebody else encodes: nothing is written, read or hashed twice.
 *
 * <p>For one thread at a time. Nothing is stored before {@link #commit}; closing without it leaves
 * nothing.
 */
public final class LayerPack implements AutoCloseable {
  private final Drafts drafts;
  private final TarDraft draft;
  private final IndexEditor editor;
  private @Nullable LayerIndex index;

  LayerPack(Drafts drafts, int entries) throws IOException {
    this.drafts = drafts;
    this.editor = IndexEditor.ofNothing(entries);
    this.draft = drafts.start();
  }

  /** Bytes of the tar so far. */
  public long position() {
    return draft.position();
  }

  /**
   * Appends encoded entries; each is {@linkplain #add(LayerEntry) added} as well, in order.
   *
   * @param release gets the array back once its bytes are not needed any more, on another thread
   */
  public void give(byte[] bytes, int length, Consumer<byte[]> release) throws IOException {
    try {
      draft.give(bytes, length, release);
    } catch (IOException e) {
      throw drafts.disk().explain(e);
    }
  }

  /** Adds an entry that was written: no hard link, and with the place and digest of its content. */
  public void add(LayerEntry entry) {
    editor.put(entry);
  }

  /**
   * Adds an entry that was written.
   *
   * @param entry no hard link; a file with the digest of its content
   * @param offset where in the tar a file's content lies, else 0
   */
  public void add(LayerEntry entry, long offset) {
    editor.put(entry, offset);
  }

  /**
   * Writes and adds a file.
   *
   * @return the digest of its content
   * @throws dev.varve.store.disk.DamagedException if the content has another size
   */
  public Digest add(LayerEntry entry, InputStream content) throws IOException {
    try {
      LayerEntry added = draft.add(entry, content);
      editor.put(added);
      return added.contentDigest().orElseThrow();
    } catch (IOException e) {
      throw drafts.disk().explain(e);
    }
  }

  /** What the layer holds; nothing can be added after that. */
  public LayerIndex index() {
    LayerIndex known = index;
    if (known == null) {
      known = editor.finish();
      index = known;
    }
    return known;
  }

  /**
   * Stores the layer.
   *
   * @param imprints what its directories were copied from, as far as that is known
   */
  public Layer commit(Imprints imprints) throws IOException {
    try {
      LayerIndex finished = index();
      draft.end();
      return drafts.adopt(
          draft.finish(), Optional.empty(), finished, new Drafts.Origin(null, imprints));
    } catch (IOException e) {
      throw drafts.disk().explain(e);
    }
  }

  @Override
  public void close() throws IOException {
    draft.close();
  }
}
