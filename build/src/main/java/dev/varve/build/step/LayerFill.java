package dev.varve.build.step;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.build.copy.FileContent;
import dev.varve.build.copy.StagedEntry;
import dev.varve.model.Digest;
import dev.varve.store.Layer;
import dev.varve.store.LayerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes staged entries into a layer. Content that the same step's layer had in the last build is
 * pointed to where it lies: a change of one file stores one file.
 */
final class LayerFill {
  private final LayerWriter writer;
  private final Optional<Layer> previous;
  private final Map<Digest, LayerEntry> known = new HashMap<>();

  LayerFill(LayerWriter writer, Optional<Layer> previous) throws IOException {
    this.writer = writer;
    this.previous = previous;
    if (previous.isPresent()) {
      LayerIndex index = previous.get().index();
      for (int i = 0; i < index.size(); i++) {
        if (index.type(i) == EntryType.FILE) {
          LayerEntry entry = index.entry(i);
          entry.contentDigest().ifPresent(digest -> known.putIfAbsent(digest, entry));
        }
      }
    }
  }

  void fill(List<StagedEntry> staged) throws IOException, InterruptedException {
    for (StagedEntry each : staged) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      add(each);
    }
  }

  private void add(StagedEntry staged) throws IOException {
    LayerEntry entry = staged.entry();
    LayerEntry there = entry.digest() == null ? null : known.get(entry.digest());
    switch (staged.content()) {
      case null -> writer.add(entry);
      case FileContent.InLayer(Layer layer, LayerEntry file) -> writer.reuse(entry, layer, file);
      case FileContent content when there != null && there.size() == entry.size() ->
          writer.reuse(entry, previous.orElseThrow(), there);
      case FileContent content -> {
        try (InputStream in = content.open()) {
          writer.add(entry, in);
        }
      }
    }
  }
}
