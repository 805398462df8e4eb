package dev.varve.build.step;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.build.copy.Archives;
import dev.varve.build.copy.CopySpec;
import dev.varve.build.copy.CopyStaging;
import dev.varve.build.copy.FileMode;
import dev.varve.build.copy.FilesDigest;
import dev.varve.build.copy.Packing;
import dev.varve.build.copy.Selection;
import dev.varve.build.copy.SourceTree;
import dev.varve.build.copy.TargetTree;
import dev.varve.build.plan.PlannedStep;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.dockerfile.pattern.BadPatternException;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.runtime.user.ImageUsers;
import dev.varve.store.Layer;
import dev.varve.store.LayerPack;
import dev.varve.store.LayerWriter;
import dev.varve.store.files.FileList;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** COPY and ADD: pure data, nothing is mounted or unpacked. */
public final class CopyOperation implements StepOperation {
  private final PlannedStep.CopyStep step;
  private final Operation<Root> parent;
  private final @Nullable Operation<Root> origin;
  private final Optional<String> cacheSwitch;
  private final StepTools tools;
  private final SourceTrees trees;
  private @Nullable Digest files;
  private @Nullable FileList list;
  private @Nullable CacheKey key;

  private boolean inLayer;
  private @Nullable LayerPack packed;

  /** Null until it is worked out, and where it is something else. */
  private @Nullable TargetTree directories;

  private Duration prepared = Duration.ZERO;

  private boolean isWorkedOut;
  private Optional<CopyEdit> edit = Optional.empty();

  /**
   * @param origin what makes the root of {@code --from}; null for the build context
   */
  public CopyOperation(
      PlannedStep.CopyStep step,
      Operation<Root> parent,
      @Nullable Operation<Root> origin,
      Optional<String> cacheSwitch,
      StepTools tools,
      SourceTrees trees) {
    this.step = step;
    this.parent = parent;
    this.origin = origin;
    this.cacheSwitch = cacheSwitch;
    this.tools = tools;
    this.trees = trees;
  }

  @Override
  public PlannedStep.CopyStep step() {
    return step;
  }

  @Override
  public Optional<String> cacheSwitch() {
    return cacheSwitch;
  }

  @Override
  public List<Operation<Root>> inputs() {
    return origin == null ? List.of(parent) : List.of(parent, origin);
  }

  @Override
  public Optional<CacheKey> key(List<Root> inputs) throws IOException, InterruptedException {
    return translated(
        () -> {
          Root below = inputs.getFirst();
          CopySpec spec = spec(below);
          CacheKey.Builder builder = StepKey.start("COPY", instruction());
          spec.owner().ifPresent(owner -> builder.add("owner", owner.uid() + ":" + owner.gid()));
          pack(inputs);
          Digest digest = new FilesDigest(source(inputs), spec).compute();
          builder.add(FILES, digest);
          StepKey.pending(builder, step.environment());
          builder.add(PARENT, below.identity());
          CacheKey built = builder.build();
          files = digest;
          key = built;
          return Optional.of(built);
        });
  }

  /**
   * Files that nobody has read before are read once, for the key and for the layer. That is wasted
   * if the step turns out to be cached after all, so it is not done where a layer is known that may
   * hold the same.
   */
  private void pack(List<Root> inputs) throws IOException, InterruptedException {
    if (!isOneOfContext()
        || packed != null
        || !(trees.context() instanceof ContextSourceTree context)
        || !context.isMostlyUnknown()) {
      return;
    }
    long start = System.nanoTime();
    try {
      Optional<TargetTree> target = directories(inputs);
      if (target.isEmpty()) {
        return;
      }
      Packing.Extent extent = Packing.extent(target.get());
      Optional<Layer> before = tools.previous().layer(step.info());
      int known = before.isEmpty() ? 0 : before.get().index().size();
      if (extent.isMostlyUnknown() && known < extent.entries() / 2) {
        packed = packed(target.get());
        prepared = Duration.ofNanos(System.nanoTime() - start);
      }
    } catch (IOException | VarveException | IllegalArgumentException e) {
      // What is wrong shows again, and is said, when it is done the other way.
      return;
    }
  }

  /** What the step will make, if that is directories of the context and all that is in them. */
  private Optional<TargetTree> directories(List<Root> inputs)
      throws IOException, InterruptedException {
    TargetTree known = directories;
    if (known == null && isOneOfContext()) {
      TargetTree target = staged(inputs, (_, _) -> Optional.empty());
      known = target.isOfDirectories() ? target : null;
      directories = known;
    }
    return Optional.ofNullable(known);
  }

  private LayerPack packed(TargetTree target) throws IOException, InterruptedException {
    if (!(trees.context() instanceof ContextSourceTree context)) {
      throw new IllegalStateException("no context");
    }
    LayerPack layer = tools.store().layers().pack();
    try {
      context.pack(target, layer);
      return layer;
    } catch (IOException | InterruptedException | RuntimeException e) {
      layer.close();
      throw e;
    }
  }

  private List<String> instruction() {
    List<String> parts = new ArrayList<>();
    parts.add(step.unpack() ? "unpack" : "");
    parts.add(step.parents() ? "parents" : "");
    parts.add(step.ownership().chown().orElse(""));
    parts.add(step.ownership().chmod().orElse(""));
    parts.addAll(step.sources());
    step.inline().forEach(file -> parts.add("<<" + file.path()));
    parts.add("--exclude");
    parts.addAll(step.excludes());
    parts.add(step.destination());
    return parts;
  }

  private SourceTree source(List<Root> inputs) throws IOException, InterruptedException {
    if (step.from() instanceof PlannedStep.Origin.Context) {
      return step.sources().isEmpty() ? EmptyTree.INSTANCE : trees.context();
    }
    return SourceTrees.of(inputs.get(1), step.from(), tools.roots());
  }

  private CopySpec spec(Root below) throws IOException {
    Optional<ImageUsers.Owner> owner = Optional.empty();
    if (step.ownership().chown().isPresent()) {
      List<Layer> layers = tools.roots().layers(below);
      ImageUsers users = tools.roots().users(tools.roots().view(layers), layers);
      owner = Optional.of(users.owner(step.ownership().chown().get()));
    }
    return new CopySpec(
        step.sources(),
        step.inline(),
        step.destination(),
        owner,
        step.ownership().chmod().map(FileMode::parse),
        step.parents(),
        step.excludes(),
        step.unpack());
  }

  @Override
  public Duration prepared() {
    return prepared;
  }

  @Override
  public Root perform(List<Root> inputs) throws IOException, InterruptedException {
    return translated(() -> performed(inputs));
  }

  private Root performed(List<Root> inputs) throws IOException, InterruptedException {
    Root below = inputs.getFirst();
    LayerPack whole = packed;
    if (whole != null) {
      return below.with(Root.LayerRef.of(committed(whole)));
    }
    Optional<CopyEdit> change = edit(inputs);
    if (change.isPresent() && change.get().isSmall()) {
      inLayer = true;
      Optional<Layer> same = sameAsBefore(change.get().index());
      Layer layer = same.isPresent() ? same.get() : change.get().commit();
      return below.with(Root.LayerRef.of(layer));
    }
    try (ScratchArchives archives = new ScratchArchives(tools.store())) {
      TargetTree known = directories;
      TargetTree target = known == null ? staged(inputs, archives) : known;
      if (isOneOfContext() && target.isOfDirectories() && Packing.extent(target).readable()) {
        return below.with(Root.LayerRef.of(committed(packed(target))));
      }
      Optional<Layer> same = sameAsBefore(target.index());
      Layer layer = same.isPresent() ? same.get() : write(target);
      return below.with(Root.LayerRef.of(layer));
    }
  }

  private Layer committed(LayerPack whole) throws IOException {
    inLayer = true;
    try (whole) {
      Optional<Layer> same = sameAsBefore(whole.index());
      return same.isPresent() ? same.get() : whole.commit();
    }
  }

  private TargetTree staged(List<Root> inputs, Archives archives)
      throws IOException, InterruptedException {
    Root below = inputs.getFirst();
    List<Layer> layers = tools.roots().layers(below);
    RootView view = tools.roots().view(layers);
    TargetTree target = new TargetTree(view);
    Roots.stage(step.environment().pending(), target, tools.roots().users(view, layers));
    new CopyStaging(spec(below), source(inputs), target, archives).run();
    target.addParents();
    return target;
  }

  /**
   * The step as a change of the layer that it made before, worked out once. Empty where there is no
   * such layer, or more than directories of the build context is copied.
   */
  private Optional<CopyEdit> edit(List<Root> inputs) throws IOException, InterruptedException {
    if (!isWorkedOut) {
      edit = worked(inputs);
      isWorkedOut = true;
    }
    return edit;
  }

  private boolean isOneOfContext() {
    return step.from() instanceof PlannedStep.Origin.Context
        && step.sources().size() == 1
        && step.inline().isEmpty();
  }

  private Optional<CopyEdit> worked(List<Root> inputs) throws IOException, InterruptedException {
    Optional<Layer> before =
        isOneOfContext() ? tools.previous().layer(step.info()) : Optional.empty();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<TargetTree> target = directories(inputs);
      return target.isEmpty()
          ? Optional.empty()
          : CopyEdit.of(target.get(), before.get(), tools.store().layers().edit(before.get()));
    } catch (ArchiveException e) {
      // What is wrong is said when the step is done.
      return Optional.empty();
    }
  }

  /** A layer that this instruction made before with the same content need not be written again. */
  private Optional<Layer> sameAsBefore(LayerIndex index) throws IOException {
    CacheKey known = key;
    if (known == null || ignoresCache()) {
      return Optional.empty();
    }
    Optional<Digest> before =
        tools.store().records().cutoff(StepOperation.instruction(known), index.identity());
    return before.isEmpty() ? Optional.empty() : tools.store().layers().find(before.get());
  }

  private Layer write(TargetTree target) throws IOException, InterruptedException {
    try (LayerWriter writer = tools.store().layers().newLayer()) {
      new LayerFill(writer, tools.previous().layer(step.info())).fill(target.staged());
      return writer.commit();
    }
  }

  /**
   * How the files differ from those of the layer that the step made before; empty if that cannot be
   * told from the layer.
   */
  public Optional<FileList.Difference> difference(List<Root> inputs)
      throws IOException, InterruptedException {
    Optional<CopyEdit> change = translated(() -> edit(inputs));
    return change.map(CopyEdit::difference);
  }

  /** Whether the step's layer tells which files it took, once it is performed. */
  public boolean isInLayer() {
    return inLayer;
  }

  /** The files that the step takes, for explaining a later miss. */
  public FileList fileList(List<Root> inputs) throws IOException, InterruptedException {
    FileList known = list;
    if (known == null) {
      known = FileLister.list(source(inputs), spec(inputs.getFirst()));
      list = known;
    }
    return known;
  }

  /** The digest of the files, once the key is known. */
  public Optional<Digest> files() {
    return Optional.ofNullable(files);
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** What the user can mend gets the lines of the Dockerfile. */
  private <T> T translated(Work<T> work) throws IOException, InterruptedException {
    try {
      return work.run();
    } catch (Selection.MissingException e) {
      throw new StepFailure(step.range(), String.valueOf(e.getMessage()), e.hint().orElse(null), e);
    } catch (ArchiveException | BadPatternException | IllegalArgumentException e) {
      throw new StepFailure(step.range(), String.valueOf(e.getMessage()), null, e);
    } catch (StepFailure e) {
      throw e;
    } catch (VarveException e) {
      throw e.code() == VarveException.Code.CORRUPT || e.code() == VarveException.Code.ENVIRONMENT
          ? e
          : new StepFailure(step.range(), e.text(), e.hint().orElse(null), e);
    }
  }
}
