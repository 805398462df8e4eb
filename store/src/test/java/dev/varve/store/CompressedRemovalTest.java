package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.store.compressed.CompressedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed chunks are cache like other: counted, and removed by last use or with their layer. */
class CompressedRemovalTest {
  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
  }

  @AfterEach
  void verifyAndClose() throws IOException {
    assertEquals(List.of(), store.verify().damage());
    store.close();
  }

  /** Ends the leases that making things took. */
  private void reopen() throws IOException {
    store.close();
    store = TestStore.open(temporary);
  }

  private Layer compressed(String name) throws IOException {
    byte[] noise = new byte[30_000];
    new Random(name.hashCode()).nextBytes(noise);
    Layer layer = TestStore.layer(store, name, java.util.HexFormat.of().formatHex(noise));
    store.compressed().of(layer, LayerCompression.GZIP);
    return layer;
  }

  private List<CompressedFiles.Entry> files() throws IOException {
    return new CompressedFiles(
            new dev.varve.store.disk.Disk(
                store.root(), Clock.systemUTC(), dev.varve.store.disk.Durability.DEFAULT))
        .all();
  }

  /** Lets all that is compressed be of so many days ago. */
  private void age(int days) throws IOException {
    FileTime time = FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(days)));
    for (CompressedFiles.Entry each : files()) {
      Files.setLastModifiedTime(each.path(), time);
    }
  }

  @Test
  void usage_countsCompressedChunksAsCache() throws IOException {
    TestStore.image(store, List.of(compressed("a")), "a");
    reopen();
    long bytes = files().stream().mapToLong(CompressedFiles.Entry::bytes).sum();
    assertTrue(bytes > 30_000, "compressed to " + bytes);
    Usage usage = store.usage();
    assertEquals(bytes, usage.cache().compressed());
    assertTrue(usage.cache().bytes() >= bytes);
    assertTrue(usage.cache().reclaimable() >= bytes);
    long onDisk = Sizes.below(store.root());
    assertTrue(Math.abs(onDisk - usage.total()) < 10_000, onDisk + " and " + usage.total());
  }

  @Test
  void reclaim_removesChunksOfLayersThatAreGone() throws IOException {
    TestStore.image(store, List.of(compressed("kept")), "kept");
    compressed("gone");
    age(1);
    reopen();
    assertEquals(4, files().size());

    Reclaimed reclaimed = store.reclaim();

    assertEquals(2, files().size());
    assertTrue(reclaimed.bytes() > 90_000, "freed " + reclaimed.bytes());
  }

  @Test
  void reclaim_keepsNewChunksWhoseListIsNotWrittenYet() throws IOException {
    Layer layer = compressed("a");
    for (CompressedFiles.Entry each : files()) {
      if (each.isList()) {
        Files.delete(each.path());
      }
    }
    TestStore.image(store, List.of(layer), "a");
    reopen();
    store.reclaim();
    assertEquals(1, files().size());
    age(1);
    store.reclaim();
    assertEquals(List.of(), files());
  }

  @Test
  void prune_removesChunksThatWereNotUsedForLong() throws IOException {
    TestStore.image(store, List.of(compressed("a")), "a");
    age(3);
    reopen();
    store.prune(PruneOptions.DEFAULT);
    assertEquals(2, files().size());
    age(8);
    Pruned dry = store.prune(PruneOptions.DEFAULT.withDryRun(true));
    assertEquals(2, files().size());
    Pruned pruned = store.prune(PruneOptions.DEFAULT);
    assertEquals(List.of(), files());
    assertEquals(dry.bytes(), pruned.bytes());
    assertTrue(pruned.bytes() > 30_000, "freed " + pruned.bytes());
  }

  @Test
  void prune_all_removesAllChunks() throws IOException {
    TestStore.image(store, List.of(compressed("a")), "a");
    reopen();
    Pruned dry = store.prune(PruneOptions.DEFAULT.withAll(true).withDryRun(true));
    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));
    assertEquals(List.of(), files());
    assertEquals(dry.bytes(), pruned.bytes());
  }

  @Test
  void use_ofChunksMakesThemYoung() throws IOException {
    Layer layer = compressed("a");
    TestStore.image(store, List.of(layer), "a");
    age(8);
    store
        .compressed()
        .of(layer, LayerCompression.GZIP)
        .transferTo(java.io.OutputStream.nullOutputStream());
    reopen();
    store.prune(PruneOptions.DEFAULT);
    assertEquals(2, files().size());
  }

  @Test
  void collect_removesWhatWasNotUsedForLongestChunkOrRecord() throws IOException {
    TestStore.image(store, List.of(compressed("old")), "old");
    age(9);
    Layer cached = TestStore.layer(store, "cached", "x".repeat(50_000));
    StepRecord record = TestStore.record(store, "cached", cached);
    Files.setLastModifiedTime(
        store.records().path(record.key()),
        FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(5))));
    TestStore.image(store, List.of(compressed("new")), "new");
    reopen();
    assertEquals(4, files().size());

    Collected first = store.collect(Budget.of(store.usage().total() - 10_000), false).orElseThrow();
    assertEquals(0, first.records());
    assertTrue(first.chunks() >= 1, "chunks " + first.chunks());
    assertTrue(files().size() < 4 && files().size() >= 2);
    assertEquals(
        2, store.layers().all().stream().filter(it -> !it.equals(cached.diffId())).count());

    Collected second =
        store.collect(Budget.of(store.usage().total() - 50_000), false).orElseThrow();
    assertEquals(1, second.records());
    assertEquals(2, files().size());

    assertTrue(store.collect(Budget.of(1), false).isPresent());
    assertEquals(List.of(), files());
    assertEquals(2, store.layers().all().size());
  }
}
