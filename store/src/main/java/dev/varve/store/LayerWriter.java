package dev.varve.store;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.TarContents;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one layer entry by entry, in any order; a later entry replaces an earlier one of its path,
 * and missing parents are implied. Content that another layer has is pointed to instead of copied.
 *
 * <p>Entries that come in the order of their paths are written once; for others the layer's tar is
 * written again when it is known what goes where.
 *
 * <p>For one thread at a time. Nothing is stored before {@link #commit}; closing without it leaves
 * nothing.
 */
public final class LayerWriter implements AutoCloseable {
  /** From how many other layers one layer takes content before it copies: each is one more file. */
  private static final int MOST_SOURCES = 64;

  private final Drafts drafts;
  private final Disk disk;
  private final TarDraft draft;

  /** What came, with its place in the draft. */
  private final List<LayerEntry> pending = new ArrayList<>();

  /** The layers that content is taken from. */
  private final Map<Digest, Extents> used = new HashMap<>();

  LayerWriter(Drafts drafts) throws IOException {
    this.drafts = drafts;
    this.disk = drafts.disk();
    this.draft = drafts.start();
  }

  /** Adds an entry that has no content, or an empty file. */
  public LayerWriter add(LayerEntry entry) throws IOException {
    if (entry.size() > 0) {
      throw new IllegalArgumentException(entry.path() + " has content");
    }
    if (entry.type() == EntryType.FILE) {
      return add(entry, new ByteArrayInputStream(new byte[0]));
    }
    try {
      draft.add(entry);
      pending.add(entry);
      return this;
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  /**
   * Adds a file.
   *
   * @param entry with the size that its content must have; and the digest, if it is known
   * @param content read to its end, not closed
   * @throws DamagedException if the content has another size or digest; the writer is of no use
   *     then
   */
  public LayerWriter add(LayerEntry entry, InputStream content) throws IOException {
    try {
      pending.add(draft.add(entry, content));
      return this;
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  /** As {@link #add(LayerEntry, InputStream)}, with the content of a regular file. */
  public LayerWriter addFromFile(LayerEntry entry, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return add(entry, in);
    }
  }

  /** As {@link #reuse(LayerEntry, Layer, LayerEntry)}, for an entry that is there as it is here. */
  public LayerWriter reuse(LayerEntry entry, Layer from) throws IOException {
    return reuse(entry, from, entry);
  }

  /**
   * Adds a file whose content another layer has.
   *
   * @param wanted as it shall be here: path, owner, mode and times
   * @param there the file in {@code from}'s index
   */
  public LayerWriter reuse(LayerEntry wanted, Layer from, LayerEntry there) throws IOException {
    LayerEntry entry = wanted.withContent(there.size(), there.digest(), 0, 0);
    if (!entry.hasContent() || entry.size() == 0) {
      return add(entry);
    }
    Optional<Extents> extents =
        entry.type() == EntryType.FILE && !there.sparse() && there.source() == 0
            ? extents(from)
            : Optional.empty();
    if (extents.isEmpty()) {
      try (InputStream in = from.contents().open(there)) {
        return add(entry, in);
      }
    }
    try {
      pending.add(draft.reuse(entry, extents.get(), there.offset()));
      return this;
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  /** What the tar of a layer consists of, if it is to be pointed into. */
  private Optional<Extents> extents(Layer layer) throws IOException {
    if (!layer.isSealed()) {
      // It lies in a tree only, and its diff ID would have to be waited for.
      return Optional.empty();
    }
    Extents known = used.get(layer.diffId());
    if (known != null || used.size() >= MOST_SOURCES) {
      return Optional.ofNullable(known);
    }
    Optional<Extents> found = drafts.extents(layer);
    found.ifPresent(extents -> used.put(layer.diffId(), extents));
    return found;
  }

  /**
   * Stores the layer.
   *
   * @return the layer, or the same one that was there already
   */
  public Layer commit() throws IOException {
    try {
      draft.end();
      TarDraft.Finished finished = draft.finish();
      LayerIndex drafted = index();
      LayerIndex index = CanonicalTar.layout(drafted);
      Set<Digest> little = ofLittleUse(finished);
      return little.isEmpty() && isTarOf(index, finished)
          ? drafts.adopt(finished, Optional.empty(), index, Drafts.Origin.NONE)
          : rewritten(drafted, index, finished, little);
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  private LayerIndex index() throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry each : pending) {
      builder.add(each);
    }
    return builder.build();
  }

  /** Blobs of which less than half is used: they would stay for little. */
  private Set<Digest> ofLittleUse(TarDraft.Finished finished) throws IOException {
    Set<Digest> little = new HashSet<>();
    for (Map.Entry<Digest, Long> each : finished.extents().used().entrySet()) {
      if (!each.getKey().equals(finished.own())
          && each.getValue() < drafts.blobSize(each.getKey()) / 2) {
        little.add(each.getKey());
      }
    }
    return little;
  }

  /**
   * Whether what was written as the entries came is the tar that their index makes: they came in
   * order, no entry was moved, because its parent is a link, or turned into a link to another.
   */
  private boolean isTarOf(LayerIndex index, TarDraft.Finished finished) throws IOException {
    int last = -1;
    for (LayerEntry entry : pending) {
      int ordinal = index.indexOf(entry.path());
      boolean same =
          ordinal > last
              && index.type(ordinal) == entry.type()
              && (entry.type() != EntryType.FILE || index.offset(ordinal) == entry.offset());
      if (!same) {
        return false;
      }
      last = ordinal;
    }
    return index.size() == pending.size() + index.impliedCount()
        && CanonicalTar.size(index) == finished.extents().size();
  }

  /**
   * Writes the tar that the index makes.
   *
   * @param drafted the same index with the places of content in the first draft
   * @param little content of these blobs is copied
   */
  private Layer rewritten(
      LayerIndex drafted, LayerIndex index, TarDraft.Finished first, Set<Digest> little)
      throws IOException {
    Extents extents = first.extents();
    OpenedContents.Places places =
        blob -> blob.equals(first.own()) ? first.file() : drafts.place(blob);
    try (TarDraft second = drafts.start();
        TarContents contents = new TarContents(new ExtentBytes(extents, places))) {
      for (LayerEntry entry : drafted) {
        if (entry.type() != EntryType.FILE || entry.size() == 0) {
          second.add(entry);
          continue;
        }
        Digest blob = extents.blobs().get(extents.blob(extents.rangeAt(entry.offset())));
        if (blob.equals(first.own()) || little.contains(blob)) {
          try (InputStream content = contents.open(entry)) {
            second.add(entry, content);
          }
        } else {
          second.reuse(entry, extents, entry.offset());
        }
      }
      second.end();
      return drafts.adopt(second.finish(), Optional.empty(), index, Drafts.Origin.NONE);
    }
  }

  @Override
  public void close() throws IOException {
    draft.close();
  }
}
