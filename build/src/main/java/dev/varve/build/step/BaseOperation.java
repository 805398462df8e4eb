package dev.varve.build.step;

import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * FROM an image, or from scratch when it has no layers: finds out that they can be had, no more.
 */
public final class BaseOperation implements Operation<Root> {
  private final Store store;
  private final List<Digest> diffIds;
  private final Runnable done;

  /**
   * @param done is run once the layers are known to be there
   */
  public BaseOperation(Store store, List<Digest> diffIds, Runnable done) {
    this.store = store;
    this.diffIds = List.copyOf(diffIds);
    this.done = done;
  }

  @Override
  public List<Operation<Root>> inputs() {
    return List.of();
  }

  @Override
  public Optional<CacheKey> key(List<Root> inputs) {
    return Optional.empty();
  }

  @Override
  public boolean ignoresCache() {
    return false;
  }

  @Override
  public Root perform(List<Root> inputs) throws IOException {
    List<Root.LayerRef> layers = new ArrayList<>();
    for (Digest diffId : diffIds) {
      // By its diff ID, not by what is in it: that would have to be here.
      layers.add(new Root.LayerRef(store.layers().get(diffId), diffId));
    }
    done.run();
    return new Root(layers);
  }
}
