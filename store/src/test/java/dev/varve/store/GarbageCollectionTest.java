package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when a store is larger than it may be, and in which order. */
class GarbageCollectionTest {
  private static final int SIZE = 100_000;

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

  private Layer layer(String name) throws IOException {
    return TestStore.layer(store, name, name.repeat(SIZE / name.length()));
  }

  /** A layer that was last used some days ago. */
  private Layer cached(String name, int days) throws IOException {
    Layer layer = layer(name);
    StepRecord record = TestStore.record(store, name, layer);
    Files.setLastModifiedTime(
        store.records().path(record.key()),
        FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(days))));
    return layer;
  }

  private Set<Digest> layers() throws IOException {
    return new HashSet<>(store.layers().all());
  }

  /** A budget that the store exceeds by so much. */
  private Budget below(long bytes) throws IOException {
    return Budget.of(store.usage().total() - bytes);
  }

  private Collected collect(Budget budget) throws IOException {
    return store.collect(budget, false).orElseThrow();
  }

  @Test
  void collect_ofTooMuch_removesWhatWasNotUsedForLongest() throws IOException {
    Layer new1 = cached("new", 1);
    Layer older = cached("older", 3);
    cached("oldest", 9);
    reopen();

    Collected collected = collect(below(SIZE / 2));

    assertEquals(1, collected.records());
    assertEquals(Set.of(new1.diffId(), older.diffId()), layers());
    assertTrue(collected.after() <= collected.allowed(), collected::toString);
    long error = Math.abs(collected.after() - store.usage().total());
    assertTrue(error < 2000, () -> "foretold " + collected.after() + ", wrong by " + error);
    collect(below(1));
    assertEquals(Set.of(new1.diffId()), layers());
  }

  @Test
  void collect_ofWhatFits_removesNothing() throws IOException {
    Layer old = cached("old", 100);
    reopen();

    Collected collected = collect(below(0));

    assertEquals(0, collected.records());
    assertEquals(Set.of(old.diffId()), layers());
  }

  @Test
  void collect_ofImagesContainersAndWhatRuns_removesNothing() throws IOException {
    Layer named = cached("named", 9);
    Layer untagged = cached("untagged", 9);
    Layer contained = cached("contained", 9);
    Layer used = cached("used", 9);
    Image image = TestStore.image(store, List.of(named), "shop");
    TestStore.image(store, List.of(untagged));
    store
        .containers()
        .put(new ContainerUse("c", "c", image.manifestDigest(), List.of(contained.diffId())));
    reopen();
    try (Store building = TestStore.open(temporary)) {
      assertTrue(building.layers().find(used.diffId()).isPresent());

      Collected collected = collect(Budget.of(0));

      assertEquals(0, collected.records(), "their records save work and cost nothing");
      assertEquals(
          Set.of(named.diffId(), untagged.diffId(), contained.diffId(), used.diffId()), layers());
      assertTrue(collected.after() > collected.allowed());
    }
    assertEquals(1, collect(Budget.of(0)).records(), "once nobody uses it, it goes");
    assertFalse(layers().contains(used.diffId()));
  }

  @Test
  void collect_ofGarbage_isEnoughIfItIs() throws IOException {
    layer("garbage");
    Layer old = cached("old", 9);
    reopen();

    assertEquals(0, collect(below(SIZE / 2)).records());
    assertEquals(Set.of(old.diffId()), layers());
  }

  @Test
  void collect_ofBlobThatOthersNeed_countsItWhenTheLastGoes() throws IOException {
    Layer big = cached("big", 9);
    Layer sharing;
    try (LayerWriter writer = store.layers().newLayer()) {
      sharing = writer.reuse(big.index().entry(0), big).add(Tars.entry("n", "")).commit();
    }
    TestStore.record(store, "sharing", sharing);
    reopen();

    Collected collected = collect(below(SIZE / 2));

    assertEquals(2, collected.records());
    assertEquals(Set.of(), layers());
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void collect_ofImageWithUnpackedTree_removesTheTree() throws IOException {
    Layer layer = layer("layer");
    TestStore.image(store, List.of(layer), "shop");
    Path tree = layer.tree();
    reopen();

    Collected collected = collect(below(SIZE / 2));

    assertEquals(1, collected.trees());
    assertFalse(Files.exists(tree));
    assertTrue(Files.exists(store.layers().get(layer.diffId()).tree().resolve("layer")));
  }

  @Test
  void collect_dry_tellsTheSameAndRemovesNothing() throws IOException {
    cached("older", 3);
    cached("old", 2);
    reopen();
    Budget budget = below(SIZE / 2);

    Collected dry = store.collect(budget, true).orElseThrow();

    assertEquals(2, layers().size());
    assertTrue(store.isCollectionDue());
    assertEquals(dry, collect(budget));
    assertEquals(1, layers().size());
  }

  @Test
  void collect_whileAnotherCollects_leavesItToThat() throws Exception {
    cached("old", 9);
    reopen();
    try (var _ = store.locks().exclusive("collection")) {
      assertEquals(Optional.empty(), store.collect(Budget.of(0), false));
    }
    assertEquals(1, collect(Budget.of(0)).records());
  }

  @Test
  void collection_thatWasMade_isDueAgainAfterAnHour() throws IOException {
    assertTrue(store.isCollectionDue());
    collect(Budget.of(Long.MAX_VALUE));
    assertFalse(store.isCollectionDue());
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));
    try (Store then = Store.open(store.root(), later)) {
      assertTrue(then.isCollectionDue());
    }
    Clock before = Clock.offset(Clock.systemUTC(), Duration.ofDays(-2));
    try (Store then = Store.open(store.root(), before)) {
      assertTrue(then.isCollectionDue(), "a clock that was wrong does not end collections");
    }
  }

  @Test
  void prune_withBudget_keepsRecentCacheAndRemovesUntaggedImages() throws IOException {
    Layer recent = cached("recent", 1);
    cached("old", 5);
    cached("older", 6);
    TestStore.image(store, List.of(layer("dangling")));
    reopen();

    Pruned pruned =
        store.prune(
            PruneOptions.DEFAULT.withBudget(Budget.of(0)).withKeepCache(Duration.ofDays(2)));

    assertEquals(1, pruned.images().size());
    assertEquals(2, pruned.records());
    assertEquals(Set.of(recent.diffId()), layers());
  }

  @Test
  void prune_withBudgetThatHolds_keepsOldCache() throws IOException {
    Layer old = cached("old", 50);
    reopen();

    Pruned pruned =
        store.prune(PruneOptions.DEFAULT.withBudget(below(0)).withKeepCache(Duration.ZERO));

    assertEquals(0, pruned.records());
    assertEquals(Set.of(old.diffId()), layers());
  }

  @Test
  void budget_ofSeveralLimits_isTheStrictestButTheReserve() {
    OptionalLong no = OptionalLong.empty();
    assertEquals(10, Budget.of(10).allowed(100, 0));
    assertEquals(70, new Budget(no, OptionalLong.of(50), no).allowed(100, 20));
    assertEquals(100, new Budget(no, OptionalLong.of(50), no).allowed(100, 60));
    assertEquals(0, new Budget(no, OptionalLong.of(500), no).allowed(100, 60));
    assertEquals(30, new Budget(no, no, OptionalLong.of(30)).allowed(100, 0));
    assertEquals(
        40,
        new Budget(OptionalLong.of(10), OptionalLong.of(500), OptionalLong.of(40))
            .allowed(100, 60));
  }
}
