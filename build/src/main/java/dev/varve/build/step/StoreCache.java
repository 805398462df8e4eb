package dev.varve.build.step;

import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.build.solve.ResultCache;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.store.KeyPart;
import dev.varve.store.Layer;
import dev.varve.store.StepRecord;
import dev.varve.store.Store;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The build cache in the store, shared by all processes that use it. */
public final class StoreCache implements ResultCache<Root> {
  /** Sealing what has less in it takes less than having another thread do it. */
  private static final int LITTLE_ENTRIES = 500;

  private static final long LITTLE_BYTES = 4 << 20;

  private final Store store;
  private final Clock clock;

  public StoreCache(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Optional<Hit<Root>> find(Operation<Root> operation, CacheKey key, List<Root> inputs)
      throws IOException {
    Optional<StepRecord> record = store.records().find(key.digest());
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Optional<Layer> layer = store.layers().find(record.get().diffId());
    if (layer.isEmpty()) {
      return Optional.empty();
    }
    Root root = inputs.getFirst().with(new Root.LayerRef(layer.get(), record.get().identity()));
    return Optional.of(new Hit<>(root, record.get().cost()));
  }

  @Override
  public Lock lock(CacheKey key) throws IOException, InterruptedException {
    Locks.Held held = store.locks().exclusive("step-" + key.digest().hex());
    return held::close;
  }

  @Override
  public Kept<Root> keep(Operation<Root> operation, CacheKey key, Root made, Duration cost)
      throws IOException {
    Layer layer = made.top().layer();
    Optional<Layer> older =
        operation.ignoresCache() ? Optional.empty() : older(key, made.top().identity());
    if (older.isPresent()) {
      layer.abandon();
      // Not asked what is in it: it need not be here.
      Root kept = made.withTop(new Root.LayerRef(older.get(), made.top().identity()));
      record(key, kept.top(), cost);
      return new Kept<>(kept, true);
    }
    if (!layer.isSealed() && !isLittle(layer)) {
      return new Kept<>(made, false, Optional.of(() -> seal(made, key, cost)));
    }
    seal(made, key, cost);
    return new Kept<>(made, false);
  }

  private void seal(Root made, CacheKey key, Duration cost) throws IOException {
    made.top().layer().seal();
    record(key, made.top(), cost);
  }

  private Optional<Layer> older(CacheKey key, Digest identity) throws IOException {
    Optional<Digest> before = store.records().cutoff(StepOperation.instruction(key), identity);
    return before.isEmpty() ? Optional.empty() : store.layers().find(before.get());
  }

  private static boolean isLittle(Layer layer) throws IOException {
    return layer.index().size() < LITTLE_ENTRIES && layer.contentSize() < LITTLE_BYTES;
  }

  private void record(CacheKey key, Root.LayerRef layer, Duration cost) throws IOException {
    store
        .records()
        .put(
            new StepRecord(
                key.digest(),
                parts(key),
                StepOperation.instruction(key),
                layer.diffId(),
                layer.identity(),
                clock.instant(),
                cost,
                Json.Obj.EMPTY));
  }

  private static List<KeyPart> parts(CacheKey key) {
    List<KeyPart> parts = new ArrayList<>();
    for (CacheKey.Part part : key.parts()) {
      parts.add(new KeyPart(part.name(), part.value()));
    }
    return parts;
  }
}
