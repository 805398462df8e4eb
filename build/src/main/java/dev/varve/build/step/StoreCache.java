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
    Root root = inputs.getFirst().with(Root.LayerRef.of(layer.get()));
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
    Digest instruction = StepOperation.instruction(key);
    Root kept = made;
    boolean unchanged = false;
    if (!operation.ignoresCache()) {
      Optional<Digest> before = store.records().cutoff(instruction, made.top().identity());
      Optional<Layer> older =
          before.isEmpty() ? Optional.empty() : store.layers().find(before.get());
      if (older.isPresent()) {
        unchanged = true;
        kept = made.withTop(Root.LayerRef.of(older.get()));
      }
    }
    store
        .records()
        .put(
            new StepRecord(
                key.digest(),
                parts(key),
                instruction,
                kept.top().diffId(),
                kept.top().identity(),
                clock.instant(),
                cost,
                Json.Obj.EMPTY));
    return new Kept<>(kept, unchanged);
  }

  private static List<KeyPart> parts(CacheKey key) {
    List<KeyPart> parts = new ArrayList<>();
    for (CacheKey.Part part : key.parts()) {
      parts.add(new KeyPart(part.name(), part.value()));
    }
    return parts;
  }
}
