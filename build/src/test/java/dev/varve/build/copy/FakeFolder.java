package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.build.context.FolderReader;
import dev.varve.build.copy.SourceTree.Node;
import dev.varve.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder of files, whose content is their name, and folders, that counts who is looked at. */
final class FakeFolder implements SourceFolder {
  private final TreeMap<String, @Nullable FakeFolder> entries = new TreeMap<>();
  private final byte @Nullable [] imprint;
  private int looks;

  FakeFolder(@Nullable Digest imprint) {
    this.imprint = imprint == null ? null : imprint.bytes();
  }

  FakeFolder file(String name) {
    entries.put(name, null);
    return this;
  }

  FakeFolder folder(String name, FakeFolder child) {
    entries.put(name, child);
    return this;
  }

  /** How often somebody asked for a name. */
  int looks() {
    return looks;
  }

  static Digest digestOf(String name) {
    return Digest.sha256Of(name.getBytes(StandardCharsets.UTF_8));
  }

  private String nameOf(int i) {
    return entries.keySet().stream().skip(i).findFirst().orElseThrow();
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public byte[] name(int i) {
    looks++;
    return nameOf(i).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public EntryType type(int i) {
    return entries.get(nameOf(i)) == null ? EntryType.FILE : EntryType.DIRECTORY;
  }

  @Override
  public int mode(int i) {
    return 0755;
  }

  @Override
  public long uid(int i) {
    return 0;
  }

  @Override
  public long gid(int i) {
    return 0;
  }

  @Override
  public long fileSize(int i) {
    return type(i) == EntryType.FILE ? nameOf(i).length() : 0;
  }

  @Override
  public long mtimeSeconds(int i) {
    return 1;
  }

  @Override
  public int mtimeNanos(int i) {
    return 0;
  }

  @Override
  public void digest(int i, byte[] to, int offset) {
    digestOf(nameOf(i)).copyTo(to, offset);
  }

  @Override
  public int[] directories() {
    return java.util.stream.IntStream.range(0, size())
        .filter(i -> type(i) == EntryType.DIRECTORY)
        .toArray();
  }

  @Override
  public SourceFolder child(int i) {
    FakeFolder child = entries.get(nameOf(i));
    if (child == null) {
      throw new IllegalStateException("a file");
    }
    return child;
  }

  @Override
  public boolean isDigested() {
    return true;
  }

  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public FolderReader reader() {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte @Nullable [] imprint() {
    return imprint;
  }

  @Override
  public Node node(int i) {
    EntryPath path = EntryPath.of(nameOf(i));
    LayerEntry entry = LayerEntry.of(path, type(i), 0755).withTime(1, 0);
    return new Node(
        type(i) == EntryType.FILE ? entry.withContent(fileSize(i), null, 0, 0) : entry, null, null);
  }
}
