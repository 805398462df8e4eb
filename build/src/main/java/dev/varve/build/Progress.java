package dev.varve.build;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildEvent.Totals;
import dev.varve.build.event.BuildListener;
import dev.varve.build.event.Reason;
import dev.varve.build.event.StepInfo;
import dev.varve.build.explain.Explainer;
import dev.varve.build.explain.LastBuild;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.build.solve.ResultCache;
import dev.varve.build.solve.SolveListener;
import dev.varve.build.step.CopyOperation;
import dev.varve.build.step.Root;
import dev.varve.build.step.StepOperation;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Turns what the solver does into events, reasons and sums. */
final class Progress implements SolveListener<Root> {

  /** What became of a step. */
  private enum Fate {
    CACHED,
    SAME,
    CHANGED
  }

  private final BuildListener listener;
  private final Clock clock;
  private final Explainer explainer;
  private final LastBuild last;
  private final IdentityHashMap<Operation<Root>, Fate> fates = new IdentityHashMap<>();
  private final IdentityHashMap<Operation<Root>, CacheKey> keys = new IdentityHashMap<>();
  private final List<Digest> used = new ArrayList<>();
  private int cached;
  private int ran;
  private long added;
  private Duration saved = Duration.ZERO;

  Progress(BuildListener listener, Clock clock, Store store, LastBuild last) {
    this.listener = listener;
    this.clock = clock;
    this.last = last;
    this.explainer = new Explainer(store, last);
  }

  synchronized void tell(BuildEvent event) {
    listener.on(event);
  }

  void output(StepInfo step, boolean error, String line) {
    tell(new BuildEvent.StepOutput(clock.instant(), step, error, line));
  }

  synchronized void baseReady(StepInfo from) {
    cached++;
    tell(new BuildEvent.StepCached(clock.instant(), from, Duration.ZERO));
  }

  synchronized Totals totals() {
    return new Totals(cached, ran, added, saved);
  }

  /** The keys of the steps that were cached or ran, in the order in which that was known. */
  synchronized List<Digest> used() {
    return List.copyOf(used);
  }

  private static StepInfo info(Operation<Root> operation) {
    return ((StepOperation) operation).step().info();
  }

  @Override
  public void started(Operation<Root> operation, CacheKey key, List<Root> inputs)
      throws IOException, InterruptedException {
    StepOperation step = (StepOperation) operation;
    Reason reason = explainer.explain(step, key, inputs, culprit(operation));
    synchronized (this) {
      keys.put(operation, key);
      tell(new BuildEvent.StepStarted(clock.instant(), info(operation), Optional.of(reason)));
    }
  }

  /** Which step below changed the root of this one. */
  private synchronized String culprit(Operation<Root> operation) {
    Operation<Root> at = operation;
    while (!at.inputs().isEmpty()) {
      at = at.inputs().getFirst();
      if (!(at instanceof StepOperation step)) {
        return "another base image";
      }
      if (fates.get(at) == Fate.CHANGED) {
        StepInfo info = step.step().info();
        return (info.only() ? "" : info.stage() + " ") + info.position() + "/" + info.total();
      }
    }
    return "";
  }

  @Override
  public void cached(Operation<Root> operation, CacheKey key, ResultCache.Hit<Root> hit) {
    StepInfo info = info(operation);
    last.note(info.stage(), info.position(), info.instruction(), key.digest());
    synchronized (this) {
      fates.put(operation, Fate.CACHED);
      used.add(key.digest());
      cached++;
      saved = saved.plus(hit.cost());
      tell(new BuildEvent.StepCached(clock.instant(), info, hit.cost()));
    }
  }

  @Override
  public synchronized void usable(Operation<Root> operation, ResultCache.Kept<Root> kept) {
    fates.put(operation, kept.unchanged() ? Fate.SAME : Fate.CHANGED);
  }

  @Override
  public void finished(
      Operation<Root> operation, List<Root> inputs, ResultCache.Kept<Root> kept, Duration took)
      throws IOException, InterruptedException {
    StepInfo info = info(operation);
    CacheKey key = keys.get(operation);
    if (key != null && operation instanceof CopyOperation copy) {
      explainer.remember(copy, inputs, key);
    }
    if (key != null) {
      last.note(info.stage(), info.position(), info.instruction(), key.digest());
    }
    long size = kept.unchanged() ? 0 : kept.result().top().layer().contentSize();
    synchronized (this) {
      if (key != null) {
        used.add(key.digest());
      }
      ran++;
      added += size;
      tell(new BuildEvent.StepFinished(clock.instant(), info, took, size, kept.unchanged()));
    }
  }

  @Override
  public void failed(Operation<Root> operation, Exception failure, Duration took) {
    String message =
        failure instanceof VarveException known
            ? known.text()
            : String.valueOf(failure.getMessage());
    tell(new BuildEvent.StepFailed(clock.instant(), info(operation), took, message));
  }

  @Override
  public void canceled(Operation<Root> operation) {
    tell(new BuildEvent.StepCanceled(clock.instant(), info(operation)));
  }
}
