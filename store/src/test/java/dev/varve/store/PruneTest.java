package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.store.files.FileList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is removed and what stays; each test makes things with one store and prunes with another.
 */
class PruneTest {
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

  private Set<Digest> layers() throws IOException {
    return Set.copyOf(store.layers().all());
  }

  private void age(StepRecord record, Duration age) throws IOException {
    Files.setLastModifiedTime(
        store.records().path(record.key()), FileTime.from(Clock.systemUTC().instant().minus(age)));
  }

  @Test
  void prune_default_removesDanglingImagesAndWhatOnlyTheyNeeded() throws IOException {
    Layer shared = TestStore.layer(store, "shared", "x");
    Layer old = TestStore.layer(store, "old", "x");
    Image dangling = TestStore.image(store, List.of(shared, old), "shop");
    TestStore.image(store, List.of(shared), "shop");
    reopen();

    Pruned pruned = store.prune(PruneOptions.DEFAULT);

    assertEquals(
        List.of(Optional.of(dangling.id())),
        pruned.images().stream().map(RemovedImage::deleted).toList());
    assertEquals(Set.of(shared.diffId()), layers());
    assertEquals(List.of(old.diffId()), pruned.reclaimed().layers());
    assertTrue(pruned.bytes() > 2048, "freed " + pruned.bytes());
    assertFalse(store.blobs().contains(dangling.id()));
  }

  @Test
  void prune_dryRun_tellsTheSameAndRemovesNothing() throws IOException {
    Layer old = TestStore.layer(store, "old", "x");
    TestStore.image(store, List.of(old), "shop");
    TestStore.image(store, List.of(), "shop");
    age(TestStore.record(store, "k", old), Duration.ofDays(30));
    reopen();

    Pruned dry = store.prune(PruneOptions.DEFAULT.withDryRun(true));

    assertEquals(1, dry.images().size());
    assertEquals(1, dry.records());
    assertEquals(List.of(old.diffId()), dry.reclaimed().layers());
    assertEquals(Set.of(old.diffId()), layers());
    assertEquals(dry, store.prune(PruneOptions.DEFAULT));
    assertEquals(Set.of(), layers());
  }

  @Test
  void prune_recentRecord_keepsItsLayer() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    StepRecord record = TestStore.record(store, "k", layer);
    reopen();

    store.prune(PruneOptions.DEFAULT);
    assertEquals(Set.of(layer.diffId()), layers());

    age(record, Duration.ofDays(8));
    store.prune(PruneOptions.DEFAULT);
    assertEquals(Set.of(), layers());
    assertEquals(Optional.empty(), store.records().find(record.key()));
    assertEquals(Optional.empty(), store.records().cutoff(record.instruction(), record.identity()));
  }

  @Test
  void prune_recordThatIsUsedAgain_isRecent() throws IOException {
    StepRecord record = TestStore.record(store, "k", TestStore.layer(store, "f", "x"));
    age(record, Duration.ofDays(8));
    store.records().find(record.key());
    reopen();

    assertEquals(0, store.prune(PruneOptions.DEFAULT).records());
  }

  @Test
  void prune_recordWithoutItsLayer_isRemoved() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    TestStore.record(store, "k", layer);
    store.layers().files().discard(layer.diffId());
    reopen();

    assertEquals(1, store.prune(PruneOptions.DEFAULT).records());
  }

  @Test
  void prune_all_removesEverythingUnused() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    TestStore.image(store, List.of(layer), "shop");
    TestStore.record(store, "k", layer);
    store.history().put("p", dev.varve.model.Json.Obj.EMPTY);
    Path context = temporary.resolve("store").resolve(Store.CONTEXTS).resolve("known");
    Files.createDirectories(context.getParent());
    Files.writeString(context, "index");
    reopen();

    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));

    assertEquals(List.of(Reference.parse("shop")), pruned.images().getFirst().untagged());
    assertEquals(1, pruned.records());
    assertEquals(Set.of(), layers());
    assertEquals(List.of(), store.blobs().all());
    assertEquals(Optional.empty(), store.history().find("p"));
    assertFalse(Files.exists(context));
  }

  @Test
  void prune_until_keepsWhatIsNewer() throws IOException {
    TestStore.image(store, List.of(), "shop");
    StepRecord record = TestStore.record(store, "k", TestStore.layer(store, "f", "x"));
    age(record, Duration.ofDays(2));
    reopen();

    Instant yesterday = Clock.systemUTC().instant().minus(Duration.ofDays(1));
    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true).withUntil(yesterday));

    assertEquals(List.of(), pruned.images());
    assertEquals(1, pruned.records());
  }

  @Test
  void prune_imageOfAContainer_stays() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Layer below = TestStore.layer(store, "g", "x");
    Image image = TestStore.image(store, List.of(layer), "shop");
    store
        .containers()
        .put(new ContainerUse("c", "c", image.manifestDigest(), List.of(layer.diffId())));
    store
        .containers()
        .put(
            new ContainerUse(
                "d", "d", TestStore.digest("untagged and removed"), List.of(below.diffId())));
    reopen();

    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));

    assertEquals(List.of(), pruned.images());
    assertEquals(Set.of(layer.diffId(), below.diffId()), layers());
  }

  @Test
  void prune_whatARunningProcessUses_stays() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    store.close();
    store = TestStore.open(temporary);
    try (Store building = TestStore.open(temporary)) {
      assertTrue(building.layers().find(layer.diffId()).isPresent());
      Layer made = TestStore.layer(building, "made", "x");
      Image image = TestStore.image(building, List.of(made));
      Digest blob = building.blobs().put("pulled".getBytes(StandardCharsets.UTF_8));

      Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));

      assertEquals(List.of(), pruned.images());
      assertEquals(Set.of(layer.diffId(), made.diffId()), layers());
      assertTrue(store.blobs().contains(blob));
      assertTrue(building.images().get(image.manifestDigest()).isPresent());
    }
    reopen();
    store.prune(PruneOptions.DEFAULT.withAll(true));
    assertEquals(Set.of(), layers());
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void prune_treesThatCanBeMadeAgain_goWithAll() throws IOException {
    Layer tar = TestStore.layer(store, "f", "x");
    Layer tree = TestStore.tree(store, "g", "x");
    TestStore.image(store, List.of(tar, tree), "shop");
    store
        .containers()
        .put(
            new ContainerUse("c", "c", store.images().resolve("shop").manifestDigest(), List.of()));
    Path unpacked = tar.tree();
    reopen();

    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));

    assertEquals(1, pruned.trees());
    assertFalse(Files.exists(unpacked));
    assertTrue(Files.exists(store.layers().get(tree.diffId()).tree().resolve("g")));
    assertTrue(Files.exists(store.layers().get(tar.diffId()).tree().resolve("f")));
  }

  @Test
  void reclaim_sourceOfAnotherLayer_stays() throws IOException {
    String big = "0123456789abcdef".repeat(4096);
    Layer first = TestStore.layer(store, "big", big);
    Layer second;
    try (LayerWriter writer = store.layers().newLayer()) {
      second =
          writer
              .reuse(first.index().find(EntryPath.of("big")).orElseThrow(), first)
              .add(Tars.entry("n", "1"), new ByteArrayInputStream(new byte[] {'1'}))
              .commit();
    }
    TestStore.image(store, List.of(second), "shop");
    reopen();

    Reclaimed reclaimed = store.reclaim();

    assertEquals(List.of(first.diffId()), reclaimed.layers());
    assertTrue(store.blobs().contains(first.diffId()));
    assertEquals(second.diffId(), store.layers().get(second.diffId()).diffId());
  }

  @Test
  void reclaim_fileLists_stayWithTheirRecords() throws IOException {
    Digest used = TestStore.digest("used");
    Digest base = TestStore.digest("base");
    Digest unused = TestStore.digest("unused");
    FileList big = FileList.of(manyFiles(100));
    store.records().putFiles(base, big);
    store.records().putFiles(used, FileList.of(manyFiles(101)), base);
    store.records().putFiles(unused, big);
    Layer layer = TestStore.layer(store, "f", "x");
    StepRecord record = TestStore.record(store, "k", layer);
    store
        .records()
        .put(
            new StepRecord(
                record.key(),
                List.of(new KeyPart("files", used.toString())),
                record.instruction(),
                record.diffId(),
                record.identity(),
                record.created(),
                record.cost(),
                record.notes()));
    reopen();

    store.reclaim();

    assertEquals(101, store.records().files(used).orElseThrow().files().size());
    assertEquals(Optional.empty(), store.records().files(unused));
  }

  private static List<dev.varve.store.files.ListedFile> manyFiles(int count) {
    List<dev.varve.store.files.ListedFile> files = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new dev.varve.store.files.ListedFile(EntryPath.of("f" + i), 0100644, 0, 0, 1, i));
    }
    return files;
  }

  @Test
  void usage_sharedAndUnique_addUp() throws IOException {
    Layer shared = TestStore.layer(store, "shared", "x");
    Layer own = TestStore.layer(store, "own", "y");
    Layer cached = TestStore.layer(store, "cached", "z");
    Image one = TestStore.image(store, List.of(shared, own), "one");
    Image two = TestStore.image(store, List.of(shared), "two");
    TestStore.record(store, "k", cached);
    store
        .containers()
        .put(new ContainerUse("c", "c", two.manifestDigest(), List.of(shared.diffId())));
    reopen();

    Usage usage = store.usage();

    Usage.OfImage first =
        usage.images().stream()
            .filter(each -> each.id().equals(one.id()))
            .findFirst()
            .orElseThrow();
    Usage.OfImage second =
        usage.images().stream()
            .filter(each -> each.id().equals(two.id()))
            .findFirst()
            .orElseThrow();
    assertEquals(first.shared(), second.shared());
    assertEquals(0, second.unique());
    assertTrue(first.unique() > 2048);
    assertEquals(1, second.containers());
    assertEquals(1, usage.cache().records());
    assertTrue(usage.cache().bytes() > 2048);
    assertEquals(usage.cache().bytes(), usage.cache().reclaimable());
    assertEquals(first.unique(), usage.reclaimableImageBytes());
    assertEquals(first.size(), usage.imageBytes());
    assertTrue(usage.total() >= usage.imageBytes() + usage.cache().bytes());
    Usage.OfLayer used =
        usage.layers().stream()
            .filter(each -> each.diffId().equals(shared.diffId()))
            .findFirst()
            .orElseThrow();
    assertEquals(2, used.images());
    assertTrue(used.inUse());
    assertFalse(used.cached());
  }
}
