package dev.varve.build.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.build.plan.PlannedStage.HistoryLine;
import dev.varve.dockerfile.Dockerfile;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.model.ContainerConfig;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final Platform PLATFORM = new Platform("linux", "amd64");

  private final Map<String, ImageConfig> images =
      new HashMap<>(
          Map.of(
              "docker.io/library/arm:latest",
              ImageConfig.scratch(new Platform("linux", "arm64")),
              "docker.io/library/base:latest",
              ImageConfig.scratch(PLATFORM)
                  .withConfig(
                      ContainerConfig.EMPTY
                          .withEnv("PATH", "/bin")
                          .withEnv("FROM_BASE", "1")
                          .withCmd(List.of("sh"))
                          .withWorkingDir("/home"))));
  private final List<String> asked = new ArrayList<>();

  private BuildPlan plan(String dockerfile) throws IOException {
    return plan(dockerfile, Optional.empty(), Map.of());
  }

  private BuildPlan plan(String dockerfile, Optional<String> target, Map<String, String> args)
      throws IOException {
    PlanRequest request =
        new PlanRequest(
            Dockerfile.parse(dockerfile.getBytes(UTF_8), "Dockerfile"),
            target,
            args,
            Map.of("l", "v"),
            PLATFORM);
    return Planner.plan(
        request,
        (reference, _) -> {
          asked.add(reference.toString());
          return Optional.ofNullable(images.get(reference.toString()))
              .map(
                  config ->
                      new BaseImages.BaseImage(
                          reference.toString(), Digest.sha256Of(config.toBytes()), config));
        });
  }

  private static PlannedStep.RunStep run(BuildPlan plan, int index) {
    return (PlannedStep.RunStep) plan.target().steps().get(index);
  }

  private static PlannedStep.CopyStep copy(BuildPlan plan, int index) {
    return (PlannedStep.CopyStep) plan.target().steps().get(index);
  }

  @Test
  void plan_environment_orderAndOrigin() throws Exception {
    BuildPlan plan = plan("FROM base\nARG A=1\nENV B=$A-x\nARG B=3\nENV C=${B}\nRUN x\n");
    List<String> seen = new ArrayList<>();
    for (StepEnvironment.Variable each : run(plan, 0).environment().variables()) {
      seen.add((each.argument() ? "arg " : "env ") + each.name() + "=" + each.value());
    }
    assertEquals(
        List.of("env PATH=/bin", "env FROM_BASE=1", "arg A=1", "arg B=3", "env C=3"), seen);
    assertEquals(
        List.of("PATH=/bin", "FROM_BASE=1", "B=1-x", "C=3"), plan.target().image().config().env());
  }

  @Test
  void plan_argScopes_globalOnlyWhereDeclared() throws Exception {
    String text = "ARG V=1\nFROM base AS a\nRUN $V\nFROM a\nARG V\nARG W=$V\nRUN x\n";
    BuildPlan plan = plan(text, Optional.empty(), Map.of("V", "2"));
    assertEquals("RUN $V", plan.stages().get(0).steps().get(0).info().instruction());
    assertTrue(run(plan, 0).environment().toEnv().containsAll(List.of("V=2", "W=2")));
    assertTrue(
        plan.target().history().contains(new HistoryLine("ARG V=2", false)),
        plan.target().history().toString());
  }

  @Test
  void plan_runHistory_listsArgs() throws Exception {
    BuildPlan plan =
        plan("FROM base\nARG A=1\nARG B\nARG A=2\nSHELL [\"/x\", \"-y\"]\nRUN  a  b\n");
    assertEquals(
        "RUN |2 A=2 B= /x -y a  b # buildkit", plan.target().history().getLast().createdBy());
    assertEquals(List.of("/x", "-y", "a  b"), run(plan, 0).args());
  }

  @Test
  void plan_entrypoint_dropsInheritedCmdOnly() throws Exception {
    assertEquals(
        Optional.empty(), plan("FROM base\nENTRYPOINT [\"e\"]\n").target().image().config().cmd());
    assertEquals(
        Optional.of(List.of("c")),
        plan("FROM base\nCMD [\"c\"]\nENTRYPOINT [\"e\"]\n").target().image().config().cmd());
  }

  @Test
  void plan_workdir_relativeAndPendingForTheNextLayer() throws Exception {
    BuildPlan plan = plan("FROM base\nWORKDIR a\nUSER u:g\nWORKDIR ../b\nRUN x\nWORKDIR /c\n");
    assertEquals(
        List.of(new PendingDirectory("/home/a", ""), new PendingDirectory("/home/b", "u:g")),
        run(plan, 0).environment().pending());
    assertEquals("/home/b", run(plan, 0).environment().workingDir());
    assertEquals(List.of(new PendingDirectory("/c", "u:g")), plan.target().pending());
  }

  @Test
  void plan_onBuild_runsInTheNextStageAndIsNotInherited() throws Exception {
    images.put(
        "docker.io/library/trigger:latest",
        ImageConfig.scratch(PLATFORM)
            .withConfig(
                ContainerConfig.EMPTY.withOnBuild(List.of("RUN one", "COPY --from=base / /b"))));
    BuildPlan plan = plan("FROM trigger\nRUN two\n");
    assertEquals(
        List.of("RUN one", "COPY --from=base / /b", "RUN two"),
        plan.target().steps().stream().map(step -> step.info().instruction()).toList());
    assertEquals(List.of(), plan.target().image().config().onBuild());
    assertEquals(4, plan.steps().size());
  }

  @Test
  void plan_unneededStages_notLookedAt() throws Exception {
    BuildPlan plan =
        plan("FROM nowhere AS a\nRUN x\nFROM base AS b\nRUN y\nFROM base\nCOPY --from=b /x /y\n");
    assertEquals(2, plan.stages().size());
    assertEquals(List.of("docker.io/library/base:latest"), asked);
    assertEquals(
        List.of("[b 1/2] FROM docker.io/library/base:latest", "[b 2/2] RUN y"),
        plan.steps().subList(0, 2).stream().map(step -> step.title()).toList());
  }

  @Test
  void plan_target_byNameOrHint() throws Exception {
    String text = "FROM base AS one\nRUN x\nFROM base AS two\nRUN y\n";
    assertEquals("one", plan(text, Optional.of("ONE"), Map.of()).target().label());
    VarveException e =
        assertThrows(VarveException.class, () -> plan(text, Optional.of("onne"), Map.of()));
    assertEquals(Optional.of("did you mean one?"), e.hint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FROM base AS a;COPY --from=b / /;FROM base AS b;COPY --from=a / /;FROM b | circular",
        "FROM base AS a;COPY --from=a / / | circular",
        "FROM base AS a;COPY --from=b / /;FROM base AS b;RUN x;FROM a | defined after",
        "FROM base;COPY --from=$x / / | --from",
        "FROM nowhere | not in the local store",
        "FROM UPPER/Case | must be lowercase",
        "FROM base;RUN --mount=type=cache,target=/c x | not yet supported",
        "FROM base;RUN --security=insecure x | not yet supported",
        "FROM base;ADD https://example.test/x / | not yet supported",
        "FROM base;COPY https://example.test/x / | takes no remote source",
        "FROM base;STOPSIGNAL SIGNOPE | invalid signal",
        "FROM --platform=linux/arm64 base | image base is for linux/amd64, not for linux/arm64",
        "FROM --platform=windows base | not for windows/",
        "FROM base AS a;FROM --platform=a/b/c/d a | not a platform: 'a/b/c/d'",
        "FROM arm | image arm is for linux/arm64, not for linux/amd64",
        "FROM base;COPY --from=arm / / | image arm is for linux/arm64, not for linux/amd64",
      })
  void plan_whatCannotBe_errorAtTheLine(String lines, String message) {
    DockerfileException e =
        assertThrows(DockerfileException.class, () -> plan(lines.replace(';', '\n') + "\n"));
    assertTrue(e.problem().contains(message), e.problem());
    assertTrue(e.range().isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FROM --platform=arm64 arm | linux/arm64",
        "ARG P=linux/arm64/v8;FROM --platform=$P arm | linux/arm64",
        "FROM --platform=$BUILDPLATFORM base | linux/amd64",
        "FROM --platform=linux/amd64/v2 base | linux/amd64",
        "FROM base AS a;FROM --platform=linux/arm64 a | linux/amd64",
        "FROM --platform=linux/arm64 scratch | linux/amd64",
      })
  void plan_platform_ofTheImage(String lines, String platform) throws Exception {
    BuildPlan plan = plan(lines.replace(';', '\n') + "\n");
    assertEquals(platform, plan.target().image().platform().toString());
  }

  @Test
  void plan_addOfOwnFiles_ignoresWhatIsForGit() throws Exception {
    BuildPlan plan = plan("FROM base\nADD --keep-git-dir=true a /x\n");
    assertEquals(1, plan.target().steps().size());
  }

  @Test
  void plan_undeclaredBuildArg_warns() throws Exception {
    Map<String, String> args = new LinkedHashMap<>();
    args.put("TYPO", "1");
    args.put("http_proxy", "p");
    args.put("USED", "1");
    BuildPlan plan = plan("FROM base\nARG USED\nRUN x\n", Optional.empty(), args);
    assertEquals(List.of("build arguments that no ARG declares: TYPO"), plan.warnings());
    assertTrue(run(plan, 0).environment().toEnv().contains("http_proxy=p"));
    assertTrue(plan.target().history().stream().noneMatch(h -> h.createdBy().contains("proxy")));
  }

  @Test
  void plan_copy_destinationAndHistory() throws Exception {
    BuildPlan plan =
        plan(
            """
            FROM base
            ENV D=sub
            COPY --chown=1:2 --chmod=u+x a b* $D/
            ADD x .
            COPY <<E /f
            t
            E
            """);
    assertEquals("/home/sub/", copy(plan, 0).destination());
    assertEquals("/home/", copy(plan, 1).destination());
    assertTrue(copy(plan, 1).unpack());
    assertEquals("t\n", new String(copy(plan, 2).inline().getFirst().content(), UTF_8));
    assertEquals(
        List.of(
            "ENV D=sub",
            "COPY --chown=1:2 --chmod=u+x a b* sub/ # buildkit",
            "ADD x . # buildkit",
            "COPY <<E /f # buildkit"),
        plan.target().history().stream().map(HistoryLine::createdBy).toList());
  }

  @Test
  void plan_labelsOfTheRequest_winInTheTarget() throws Exception {
    BuildPlan plan = plan("FROM base\nLABEL l=dockerfile m=1\n");
    assertEquals(Map.of("l", "v", "m", "1"), plan.target().image().config().labels());
  }

  @Test
  void plan_healthcheckHistory_asDockerWritesIt() throws Exception {
    BuildPlan plan =
        plan("FROM base\nHEALTHCHECK --interval=90s --timeout=1m30.5s --retries=3 CMD a \"b\"\n");
    assertEquals(
        "HEALTHCHECK &{[\"CMD-SHELL\" \"a \\\"b\\\"\"] \"1m30s\" \"1m30.5s\" \"0s\" \"0s\""
            + " '\\x03'}",
        plan.target().history().getLast().createdBy());
  }

  /** One port at a time, each with a copy of those before, took hours. */
  @Test
  @Timeout(60)
  void expose_ofEveryPort_ends() throws IOException {
    ContainerConfig config =
        plan("FROM base\nEXPOSE 1-65535 1-65535/udp\n").target().image().config();
    assertEquals(2 * 65535, config.exposedPorts().size());
  }
}
