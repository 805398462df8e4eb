package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import dev.varve.build.plan.StepEnvironment.Variable;
import dev.varve.dockerfile.Add;
import dev.varve.dockerfile.Arg;
import dev.varve.dockerfile.ArgDeclaration;
import dev.varve.dockerfile.Copy;
import dev.varve.dockerfile.Instruction;
import dev.varve.dockerfile.Run;
import dev.varve.dockerfile.RunBody;
import dev.varve.dockerfile.SourceRange;
import dev.varve.dockerfile.words.Expansion;
import dev.varve.model.ContainerConfig;
import dev.varve.model.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans one stage: walks its instructions in order. */
final class StagePlanner {
  private final ResolvedStage resolved;
  private final Planner planner;
  private final StageScope scope;
  private final MetadataPlanner metadata;
  private final List<PlannedStep> steps = new ArrayList<>();
  private final Set<String> declaredArgs = new TreeSet<>();
  private final int firstId;
  private final int total;
  private int position;
  private @Nullable PlannedStage planned;

  StagePlanner(ResolvedStage resolved, Planner planner, int firstId) {
    this.resolved = resolved;
    this.planner = planner;
    this.firstId = firstId;
    this.scope = new StageScope(baseConfig(), proxies());
    this.metadata = new MetadataPlanner(scope);
    this.total =
        (fromImage() ? 1 : 0)
            + (int)
                resolved.instructions().stream()
                    .filter(i -> i instanceof Run || i instanceof Copy || i instanceof Add)
                    .count();
  }

  private boolean fromImage() {
    return resolved.base() instanceof ResolvedStage.Base.Image;
  }

  private ImageConfig baseConfig() {
    return switch (resolved.base()) {
      case ResolvedStage.Base.Scratch _ -> {
        ImageConfig empty = ImageConfig.scratch(planner.request().platform());
        yield empty.withConfig(empty.config().withWorkingDir("/"));
      }
      case ResolvedStage.Base.Image(BaseImages.BaseImage image) -> image.config().withCreated(null);
      case ResolvedStage.Base.Earlier(var stage) ->
          planner.planned(stage.index()).planned().image();
    };
  }

  private List<Variable> proxies() {
    List<Variable> proxies = new ArrayList<>();
    for (Map.Entry<String, String> arg : planner.request().buildArgs().entrySet()) {
      if (Planner.isProxy(arg.getKey())) {
        proxies.add(new Variable(arg.getKey(), arg.getValue(), true));
      }
    }
    return proxies;
  }

  PlannedStage plan() throws IOException {
    Optional<StepInfo> from = Optional.empty();
    PlannedStage.Base base =
        switch (resolved.base()) {
          case ResolvedStage.Base.Scratch _ -> new PlannedStage.Base.Scratch();
          case ResolvedStage.Base.Image(BaseImages.BaseImage image) -> {
            from = Optional.of(info("FROM " + image.name(), resolved.stage().from().range()));
            yield new PlannedStage.Base.Image(image);
          }
          case ResolvedStage.Base.Earlier(var stage) -> {
            StagePlanner earlier = planner.planned(stage.index());
            scope.inherit(earlier.scope);
            yield new PlannedStage.Base.Stage(earlier.planned());
          }
        };
    for (Instruction instruction : resolved.instructions()) {
      dispatch(instruction.expand(scope.lookup(), escape()));
    }
    ContainerConfig config = scope.config();
    for (Map.Entry<String, String> label : labels().entrySet()) {
      config = config.withLabel(label.getKey(), label.getValue());
    }
    planned =
        new PlannedStage(
            resolved.index(),
            resolved.label(),
            base,
            from,
            steps,
            scope.image().withConfig(config),
            scope.history(),
            scope.pending());
    return planned;
  }

  private Map<String, String> labels() {
    return planner.request().labels();
  }

  private char escape() {
    return planner.request().dockerfile().escape();
  }

  private void dispatch(Instruction instruction) throws IOException {
    switch (instruction) {
      case Run run -> run(run);
      case Copy copy -> copy(copy);
      case Add add -> add(add);
      case Arg arg -> arg(arg);
      default -> metadata.apply(instruction);
    }
  }

  private void run(Run run) {
    Unsupported.check(run);
    Optional<RunBody.Script> script = Optional.empty();
    List<String> args =
        switch (run.body()) {
          case RunBody.Exec(List<String> exec) -> exec;
          case RunBody.Shell(String text) -> scope.withShell(text);
          case RunBody.Script file -> {
            script = Optional.of(file);
            yield scope.withShell(file.path());
          }
        };
    steps.add(
        new PlannedStep.RunStep(
            info(shown(run), run.range()),
            run.range(),
            scope.environment(),
            args,
            script,
            run.network()));
    scope.noteLayer(scope.runLine(args));
  }

  private void copy(Copy copy) throws IOException {
    steps.add(
        new CopyPlanner(planner, scope, resolved.index())
            .plan(copy, info(shown(copy), copy.range())));
    scope.noteLayer(CopyPlanner.historyLine(copy));
  }

  private void add(Add add) {
    Unsupported.check(add);
    steps.add(
        new CopyPlanner(planner, scope, resolved.index()).plan(add, info(shown(add), add.range())));
    scope.noteLayer(CopyPlanner.historyLine(add));
  }

  /** Dockerfile reference, "ARG": a build argument, else the default, else the global value. */
  private void arg(Arg arg) {
    StringBuilder line = new StringBuilder("ARG");
    for (ArgDeclaration declaration : arg.declarations()) {
      String name = declaration.name();
      declaredArgs.add(name);
      String value = planner.request().buildArgs().get(name);
      if (value == null && declaration.defaultValue().isPresent()) {
        value = arg.defaultOf(declaration, scope.lookup(), escape()).orElseThrow();
      }
      if (value == null) {
        value = planner.globals().get(name);
      }
      scope.declareArg(name, value);
      line.append(' ').append(name);
      if (value != null) {
        line.append('=').append(value);
      }
    }
    scope.note(line.toString());
  }

  /** The instruction on one line with known variables replaced, as BuildKit shows it. */
  private String shown(Instruction instruction) {
    String keyword = instruction.origin().keyword();
    String rest = instruction.original().substring(keyword.length());
    String text = keyword.toUpperCase(java.util.Locale.ROOT) + rest;
    String expanded = Expansion.forDisplay(text, scope.lookup(), escape());
    return instruction instanceof Run run ? expanded + heredocSummary(run) : expanded;
  }

  private static String heredocSummary(Run run) {
    if (run.heredocs().size() != 1) {
      return "";
    }
    String body = run.heredocs().getFirst().body().strip();
    int end = body.indexOf('\n');
    return " (" + (end < 0 ? body : body.substring(0, end).stripTrailing() + "...") + ")";
  }

  private StepInfo info(String text, SourceRange range) {
    StepInfo info =
        new StepInfo(
            firstId + position,
            resolved.label(),
            planner.single(),
            position + 1,
            total,
            text,
            range.file(),
            range.firstLine());
    position++;
    return info;
  }

  int shown() {
    return position;
  }

  Set<String> declaredArgs() {
    return declaredArgs;
  }

  PlannedStage planned() {
    if (planned == null) {
      throw new IllegalStateException("not planned yet");
    }
    return planned;
  }
}
