package dev.varve.build.step;

import dev.varve.archive.RootView;
import dev.varve.build.copy.Archives;
import dev.varve.build.copy.CopySpec;
import dev.varve.build.copy.CopyStaging;
import dev.varve.build.copy.FileMode;
import dev.varve.build.copy.Packing;
import dev.varve.build.copy.SourceTree;
import dev.varve.build.copy.TargetTree;
import dev.varve.build.plan.PlannedStep;
import dev.varve.runtime.user.ImageUsers;
import dev.varve.store.Layer;
import dev.varve.store.LayerPack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a COPY or ADD takes, and what it makes of that. For one thread at a time. */
final class CopyInputs {
  private final PlannedStep.CopyStep step;
  private final StepTools tools;
  private final SourceTrees trees;

  /** Null until it is worked out, and where it is something else. */
  private @Nullable TargetTree directories;

  CopyInputs(PlannedStep.CopyStep step, StepTools tools, SourceTrees trees) {
    this.step = step;
    this.tools = tools;
    this.trees = trees;
  }

  /** The instruction as a part of the key. */
  List<String> instruction() {
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

  SourceTree source(List<Root> inputs) throws IOException, InterruptedException {
    if (step.from() instanceof PlannedStep.Origin.Context) {
      return step.sources().isEmpty() ? EmptyTree.INSTANCE : trees.context();
    }
    return SourceTrees.of(inputs.get(1), step.from(), tools.roots());
  }

  CopySpec spec(Root below) throws IOException {
    if (step.ownership().chown().isEmpty()) {
      return spec(Optional.empty());
    }
    List<Layer> layers = tools.roots().layers(below);
    ImageUsers users = tools.roots().users(tools.roots().view(layers), layers);
    return spec(Optional.of(users.owner(step.ownership().chown().get())));
  }

  /** As {@link #spec(Root)} but for the owner, whose name only the root below can tell. */
  CopySpec specWithoutOwner() {
    return spec(Optional.empty());
  }

  private CopySpec spec(Optional<ImageUsers.Owner> owner) {
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

  /** Whether it takes one source, of the build context. */
  boolean isOneOfContext() {
    return step.from() instanceof PlannedStep.Origin.Context
        && step.sources().size() == 1
        && step.inline().isEmpty();
  }

  /** Whether that is of a directory in which most has yet to be read. */
  boolean isMostlyUnknown() throws IOException, InterruptedException {
    return isOneOfContext()
        && trees.context() instanceof ContextSourceTree context
        && context.isMostlyUnknown();
  }

  /** All that the step will make. */
  TargetTree staged(List<Root> inputs, Archives archives) throws IOException, InterruptedException {
    TargetTree known = directories;
    if (known != null) {
      return known;
    }
    Root below = inputs.getFirst();
    List<Layer> layers = tools.roots().layers(below);
    RootView view = tools.roots().view(layers);
    TargetTree target = new TargetTree(view);
    Roots.stage(step.environment().pending(), target, tools.roots().users(view, layers));
    new CopyStaging(spec(below), source(inputs), target, archives).run();
    target.addParents();
    return target;
  }

  /** What the step will make, if that is directories of the context and all that is in them. */
  Optional<TargetTree> directories(List<Root> inputs) throws IOException, InterruptedException {
    if (directories == null && isOneOfContext()) {
      TargetTree target = staged(inputs, (_, _) -> Optional.empty());
      directories = target.isOfDirectories() ? target : null;
    }
    return Optional.ofNullable(directories);
  }

  /** Reads the files of such a target into a layer, which the caller closes. */
  LayerPack packed(TargetTree target, Packing.Extent extent)
      throws IOException, InterruptedException {
    if (!(trees.context() instanceof ContextSourceTree context)) {
      throw new IllegalStateException("no context");
    }
    LayerPack layer = tools.store().layers().pack(extent.entries());
    try {
      context.pack(target, layer);
      return layer;
    } catch (IOException | InterruptedException | RuntimeException e) {
      layer.close();
      throw e;
    }
  }
}
