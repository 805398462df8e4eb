package dev.varve.archive.tar;

import dev.varve.archive.Bytes;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** Trees of entries that change at random, the same for the same seed. */
public final class RandomTree {
  /** The content of a file is made of its size and the path it was made for. */
  public static final ContentSource CONTENT =
      entry -> new ByteArrayInputStream(content(entry.size(), entry.mtimeNanos()));

  private static byte[] content(long size, int seed) {
    byte[] bytes = new byte[(int) size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private final Random random;

  public RandomTree(long seed) {
    this.random = new Random(seed);
  }

  public int number(int bound) {
    return random.nextInt(bound);
  }

  private LayerEntry file(EntryPath path) {
    // A nanosecond of zero or beyond makes headers of different length.
    int nanos = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(999_999_998);
    long size = random.nextInt(4) == 0 ? 0 : random.nextInt(3000);
    return LayerEntry.file(path, 0600 + random.nextInt(64), size)
        .withTime(1_000_000 + random.nextInt(100), nanos)
        .withOwner(random.nextInt(10) == 0 ? 5_000_000 : 7, 8)
        .withDigest(Digest.sha256Of(content(size, nanos)));
  }

  private LayerEntry some(EntryPath path) {
    return switch (random.nextInt(8)) {
      case 0 -> LayerEntry.symlink(path, Bytes.of("x".repeat(1 + random.nextInt(200))));
      case 1 -> LayerEntry.of(path, EntryType.FIFO, 0644);
      default -> file(path);
    };
  }

  private static EntryPath directory(EntryPath path) {
    return path.parent();
  }

  public void put(Map<EntryPath, LayerEntry> tree, EntryPath path) {
    for (EntryPath up = directory(path); !up.isRoot(); up = directory(up)) {
      LayerEntry there = tree.get(up);
      if (there == null || !there.isDirectory()) {
        tree.put(up, LayerEntry.directory(up, 0755).withTime(random.nextInt(1000), 0));
      }
    }
    remove(tree, path);
    tree.put(path, some(path));
  }

  private static void remove(Map<EntryPath, LayerEntry> tree, EntryPath path) {
    tree.keySet().removeIf(each -> each.startsWith(path));
  }

  private EntryPath path() {
    StringBuilder path = new StringBuilder();
    for (int depth = random.nextInt(4); depth >= 0; depth--) {
      path.append("abc-.".charAt(random.nextInt(5))).append(random.nextInt(4));
      path.append(random.nextInt(30) == 0 ? "n".repeat(120) : "").append(depth > 0 ? "/" : "");
    }
    return EntryPath.of(path.toString());
  }

  /** The index of a tree, with content at its places in the canonical tar. */
  public static LayerIndex index(Map<EntryPath, LayerEntry> tree) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : tree.values()) {
      builder.add(entry);
    }
    return CanonicalTar.layout(builder.build());
  }

  /** Adds, replaces or removes something, or changes all directories. */
  public void change(Map<EntryPath, LayerEntry> tree) {
    EntryPath path = path();
    switch (random.nextInt(5)) {
      case 0 -> remove(tree, path);
      case 1 -> tree.replaceAll((at, entry) -> entry.isDirectory() ? entry.withMode(0711) : entry);
      default -> put(tree, path);
    }
  }
}
