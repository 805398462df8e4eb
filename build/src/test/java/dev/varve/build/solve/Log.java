package dev.varve.build.solve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes down what it is told. */
final class Log implements SolveListener<String> {
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private void add(String what, Operation<String> operation) {
    lines.add(what + " " + ((FakeStep) operation).name);
  }

  @Override
  public void started(Operation<String> operation, CacheKey key, List<String> inputs) {
    add("started", operation);
  }

  @Override
  public void cached(Operation<String> operation, CacheKey key, ResultCache.Hit<String> hit) {
    add("cached", operation);
  }

  @Override
  public void usable(Operation<String> operation, ResultCache.Kept<String> kept) {
    if (kept.sealing().isPresent()) {
      add("usable", operation);
    }
  }

  @Override
  public void finished(
      Operation<String> operation,
      List<String> inputs,
      ResultCache.Kept<String> kept,
      Duration took) {
    add(kept.unchanged() ? "unchanged" : "finished", operation);
  }

  @Override
  public void failed(Operation<String> operation, Exception failure, Duration took) {
    add("failed", operation);
  }

  @Override
  public void canceled(Operation<String> operation) {
    add("canceled", operation);
  }
}
