package dev.varve.store.transfer;

import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.archive.tar.Dialect;
import dev.varve.archive.tar.TarReader;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is in an archive. */
final class TarListing {
  private TarListing() {}

  /** Every file outside of {@code blobs/} as {@code name: content}, in order. */
  static List<String> documents(byte[] archive) throws IOException {
    List<String> found = new ArrayList<>();
    TarReader reader =
        new TarReader(new ByteArrayInputStream(archive), Dialect.PLAIN, Limits.DEFAULT);
    for (Optional<LayerEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      String name = next.get().path().toString();
      if (!name.startsWith("blobs")) {
        found.add(
            name
                + ": "
                + new String(reader.content().readAllBytes(), StandardCharsets.UTF_8).strip());
      }
    }
    return found;
  }

  /** The digest of a file. */
  static Digest digest(byte[] archive, String name) throws IOException {
    TarReader reader =
        new TarReader(new ByteArrayInputStream(archive), Dialect.PLAIN, Limits.DEFAULT);
    for (Optional<LayerEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      if (next.get().path().toString().equals(name)) {
        return Digest.sha256Of(reader.content().readAllBytes());
      }
    }
    throw new IOException(name + " is not in the archive");
  }

  static String text(byte[] archive, String name) throws IOException {
    for (String document : documents(archive)) {
      if (document.startsWith(name + ": ")) {
        return document;
      }
    }
    throw new IOException(name + " is not in the archive");
  }
}
