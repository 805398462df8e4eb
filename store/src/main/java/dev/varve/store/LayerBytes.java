package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * The content of a layer's files, from wherever its form keeps them; every file is checked against
 * its digest when it has been read to its end.
 */
final class LayerBytes implements ContentSource {
  private final LayerMeta layer;
  private final ContentSource own;
  private final List<ContentSource> sources;
  private final Runnable onDamage;

  /**
   * @param own what source 0 is
   * @param sources what the sources from 1 on are
   * @param onDamage called before a {@link DamagedException} is thrown
   */
  LayerBytes(LayerMeta layer, ContentSource own, List<ContentSource> sources, Runnable onDamage) {
    this.layer = layer;
    this.own = own;
    this.sources = List.copyOf(sources);
    this.onDamage = onDamage;
  }

  @Override
  public InputStream open(LayerEntry entry) throws IOException {
    Digest digest = entry.digest();
    try {
      InputStream in = source(entry).open(entry);
      if (digest == null) {
        return in;
      }
      return new Checked(
          in,
          digest,
          found -> {
            throw damaged(entry, "its content has another digest");
          });
    } catch (NoSuchFileException e) {
      throw damaged(entry, "its content is missing");
    }
  }

  /** What is given from the middle on is not checked. */
  @Override
  public InputStream openFrom(LayerEntry entry, long from) throws IOException {
    try {
      return source(entry).openFrom(entry, from);
    } catch (NoSuchFileException e) {
      throw damaged(entry, "its content is missing");
    }
  }

  private ContentSource source(LayerEntry entry) {
    if (entry.source() == 0) {
      return own;
    }
    if (entry.source() > sources.size()) {
      throw damaged(entry, "it points to an unknown source");
    }
    return sources.get(entry.source() - 1);
  }

  private DamagedException damaged(LayerEntry entry, String why) {
    onDamage.run();
    return new DamagedException(
        "file " + entry.path().absolute() + " of layer " + layer.diffId(), why);
  }
}
