package dev.varve.store.transfer;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Image archives made by hand, good and bad ones. */
final class ArchiveBuilder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TarWriter tar = new TarWriter(out);

  ArchiveBuilder file(String path, byte[] content) throws IOException {
    tar.add(
        LayerEntry.file(EntryPath.of(path), 0644, content.length),
        new ByteArrayInputStream(content));
    return this;
  }

  ArchiveBuilder file(String path, String content) throws IOException {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  ArchiveBuilder blob(byte[] content) throws IOException {
    return file("blobs/sha256/" + Digest.sha256Of(content).hex(), content);
  }

  ArchiveBuilder link(String path, String target) throws IOException {
    tar.add(
        LayerEntry.symlink(EntryPath.of(path), Bytes.of(target.getBytes(StandardCharsets.UTF_8))));
    return this;
  }

  byte[] bytes() throws IOException {
    tar.finish();
    return out.toByteArray();
  }

  InputStream stream() throws IOException {
    return new ByteArrayInputStream(bytes());
  }

  /** A layer with one file. */
  static byte[] layer(String path, String content) throws IOException {
    return new ArchiveBuilder().file(path, content).bytes();
  }

  /** A config with the given layers. */
  static byte[] config(byte[]... layers) {
    StringBuilder ids = new StringBuilder();
    for (byte[] layer : layers) {
      ids.append(ids.isEmpty() ? "" : ",").append('"').append(Digest.sha256Of(layer)).append('"');
    }
    return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + ids
            + "]},\"unknown\":[1,2]}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
