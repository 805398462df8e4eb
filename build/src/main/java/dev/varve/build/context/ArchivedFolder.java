package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A directory of an unpacked archive. A further name of a file counts as that file. */
final class ArchivedFolder implements Folder {
  private final EntryPath path;
  private final List<LayerEntry> entries;
  private final byte[][] names;
  private final @Nullable ArchivedFolder[] children;
  private final int[] directories;

  private ArchivedFolder(
      EntryPath path, List<LayerEntry> entries, @Nullable ArchivedFolder[] children) {
    this.path = path;
    this.entries = entries;
    this.children = children;
    this.names = new byte[entries.size()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = entries.get(i).path().name();
    }
    this.directories = IntStream.range(0, names.length).filter(i -> children[i] != null).toArray();
  }

  /** The folder of an index, with all below it. */
  static ArchivedFolder of(LayerIndex index, EntryPath path) {
    LayerIndex.Range range = index.children(path);
    List<LayerEntry> entries = new ArrayList<>();
    List<@Nullable ArchivedFolder> children = new ArrayList<>();
    for (int at = range.from(); at < range.to(); at = index.end(at)) {
      LayerEntry entry = index.entry(at);
      entries.add(entry);
      children.add(entry.isDirectory() ? of(index, entry.path()) : null);
    }
    return new ArchivedFolder(path, entries, children.toArray(new @Nullable ArchivedFolder[0]));
  }

  LayerEntry entry(int i) {
    return entries.get(i);
  }

  @Override
  public EntryPath path() {
    return path;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public byte[] name(int i) {
    return names[i];
  }

  @Override
  public int find(byte[] name) {
    return Arrays.binarySearch(names, name, Arrays::compareUnsigned);
  }

  @Override
  public EntryType type(int i) {
    EntryType type = entries.get(i).type();
    return type == EntryType.HARDLINK ? EntryType.FILE : type;
  }

  @Override
  public int mode(int i) {
    return entries.get(i).mode();
  }

  @Override
  public long uid(int i) {
    return entries.get(i).uid();
  }

  @Override
  public long gid(int i) {
    return entries.get(i).gid();
  }

  @Override
  public long fileSize(int i) {
    return type(i) == EntryType.FILE ? entries.get(i).size() : 0;
  }

  @Override
  public long mtimeSeconds(int i) {
    return entries.get(i).mtimeSeconds();
  }

  @Override
  public int mtimeNanos(int i) {
    return entries.get(i).mtimeNanos();
  }

  @Override
  public int devMajor(int i) {
    return entries.get(i).devMajor();
  }

  @Override
  public int devMinor(int i) {
    return entries.get(i).devMinor();
  }

  @Override
  public int[] directories() {
    return directories;
  }

  @Override
  public boolean hasLinks() {
    return true;
  }

  @Override
  public long files() {
    return (long) names.length - directories.length;
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < names.length; i++) {
      bytes += fileSize(i);
    }
    return bytes;
  }

  @Override
  public boolean isDigested() {
    return false;
  }

  @Override
  public byte @Nullable [] remembered() {
    return null;
  }

  @Override
  public @Nullable Folder child(int i) {
    return children[i];
  }

  @Override
  public byte @Nullable [] imprint() {
    return null;
  }

  @Override
  public void digest(int i, byte[] to, int offset) {
    LayerEntry entry = entries.get(i);
    if (entry.type() == EntryType.SYMLINK) {
      dev.varve.model.Digest.sha256Of(entry.linkTarget().toArray()).copyTo(to, offset);
    } else {
      entry.contentDigest().orElseThrow().copyTo(to, offset);
    }
  }

  @Override
  public @Nullable Problem problem() {
    return null;
  }
}
