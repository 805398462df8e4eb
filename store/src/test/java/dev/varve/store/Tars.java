package dev.varve.store;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small layers for tests: a tar, entry by entry. */
final class Tars {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarWriter writer = new TarWriter(bytes);
  private final LayerIndex.Builder index = new LayerIndex.Builder();
  private final Map<EntryPath, byte[]> contents = new LinkedHashMap<>();

  static Tars of() {
    return new Tars();
  }

  Tars file(String path, String content) throws IOException {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    LayerEntry entry = entry(path, content);
    writer.add(entry, new ByteArrayInputStream(body));
    index.add(entry);
    contents.put(entry.path(), body);
    return this;
  }

  Tars directory(String path) throws IOException {
    return entry(LayerEntry.directory(EntryPath.of(path), 0755).withTime(1_000, 0));
  }

  Tars symlink(String path, String target) throws IOException {
    return entry(
        LayerEntry.symlink(
            EntryPath.of(path),
            dev.varve.archive.Bytes.of(target.getBytes(StandardCharsets.UTF_8))));
  }

  Tars whiteout(String path) throws IOException {
    return entry(LayerEntry.whiteout(EntryPath.of(path)));
  }

  Tars opaque(String path) throws IOException {
    return entry(
        LayerEntry.directory(EntryPath.of(path), 0755).withTime(1_000, 0).withOpaque(true));
  }

  Tars entry(LayerEntry entry) throws IOException {
    writer.add(entry);
    index.add(entry);
    return this;
  }

  /** A file's entry with its size and digest. */
  static LayerEntry entry(String path, String content) {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    return LayerEntry.file(EntryPath.of(path), 0644, body.length)
        .withTime(1_000, 0)
        .withDigest(Digest.sha256Of(body));
  }

  byte[] bytes() throws IOException {
    writer.finish();
    return bytes.toByteArray();
  }

  InputStream stream() throws IOException {
    return new ByteArrayInputStream(bytes());
  }

  LayerIndex index() throws IOException {
    return index.build();
  }

  InputStream content(LayerEntry entry) {
    return new ByteArrayInputStream(contents.getOrDefault(entry.path(), new byte[0]));
  }
}
