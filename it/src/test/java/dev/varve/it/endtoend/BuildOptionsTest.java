package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Command.Outcome;
import dev.varve.it.process.Varve;
import dev.varve.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What the options of {@code varve build} do beside the image itself. */
class BuildOptionsTest {
  private static final String TWO_STAGES =
      """
      FROM busybox AS one
      RUN echo one >/one
      FROM busybox AS two
      RUN echo two >/two
      FROM scratch
      COPY --from=one /one /
      COPY --from=two /two /
      """;

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void result_is_written_to_files_and_under_every_name(Setting setting)
      throws IOException, InterruptedException {
    Varve varve = setting.varve();
    Path context = setting.context("files-of-a-build", Map.of("Dockerfile", TWO_STAGES));
    Path id = context.resolve("id");
    Path metadata = context.resolve("metadata.json");
    Outcome quiet =
        varve
            .run(
                "build",
                "-q",
                "--network=none",
                "--isolation=" + setting.isolation(),
                "--label=from=the command line",
                "-t",
                "named",
                "-t",
                "named/again:v1",
                "--iidfile=" + id,
                "--metadata-file=" + metadata,
                context.toString())
            .orFail();
    String image = Files.readString(id);
    assertTrue(image.matches("sha256:[0-9a-f]{64}"), image);
    assertEquals(image + "\n", quiet.out());
    assertEquals("", quiet.err());

    Map<String, Json> members = Json.parseObject(Files.readAllBytes(metadata)).members();
    assertEquals(Json.of(image), members.get("containerimage.config.digest"));
    assertTrue(members.get("containerimage.digest") instanceof Json.Str);
    assertEquals(
        Json.of("docker.io/library/named:latest,docker.io/named/again:v1"),
        members.get("image.name"));

    for (String name : List.of("named", "named/again:v1")) {
      String shown = "{{.Id}} {{index .Config.Labels \"from\"}}";
      assertEquals(
          image + " the command line\n", varve.run("inspect", "-f", shown, name).orFail().out());
    }
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void build_that_fails_writes_no_files(Setting setting) throws IOException, InterruptedException {
    Path context = setting.context("no-files", Map.of("Dockerfile", "FROM busybox\nRUN exit 9\n"));
    Path id = context.resolve("id");
    Path metadata = context.resolve("metadata.json");
    setting
        .build(context, "never", "--iidfile=" + id, "--metadata-file=" + metadata)
        .run()
        .expect(1);
    assertFalse(Files.exists(id));
    assertFalse(Files.exists(metadata));
    assertFalse(setting.varve().run("images").orFail().out().contains("never"));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void cache_is_left_aside_where_the_caller_says(Setting setting)
      throws IOException, InterruptedException {
    Path context = setting.context("cache-switches", Map.of("Dockerfile", TWO_STAGES));
    setting.build(context, "switched").run().orFail();

    BuildLog stage = log(setting, context, "--no-cache-filter=one");
    assertEquals(Result.RAN, stage.result("RUN echo one >/one"));
    assertTrue(stage.step("RUN echo one >/one").because().contains("--no-cache-filter"));
    assertEquals(Result.CACHED, stage.result("RUN echo two >/two"));
    assertEquals(Result.CACHED, stage.result("COPY --from=one /one /"));

    BuildLog all = log(setting, context, "--no-cache");
    assertEquals(Result.RAN, all.result("RUN echo one >/one"));
    assertEquals(Result.RAN, all.result("RUN echo two >/two"));

    BuildLog target = log(setting, context, "--target=two");
    assertEquals(Result.CACHED, target.result("RUN echo two >/two"));
    assertFalse(target.toString().contains("echo one"), "a stage that is not needed is not named");
  }

  private static BuildLog log(Setting setting, Path context, String option)
      throws IOException, InterruptedException {
    return BuildLog.of(setting.build(context, "switched", option).run().orFail().err());
  }
}
