package dev.varve.registry.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.registry.client.BlobReader;
import dev.varve.registry.client.Registries;
import dev.varve.store.Origins;
import dev.varve.store.transfer.LayoutDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** What holds the blobs of layers, as {@link Origins} names it. */
final class Places {
  private Places() {}

  /** The place as a name; its digest is that of the blob, for mirrors that know digests only. */
  static Reference name(Origins.Place place) {
    return new Reference(place.registry(), place.repository(), null, place.blob().digest());
  }

  /** Those that may have the blob, in the order in which to try. */
  static List<? extends BlobReader> readers(Registries registries, Origins.Place place)
      throws IOException {
    return place.isDirectory()
        ? List.of(new OfDirectory(new LayoutDirectory(Path.of(place.repository()))))
        : registries.forPull(name(place));
  }

  private record OfDirectory(LayoutDirectory directory) implements BlobReader {
    @Override
    public boolean canRead(Digest blob) {
      return directory.has(blob);
    }

    @Override
    public InputStream blob(Descriptor blob, long from) throws IOException {
      InputStream in = directory.open(blob.digest());
      in.skipNBytes(from);
      return in;
    }
  }
}
