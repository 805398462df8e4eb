package dev.varve.build.solve;

import dev.varve.model.Digest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cache in memory whose results are their own identity. */
final class FakeCache implements ResultCache<String> {
  private final Map<Digest, String> results = new HashMap<>();
  private final Set<String> contents = new HashSet<>();
  final Set<Digest> locked = new HashSet<>();

  synchronized @Nullable String known(String start) {
    return results.values().stream().filter(r -> r.startsWith(start)).findFirst().orElse(null);
  }

  @Override
  public synchronized Optional<Hit<String>> find(
      Operation<String> operation, CacheKey key, List<String> inputs) {
    return Optional.ofNullable(results.get(key.digest()))
        .map(result -> new Hit<>(result, Duration.ofSeconds(1)));
  }

  @Override
  public synchronized Lock lock(CacheKey key) throws InterruptedException {
    while (!locked.add(key.digest())) {
      wait();
    }
    return () -> {
      synchronized (this) {
        locked.remove(key.digest());
        notifyAll();
      }
    };
  }

  @Override
  public synchronized Kept<String> keep(
      Operation<String> operation, CacheKey key, String made, Duration cost) {
    boolean unchanged = !contents.add(made);
    FakeStep.Action sealing = ((FakeStep) operation).sealing();
    if (sealing == null || unchanged) {
      results.put(key.digest(), made);
      return new Kept<>(made, unchanged);
    }
    return new Kept<>(
        made,
        false,
        Optional.of(
            () -> {
              FakeStep.run(sealing);
              remember(key, made);
            }));
  }

  private synchronized void remember(CacheKey key, String made) {
    results.put(key.digest(), made);
  }
}
