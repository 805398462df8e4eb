package dev.varve.build.step;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.LayerIndex;
import dev.varve.build.copy.FilesDigest;
import dev.varve.build.copy.Imprinting;
import dev.varve.build.copy.Packing;
import dev.varve.build.copy.TargetTree;
import dev.varve.build.plan.PlannedStep;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.KeyPart;
import dev.varve.store.Layer;
import dev.varve.store.LayerPack;
import dev.varve.store.LayerWriter;
import dev.varve.store.StepRecord;
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
  private final CopyInputs copy;
  private @Nullable Digest files;
  private @Nullable FileList list;
  private @Nullable CacheKey key;

  private boolean inLayer;
  private @Nullable Packed packed;
  private Duration prepared = Duration.ZERO;

  private boolean isWorkedOut;
  private Optional<CopyEdit> edit = Optional.empty();

  /** A layer that was made before it was known whether it is needed, and what it was made of. */
  private record Packed(TargetTree target, LayerPack layer) {}

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
    this.copy = new CopyInputs(step, tools, trees);
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
    return StepFailure.translated(
        step.range(),
        () -> {
          Root below = inputs.getFirst();
          Optional<Digest> shortcut =
              origin == null ? Optional.empty() : Optional.of(shortcut(inputs));
          if (shortcut.isPresent()) {
            Optional<CacheKey> known = known(shortcut.get());
            if (known.isPresent()) {
              return known;
            }
          }
          CacheKey.Builder builder = StepKey.start("COPY", copy.instruction());
          pack(inputs);
          Digest digest = new FilesDigest(copy.source(inputs), copy.specWithoutOwner()).compute();
          builder.add(FILES, digest);
          StepKey.pending(builder, step.environment());
          builder.add(PARENT, below.identity());
          CacheKey built = builder.build();
          files = digest;
          key = built;
          if (shortcut.isPresent()) {
            tools.store().records().putShortcut(shortcut.get(), built.digest());
          }
          return Optional.of(built);
        });
  }

  /**
   * What tells the key without a look at the files: where they come from, instead of what is in
   * them. Whoever finds the key by it needs the layers of that root only if the step has to be
   * performed.
   */
  private Digest shortcut(List<Root> inputs) {
    CacheKey.Builder builder = StepKey.start("COPY", copy.instruction());
    builder.add("from", inputs.get(1).identity());
    StepKey.pending(builder, step.environment());
    builder.add(PARENT, inputs.getFirst().identity());
    return builder.build().digest();
  }

  /** The key that a shortcut leads to, if it leads to a layer. */
  private Optional<CacheKey> known(Digest shortcut) throws IOException {
    Optional<Digest> digest = tools.store().records().shortcut(shortcut);
    Optional<StepRecord> record =
        digest.isEmpty() ? Optional.empty() : tools.store().records().peek(digest.get());
    if (record.isEmpty()
        || ignoresCache()
        || tools.store().layers().find(record.get().diffId()).isEmpty()) {
      return Optional.empty();
    }
    List<CacheKey.Part> parts = new ArrayList<>();
    for (KeyPart part : record.get().parts()) {
      parts.add(new CacheKey.Part(part.name(), part.value()));
    }
    CacheKey known = new CacheKey(parts, record.get().key());
    key = known;
    return Optional.of(known);
  }

  /**
   * Files that nobody has read before are read once, for the key and for the layer. That is wasted
   * if the step turns out to be cached after all, so it is not done where a layer is known that may
   * hold the same, nor where the root below would have to be fetched for it.
   */
  private void pack(List<Root> inputs) throws IOException, InterruptedException {
    if (packed != null || !inputs.getFirst().isHere() || !copy.isMostlyUnknown()) {
      return;
    }
    long start = System.nanoTime();
    try {
      Optional<TargetTree> target = copy.directories(inputs);
      if (target.isEmpty()) {
        return;
      }
      Packing.Extent extent = Packing.extent(target.get());
      Optional<Layer> before = tools.previous().layer(step.info());
      int known = before.isEmpty() ? 0 : before.get().index().size();
      if (extent.isMostlyUnknown() && known < extent.entries() / 2) {
        packed = new Packed(target.get(), copy.packed(target.get(), extent));
        prepared = Duration.ofNanos(System.nanoTime() - start);
      }
    } catch (IOException | VarveException | IllegalArgumentException e) {
      // What is wrong shows again, and is said, when it is done the other way.
      return;
    }
  }

  @Override
  public Duration prepared() {
    return prepared;
  }

  @Override
  public Root perform(List<Root> inputs) throws IOException, InterruptedException {
    Layer layer = StepFailure.translated(step.range(), () -> performed(inputs));
    return inputs.getFirst().with(Root.LayerRef.of(layer));
  }

  private Layer performed(List<Root> inputs) throws IOException, InterruptedException {
    Packed whole = packed;
    if (whole != null) {
      return committed(whole);
    }
    Optional<CopyEdit> change = edit(inputs);
    if (change.isPresent() && change.get().isSmall()) {
      return committed(change.get());
    }
    try (ScratchArchives archives = new ScratchArchives(tools.store())) {
      TargetTree target = copy.staged(inputs, archives);
      if (copy.isOneOfContext() && target.isOfDirectories()) {
        Packing.Extent extent = Packing.extent(target);
        if (extent.readable()) {
          return committed(new Packed(target, copy.packed(target, extent)));
        }
      }
      Optional<Layer> same = sameAsBefore(target.index());
      return same.isPresent() ? same.get() : write(target);
    }
  }

  private Layer committed(Packed whole) throws IOException {
    inLayer = true;
    try (LayerPack layer = whole.layer()) {
      LayerIndex index = layer.index();
      Optional<Layer> same = sameAsBefore(index);
      return same.isPresent() ? same.get() : layer.commit(Imprinting.of(whole.target(), index));
    }
  }

  private Layer committed(CopyEdit change) throws IOException {
    inLayer = true;
    try (change) {
      Optional<Layer> same = sameAsBefore(change.index());
      return same.isPresent() ? same.get() : change.commit();
    }
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

  private Optional<CopyEdit> worked(List<Root> inputs) throws IOException, InterruptedException {
    Optional<Layer> before =
        copy.isOneOfContext() ? tools.previous().layer(step.info()) : Optional.empty();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<TargetTree> target = copy.directories(inputs);
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
    return before.isEmpty() ? Optional.empty() : tools.store().layers().findHere(before.get());
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
    Optional<CopyEdit> change = StepFailure.translated(step.range(), () -> edit(inputs));
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
      known = FileLister.list(copy.source(inputs), copy.spec(inputs.getFirst()));
      list = known;
    }
    return known;
  }

  /** The digest of the files, once the key is known. */
  public Optional<Digest> files() {
    return Optional.ofNullable(files);
  }
}
