package dev.varve.build.plan;

import dev.varve.dockerfile.Copy;
import dev.varve.dockerfile.Dockerfile;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.From;
import dev.varve.dockerfile.Instruction;
import dev.varve.dockerfile.MountFlag;
import dev.varve.dockerfile.OnBuild;
import dev.varve.dockerfile.Run;
import dev.varve.dockerfile.SourceRange;
import dev.varve.dockerfile.Stage;
import dev.varve.dockerfile.Suggestions;
import dev.varve.dockerfile.words.Variables;
import dev.varve.model.Platform;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the stages that a target needs, and what each of them starts from. */
final class StageGraph {
  private final Dockerfile dockerfile;
  private final Map<String, String> globals;
  private final ImageLookup images;
  private final TreeMap<Integer, ResolvedStage> resolved = new TreeMap<>();
  private final Set<Integer> underWay = new HashSet<>();

  StageGraph(Dockerfile dockerfile, Map<String, String> globals, ImageLookup images) {
    this.dockerfile = dockerfile;
    this.globals = globals;
    this.images = images;
  }

  /** The needed stages by index, each after those it uses. */
  Map<Integer, ResolvedStage> resolve(Stage target) throws IOException {
    visit(target);
    return resolved;
  }

  private void visit(Stage stage) throws IOException {
    if (resolved.containsKey(stage.index())) {
      return;
    }
    underWay.add(stage.index());
    From from = stage.from().expand(Variables.of(globals), dockerfile.escape());
    ResolvedStage.Base base = base(stage, from);
    List<Instruction> instructions = new ArrayList<>();
    for (String trigger : triggers(base)) {
      instructions.add(Dockerfile.parseTrigger(trigger, from.range()));
    }
    int triggers = instructions.size();
    instructions.addAll(stage.instructions());
    for (Instruction instruction : instructions) {
      for (Stage used : stagesUsedBy(instruction)) {
        enter(used, stage, instruction.range());
      }
    }
    underWay.remove(stage.index());
    resolved.put(stage.index(), new ResolvedStage(stage, base, instructions, triggers));
  }

  private void enter(Stage used, Stage by, SourceRange range) throws IOException {
    if (underWay.contains(used.index())) {
      throw new DockerfileException(
          range,
          "circular dependency: stage " + quoted(used) + " needs itself",
          "a stage can only use stages that do not use it");
    }
    visit(used);
    if (used.index() >= by.index()) {
      throw new DockerfileException(
          range,
          "cannot copy from stage " + quoted(used) + ": it is defined after this stage",
          "move it in front of " + quoted(by));
    }
  }

  private ResolvedStage.Base base(Stage stage, From from) throws IOException {
    Platform platform = platform(from);
    Optional<Stage> earlier = dockerfile.baseStage(from.image(), stage.index());
    if (earlier.isPresent()) {
      enter(earlier.get(), stage, from.range());
      return new ResolvedStage.Base.Earlier(earlier.get());
    }
    if (from.image().equals("scratch")) {
      return new ResolvedStage.Base.Scratch();
    }
    List<String> known = new ArrayList<>();
    for (Stage other : dockerfile.stages().subList(0, stage.index())) {
      other.name().ifPresent(known::add);
    }
    return new ResolvedStage.Base.Image(
        images.require(from.image(), platform, from.range(), known));
  }

  /** What the image has to be for. Not looked at for scratch and stages, as Docker has it. */
  private Platform platform(From from) {
    if (from.platform().isEmpty()) {
      return images.platform;
    }
    try {
      return Platform.parse(from.platform().get());
    } catch (IllegalArgumentException e) {
      throw new DockerfileException(
          from.range(),
          String.valueOf(e.getMessage()),
          "a platform is os/architecture, for example linux/arm64");
    }
  }

  /** ONBUILD of an image, or of the stage that this one goes on from. */
  private List<String> triggers(ResolvedStage.Base base) {
    return switch (base) {
      case ResolvedStage.Base.Scratch _ -> List.of();
      case ResolvedStage.Base.Image(BaseImages.BaseImage image) ->
          image.config().config().onBuild();
      case ResolvedStage.Base.Earlier(Stage stage) -> {
        List<String> triggers = new ArrayList<>();
        ResolvedStage earlier = resolved.get(stage.index());
        if (earlier != null) {
          for (Instruction instruction : earlier.instructions()) {
            if (instruction instanceof OnBuild onBuild) {
              triggers.add(onBuild.expression());
            }
          }
        }
        yield triggers;
      }
    };
  }

  private List<Stage> stagesUsedBy(Instruction instruction) {
    List<Stage> used = new ArrayList<>();
    if (instruction instanceof Copy copy) {
      dockerfile.copySource(copy).ifPresent(used::add);
    } else if (instruction instanceof Run run) {
      for (MountFlag mount : run.mountFlags()) {
        mount.from().flatMap(dockerfile::stage).ifPresent(used::add);
      }
    }
    return used;
  }

  private static String quoted(Stage stage) {
    return "\"" + stage.label() + "\"";
  }

  /** Finds images, each once. */
  static final class ImageLookup {
    private final BaseImages images;
    private final Platform platform;
    private final Map<String, BaseImages.BaseImage> found = new HashMap<>();

    /** Images for {@code platform}, unless a FROM asks for another. */
    ImageLookup(BaseImages images, Platform platform) {
      this.images = images;
      this.platform = platform;
    }

    /** The image, or an error at {@code range} with the nearest of {@code stages}. */
    BaseImages.BaseImage require(String name, SourceRange range, List<String> stages)
        throws IOException {
      return require(name, platform, range, stages);
    }

    BaseImages.BaseImage require(
        String name, Platform wanted, SourceRange range, List<String> stages) throws IOException {
      String key = name + "\n" + wanted;
      BaseImages.BaseImage image = found.get(key);
      if (image == null) {
        image = find(name, wanted, range, stages);
        found.put(key, image);
      }
      Platform is = image.config().platform();
      if (!wanted.admits(is)) {
        throw new DockerfileException(
            range,
            "image " + name + " is for " + is + ", not for " + wanted,
            "load the one for "
                + wanted
                + ", or take this one: FROM --platform="
                + is
                + " "
                + name);
      }
      return image;
    }

    private BaseImages.BaseImage find(
        String name, Platform wanted, SourceRange range, List<String> stages) throws IOException {
      Optional<BaseImages.BaseImage> image;
      try {
        image = images.find(dev.varve.model.Reference.parse(name), wanted);
      } catch (IllegalArgumentException e) {
        throw new DockerfileException(range, String.valueOf(e.getMessage()));
      } catch (VarveException e) {
        throw unavailable(name, range, stages, e);
      }
      if (image.isEmpty()) {
        Optional<String> near = Suggestions.nearest(name, stages);
        throw new DockerfileException(
            range,
            "image " + name + " is not in the local store",
            near.isPresent()
                ? "did you mean the stage " + near.get() + "?"
                : "bring it in with varve load or varve import");
      }
      return image.get();
    }

    /** What a registry said, or that none could be asked. */
    private static RuntimeException unavailable(
        String name, SourceRange range, List<String> stages, VarveException failure) {
      Optional<String> near = Suggestions.nearest(name, stages);
      String hint =
          near.isPresent()
              ? "did you mean the stage " + near.get() + "?"
              : failure.hint().orElse(null);
      return failure.code() == VarveException.Code.NOT_FOUND
          ? new DockerfileException(range, failure.text(), hint)
          : new VarveException(failure.code(), range + ": " + failure.text(), hint, failure);
    }
  }
}
