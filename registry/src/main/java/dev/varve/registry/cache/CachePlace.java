package dev.varve.registry.cache;

import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pusher;
import dev.varve.store.Origins;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a shared cache is kept. */
interface CachePlace {

  /** The document, as it is there; empty if there is no cache yet. */
  Optional<Bytes> read() throws IOException, InterruptedException;

  /** The blob of a layer, as a place to get it from. */
  Origins.Place place(Descriptor blob);

  /**
   * Sees to it that layers are there.
   *
   * @return their blobs, by diff ID
   */
  Map<Digest, Descriptor> writeLayers(List<Pusher.Listed> layers, PushOptions options)
      throws IOException, InterruptedException;

  /** Puts a new document in place of the one that is there. */
  void write(byte[] document, List<Descriptor> layers) throws IOException, InterruptedException;
}
