package dev.varve.build.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A source tree in memory. Parents appear by themselves; a file's content is its path. */
final class FakeTree implements SourceTree {
  private final TreeMap<EntryPath, LayerEntry> entries = new TreeMap<>();
  private final Map<EntryPath, String> contents = new HashMap<>();
  private final Map<EntryPath, String> files = new HashMap<>();

  FakeTree() {
    entries.put(EntryPath.ROOT, LayerEntry.directory(EntryPath.ROOT, 0755));
  }

  private void put(LayerEntry entry) {
    EntryPath up = entry.path().parent();
    while (!entries.containsKey(up)) {
      entries.put(up, LayerEntry.directory(up, 0755));
      up = up.parent();
    }
    entries.put(entry.path(), entry);
  }

  void directory(String path, int mode) {
    put(LayerEntry.directory(EntryPath.of(path), mode));
  }

  void file(String path, int mode) {
    String content = contents.getOrDefault(EntryPath.of(path), path);
    contents.put(EntryPath.of(path), content);
    put(LayerEntry.file(EntryPath.of(path), mode, content.length()));
  }

  void write(String path, String content) {
    contents.put(EntryPath.of(path), content);
    LayerEntry old = entries.get(EntryPath.of(path));
    put(LayerEntry.file(EntryPath.of(path), old == null ? 0644 : old.mode(), content.length()));
  }

  void touch(String path) {
    entries.computeIfPresent(EntryPath.of(path), (_, entry) -> entry.withTime(1_000_000, 1));
  }

  void link(String path, String target) {
    put(LayerEntry.symlink(EntryPath.of(path), Bytes.of(target)));
  }

  void hardlink(String path, String first) {
    file(path, 0644);
    write(path, first);
    files.put(EntryPath.of(path), first);
    files.put(EntryPath.of(first), first);
  }

  private Node node(LayerEntry entry) {
    return new Node(entry, files.get(entry.path()), null);
  }

  @Override
  public Optional<Node> find(EntryPath path) {
    return Optional.ofNullable(entries.get(path)).map(this::node);
  }

  @Override
  public List<Node> children(EntryPath directory) {
    List<Node> nodes = new ArrayList<>();
    for (LayerEntry entry : entries.values()) {
      if (entry.path().isChildOf(directory)) {
        nodes.add(node(entry));
      }
    }
    return nodes;
  }

  @Override
  public void prepare(List<EntryPath> paths) {}

  private byte[] content(Node file) {
    if (file.entry().type() != EntryType.FILE) {
      throw new IllegalArgumentException(file.path() + " is no file");
    }
    return contents.getOrDefault(file.path(), "").getBytes(UTF_8);
  }

  @Override
  public Digest digest(Node file) {
    return Digest.sha256Of(content(file));
  }

  @Override
  public InputStream open(Node file) {
    return new ByteArrayInputStream(content(file));
  }

  @Override
  public Absence explainAbsence(String path) {
    return new Absence("is not there", null);
  }
}
