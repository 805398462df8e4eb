package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import dev.varve.dockerfile.Arg;
import dev.varve.dockerfile.ArgDeclaration;
import dev.varve.dockerfile.Dockerfile;
import dev.varve.dockerfile.Instruction;
import dev.varve.dockerfile.Stage;
import dev.varve.dockerfile.Suggestions;
import dev.varve.dockerfile.words.Variables;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link BuildPlan} of a Dockerfile. */
public final class Planner {
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

  private final PlanRequest request;
  private final Dockerfile dockerfile;
  private final Map<String, String> globals;
  private final StageGraph.ImageLookup images;
  private final Map<Integer, StagePlanner> planners = new HashMap<>();

  private Planner(PlanRequest request, BaseImages images) {
    this.request = request;
    this.dockerfile = request.dockerfile();
    this.globals = globals(request);
    this.images = new StageGraph.ImageLookup(images, request.platform());
  }

  /**
   * Plans what the target needs. Stages that it does not need are not looked at.
   *
   * @throws dev.varve.dockerfile.DockerfileException if the Dockerfile asks for what cannot be
   * @throws VarveException if the request does
   */
  public static BuildPlan plan(PlanRequest request, BaseImages images) throws IOException {
    return new Planner(request, images).plan();
  }

  private BuildPlan plan() throws IOException {
    Stage target = target();
    StageGraph graph = new StageGraph(dockerfile, globals, images);
    List<PlannedStage> stages = new ArrayList<>();
    int nextId = 1;
    for (ResolvedStage stage : graph.resolve(target).values()) {
      StagePlanner planner = new StagePlanner(stage, this, nextId);
      planners.put(stage.index(), planner);
      PlannedStage planned = planner.plan();
      nextId += planner.shown();
      stages.add(planned);
    }
    PlannedStage last = planned(target.index()).planned();
    List<StepInfo> steps = new ArrayList<>();
    for (PlannedStage stage : stages) {
      stage.from().ifPresent(steps::add);
      stage.steps().forEach(step -> steps.add(step.info()));
    }
    return new BuildPlan(stages, last, steps, warnings());
  }

  private Stage target() {
    if (request.target().isEmpty()) {
      return dockerfile.defaultStage();
    }
    String name = request.target().get();
    Optional<Stage> stage = dockerfile.stage(name);
    if (stage.isPresent()) {
      return stage.get();
    }
    List<String> names = new ArrayList<>();
    dockerfile.stages().forEach(each -> each.name().ifPresent(names::add));
    Optional<String> near = Suggestions.nearest(name, names);
    String hint =
        near.isPresent()
            ? "did you mean " + near.get() + "?"
            : names.isEmpty() ? "no stage has a name" : "stages: " + String.join(", ", names);
    throw new VarveException(
        VarveException.Code.USAGE, "target stage \"" + name + "\" could not be found", hint);
  }

  private static Map<String, String> globals(PlanRequest request) {
    Map<String, String> values = request.predefined();
    char escape = request.dockerfile().escape();
    for (Arg arg : request.dockerfile().globals()) {
      for (ArgDeclaration declaration : arg.declarations()) {
        String given = request.buildArgs().get(declaration.name());
        Optional<String> value =
            given != null
                ? Optional.of(given)
                : arg.defaultOf(declaration, Variables.of(values), escape);
        value.ifPresent(v -> values.put(declaration.name(), v));
      }
    }
    return values;
  }

  /** Build arguments that nothing declares: most likely misspelt. */
  private List<String> warnings() {
    Set<String> unused = new LinkedHashSet<>(request.buildArgs().keySet());
    request.predefined().keySet().forEach(unused::remove);
    unused.removeIf(name -> isProxy(name) || name.startsWith("BUILDKIT_"));
    unused.remove("SOURCE_DATE_EPOCH");
    for (Arg arg : dockerfile.globals()) {
      arg.declarations().forEach(declaration -> unused.remove(declaration.name()));
    }
    for (Stage stage : dockerfile.stages()) {
      for (Instruction instruction : stage.instructions()) {
        if (instruction instanceof Arg arg) {
          arg.declarations().forEach(declaration -> unused.remove(declaration.name()));
        }
      }
    }
    planners.values().forEach(planner -> unused.removeAll(planner.declaredArgs()));
    List<String> warnings = new ArrayList<>();
    if (!unused.isEmpty()) {
      warnings.add("build arguments that no ARG declares: " + String.join(", ", unused));
    }
    return warnings;
  }

  static boolean isProxy(String name) {
    return PROXIES.contains(name.toLowerCase(Locale.ROOT));
  }

  PlanRequest request() {
    return request;
  }

  Map<String, String> globals() {
    return globals;
  }

  StageGraph.ImageLookup images() {
    return images;
  }

  /** The planner of a stage that was planned before. */
  StagePlanner planned(int index) {
    StagePlanner planner = planners.get(index);
    if (planner == null) {
      throw new IllegalStateException("stage " + index + " is used before it is planned");
    }
    return planner;
  }

  /** Whether the Dockerfile has one stage only, whose name need not be shown. */
  boolean single() {
    return dockerfile.stages().size() == 1;
  }
}
