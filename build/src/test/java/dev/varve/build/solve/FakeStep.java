package dev.varve.build.solve;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An operation that counts its calls; its result is its name around those of its inputs. */
final class FakeStep implements Operation<String> {
  interface Action {
    void run() throws Exception;
  }

  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();

  final String name;
  final AtomicInteger calls = new AtomicInteger();
  final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final List<FakeStep> inputs;
  private Action action = () -> {};
  private @Nullable Action sealing;
  private @Nullable String content;
  private boolean ignoring;

  FakeStep(String name, FakeStep... inputs) {
    this.name = name;
    this.inputs = List.of(inputs);
  }

  FakeStep doing(Action changed) {
    action = changed;
    return this;
  }

  /** Its result can be used before it is sealed, which takes this. */
  FakeStep sealing(Action changed) {
    sealing = changed;
    return this;
  }

  @Nullable Action sealing() {
    return sealing;
  }

  FakeStep making(String changed) {
    content = changed;
    return this;
  }

  FakeStep ignoringCache() {
    ignoring = true;
    return this;
  }

  static int mostAtOnce() {
    return MOST.get();
  }

  @Override
  public List<FakeStep> inputs() {
    return inputs;
  }

  @Override
  public Optional<CacheKey> key(List<String> results) {
    return Optional.of(
        new CacheKey.Builder().add("instruction", name).add("inputs", results).build());
  }

  @Override
  public boolean ignoresCache() {
    return ignoring;
  }

  @Override
  public String perform(List<String> results) throws IOException, InterruptedException {
    calls.incrementAndGet();
    thread.set(Thread.currentThread());
    MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
    try {
      run(action);
    } finally {
      RUNNING.decrementAndGet();
    }
    return content != null ? content : name + "(" + String.join(",", results) + ")";
  }

  static void run(Action action) throws IOException, InterruptedException {
    try {
      action.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
