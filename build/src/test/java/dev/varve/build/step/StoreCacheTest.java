package dev.varve.build.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.build.solve.ResultCache.Kept;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of a step whose layer is sealed after it can be used. */
class StoreCacheTest {
  private static final int LARGE = 5 << 20;

  @TempDir Path temporary;
  private Store store;
  private StoreCache cache;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
    cache = new StoreCache(store, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private record Step(boolean ignoresCache) implements Operation<Root> {
    @Override
    public List<Operation<Root>> inputs() {
      return List.of();
    }

    @Override
    public Optional<CacheKey> key(List<Root> inputs) {
      throw new AssertionError();
    }

    @Override
    public Root perform(List<Root> inputs) {
      throw new AssertionError();
    }
  }

  private static final Step STEP = new Step(false);

  private static CacheKey key(String environment) {
    return new CacheKey.Builder()
        .add(StepOperation.INSTRUCTION, "RUN make")
        .add("env", environment)
        .build();
  }

  private Root made(int size, long millis) throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper);
    Files.write(upper.resolve("f"), new byte[size]);
    Files.setLastModifiedTime(upper.resolve("f"), FileTime.fromMillis(millis));
    return Root.EMPTY.with(Root.LayerRef.of(store.layers().stageTree(upper)));
  }

  private Kept<Root> keep(Step step, String environment, Root made) throws IOException {
    return cache.keep(step, key(environment), made, Duration.ofSeconds(1));
  }

  private Optional<Layer> found(String environment) throws IOException {
    return cache
        .find(STEP, key(environment), List.of(Root.EMPTY))
        .map(hit -> hit.result().top().layer());
  }

  @Test
  void largeLayer_isRecordedOnceItIsSealed() throws Exception {
    Kept<Root> kept = keep(STEP, "a", made(LARGE, 1));
    assertFalse(kept.unchanged());
    assertFalse(kept.result().top().layer().isSealed());
    assertTrue(found("a").isEmpty());
    kept.sealing().orElseThrow().seal();
    assertEquals(kept.result().top().diffId(), found("a").orElseThrow().diffId());
  }

  @Test
  void smallLayer_isSealedAndRecordedAtOnce() throws IOException {
    Kept<Root> kept = keep(STEP, "a", made(100, 1));
    assertTrue(kept.sealing().isEmpty());
    assertEquals(kept.result().top().diffId(), found("a").orElseThrow().diffId());
  }

  @Test
  void sameContentAsBefore_keepsTheOldLayerWithoutSealing() throws Exception {
    Kept<Root> first = keep(STEP, "a", made(LARGE, 1));
    first.sealing().orElseThrow().seal();
    Root again = made(LARGE, 2);
    Kept<Root> second = keep(STEP, "b", again);
    assertTrue(second.unchanged());
    assertTrue(second.sealing().isEmpty());
    assertEquals(first.result().top().diffId(), second.result().top().diffId());
    assertFalse(again.top().layer().isSealed());
    assertEquals(first.result().top().diffId(), found("b").orElseThrow().diffId());
    assertEquals(1, store.layers().all().size());
  }

  @Test
  void sameContentAsOneThatIsNotSealed_isNotTakenForIt() throws Exception {
    Kept<Root> first = keep(STEP, "a", made(LARGE, 1));
    Kept<Root> second = keep(STEP, "b", made(LARGE, 2));
    assertFalse(second.unchanged());
    first.sealing().orElseThrow().seal();
    second.sealing().orElseThrow().seal();
    assertEquals(2, store.layers().all().size());
  }

  @Test
  void cacheIsIgnored_sameContentIsSealedAnew() throws Exception {
    keep(STEP, "a", made(LARGE, 1)).sealing().orElseThrow().seal();
    Kept<Root> second = keep(new Step(true), "a", made(LARGE, 2));
    assertFalse(second.unchanged());
    second.sealing().orElseThrow().seal();
    assertEquals(second.result().top().diffId(), found("a").orElseThrow().diffId());
  }

  @Test
  void sealingIsInterrupted_nothingIsRecorded() throws Exception {
    Kept<Root> kept = keep(STEP, "a", made(LARGE, 1));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> kept.sealing().orElseThrow().seal());
    assertTrue(Thread.interrupted());
    assertTrue(found("a").isEmpty());
    assertEquals(List.of(), store.layers().all());
  }
}
