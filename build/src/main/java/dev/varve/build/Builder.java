package dev.varve.build;

import dev.varve.build.context.BuildContext;
import dev.varve.build.context.ContextSettings;
import dev.varve.build.context.ContextTree;
import dev.varve.build.copy.SourceTree;
import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;
import dev.varve.build.explain.LastBuild;
import dev.varve.build.plan.BaseImages;
import dev.varve.build.plan.BuildPlan;
import dev.varve.build.plan.PlanRequest;
import dev.varve.build.plan.PlannedStage;
import dev.varve.build.plan.Planner;
import dev.varve.build.solve.Operation;
import dev.varve.build.solve.Solver;
import dev.varve.build.step.ContextSourceTree;
import dev.varve.build.step.Root;
import dev.varve.build.step.Roots;
import dev.varve.build.step.StepTools;
import dev.varve.build.step.StoreCache;
import dev.varve.dockerfile.Dockerfile;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.UnavailableLayerException;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds images. One builder serves any number of builds, also at the same time. */
public final class Builder {
  /** RUN mostly waits: more of them than cores pays, but not without bounds. */
  private static final int LEAST_PARALLELISM = 4;

  /** Finds an isolation by the name that the request gives. */
  @FunctionalInterface
  public interface IsolationFinder {
    Isolation find(String name) throws IOException, InterruptedException;
  }

  private final Store store;
  private final Clock clock;
  private final IsolationFinder isolations;
  private final @Nullable ImagePuller puller;

  /** A builder that knows the images of the store only. */
  public Builder(Store store, Clock clock, IsolationFinder isolations) {
    this(store, clock, isolations, null);
  }

  /**
   * @param puller brings the images that are not in the store; null for none
   */
  public Builder(
      Store store, Clock clock, IsolationFinder isolations, @Nullable ImagePuller puller) {
    this.store = store;
    this.clock = clock;
    this.isolations = isolations;
    this.puller = puller;
  }

  /**
   * Builds an image. The image and its tags appear only when every step succeeded.
   *
   * @throws dev.varve.dockerfile.DockerfileException if the Dockerfile is wrong
   * @throws dev.varve.model.VarveException for everything else that the user can mend
   * @throws InterruptedException if the calling thread was interrupted; nothing runs any more
   */
  public BuildResult build(BuildRequest request, BuildListener listener)
      throws IOException, InterruptedException {
    try (BuildContext context =
        BuildContext.open(
            request.context(),
            request.dockerfile(),
            new ContextSettings(store, clock, request.useStatIndex()))) {
      while (true) {
        try {
          return new OneBuild(request, context, listener).run();
        } catch (IOException | RuntimeException e) {
          if (!isMended(e, listener)) {
            throw e;
          }
        }
      }
    }
  }

  /**
   * Whether a failure comes from a layer that another machine's cache promised and does not have,
   * or has damaged. It is forgotten then, and its step will run.
   */
  private boolean isMended(Exception failure, BuildListener listener) throws IOException {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UnavailableLayerException layer) {
        boolean mended = store.layers().forget(layer.diffId(), store.records());
        if (mended) {
          listener.on(
              new BuildEvent.Warning(
                  clock.instant(), "a step that was cached runs again: " + layer.text()));
        }
        return mended;
      }
    }
    return false;
  }

  /** The state of one build. */
  private final class OneBuild {
    private final BuildRequest request;
    private final BuildContext context;
    private final LastBuild last;
    private final Progress progress;
    private final Instant start = clock.instant();
    private @Nullable SourceTree scanned;
    private @Nullable Isolation isolation;

    OneBuild(BuildRequest request, BuildContext context, BuildListener listener)
        throws IOException {
      this.request = request;
      this.context = context;
      this.last =
          LastBuild.open(
              store,
              request.project()
                  + "\n"
                  + context.dockerfile().name()
                  + "\n"
                  + request.target().orElse(""));
      this.progress = new Progress(listener, clock, store, last);
    }

    BuildResult run() throws IOException, InterruptedException {
      Dockerfile dockerfile =
          Dockerfile.parse(context.dockerfile().bytes(), context.dockerfile().name());
      BuildPlan plan =
          Planner.plan(
              new PlanRequest(
                  dockerfile,
                  request.target(),
                  request.buildArgs(),
                  request.labels(),
                  request.platform()),
              this::base);
      tellPlan(plan);
      StepTools tools =
          new StepTools(
              store,
              new Roots(store),
              new OverlayRootFileSystem(),
              this::isolation,
              request.network(),
              progress::output,
              last::layer);
      PlanGraph graph = new PlanGraph(plan, request, tools, this::source, progress);
      int parallelism = Math.max(LEAST_PARALLELISM, Runtime.getRuntime().availableProcessors());
      Root root;
      try {
        Solver<Root> solver = new Solver<>(new StoreCache(store, clock), progress, parallelism);
        Operation<Root> target = graph.target();
        root = solver.solve(List.of(target)).get(target);
      } finally {
        last.save();
      }
      if (root == null) {
        throw new IllegalStateException("the target was not solved");
      }
      ImageConfig config =
          FinishedImage.of(plan.target(), root, SourceDate.of(request.buildArgs()).orElse(null));
      if (request.verify()) {
        verify(config);
      }
      return finish(config, plan.target());
    }

    /** Also the layers of the base image: what is built is only as sound as they are. */
    private void verify(ImageConfig config) throws IOException, InterruptedException {
      for (Digest diffId : new LinkedHashSet<>(config.diffIds())) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        store.layers().get(diffId).verify();
      }
    }

    private void tellPlan(BuildPlan plan) {
      String name = request.tags().isEmpty() ? "" : request.tags().getFirst().familiar();
      progress.tell(
          new BuildEvent.Planned(
              clock.instant(),
              name,
              context.dockerfile().name(),
              plan.stages().size(),
              plan.steps()));
      for (String warning : plan.warnings()) {
        progress.tell(new BuildEvent.Warning(clock.instant(), warning));
      }
    }

    private Optional<BaseImages.BaseImage> base(Reference reference, Platform wanted)
        throws IOException {
      return image(reference, wanted)
          .map(
              image ->
                  new BaseImages.BaseImage(
                      reference.toString(), image.manifestDigest(), image.config()));
    }

    /** What is here will do, unless it is for another platform or the newest is wanted. */
    private Optional<Image> image(Reference reference, Platform wanted) throws IOException {
      Optional<Image> here = store.images().find(reference.toString());
      ImagePuller from = puller;
      boolean fits = here.isPresent() && wanted.admits(here.get().config().platform());
      if (from == null || (fits && !request.pull())) {
        return here;
      }
      try {
        return Optional.of(from.pull(reference, wanted));
      } catch (VarveException e) {
        // One for another platform says more about what is wrong.
        if (here.isPresent() && !request.pull()) {
          return here;
        }
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    private synchronized Isolation isolation() throws IOException, InterruptedException {
      Isolation known = isolation;
      if (known == null) {
        known = isolations.find(request.isolation());
        isolation = known;
      }
      return known;
    }

    SourceTree source() throws IOException, InterruptedException {
      SourceTree known = scanned;
      if (known == null) {
        long before = System.nanoTime();
        known = new ContextSourceTree(context);
        ContextTree.Totals totals = context.tree().totals();
        progress.tell(
            new BuildEvent.ContextScanned(
                clock.instant(),
                (int) Math.min(Integer.MAX_VALUE, totals.files()),
                totals.bytes(),
                (int) Math.min(Integer.MAX_VALUE, context.ignoredCount()),
                Duration.ofNanos(System.nanoTime() - before)));
        scanned = known;
      }
      return known;
    }

    private BuildResult finish(ImageConfig config, PlannedStage target) throws IOException {
      Map<Digest, Descriptor> base = FinishedImage.listed(store, target);
      Image image = store.images().create(config, base);
      boolean unchanged = false;
      for (int i = 0; i < request.tags().size(); i++) {
        Reference tag = request.tags().get(i);
        Optional<Digest> before = store.refs().find(tag);
        unchanged |= i == 0 && before.equals(Optional.of(image.manifestDigest()));
        store.images().tag(image, tag);
      }
      Duration took = Duration.between(start, clock.instant());
      BuildEvent.Totals totals = progress.totals();
      progress.tell(
          new BuildEvent.Finished(
              clock.instant(),
              image.id().toString(),
              request.tags().stream().map(Reference::familiar).toList(),
              unchanged,
              took,
              totals));
      return new BuildResult(
          image, FinishedImage.baseLayers(target), unchanged, totals, took, progress.used());
    }
  }
}
