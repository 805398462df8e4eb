package dev.varve.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;
import dev.varve.build.event.Reason;
import dev.varve.build.event.StepInfo;
import dev.varve.cli.output.Console;
import dev.varve.model.VarveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a product that does what the test says: it has to notice when that is wrong. */
final class DemoTest {
  private static final StepInfo TOOLS = step(1, "RUN make tools");
  private static final StepInfo PAGES = step(2, "COPY content/ content/");
  private static final StepInfo RENDER = step(3, "RUN render");
  private static final List<StepInfo> ALL = List.of(TOOLS, PAGES, RENDER);
  private static final String EDIT = "content/index.md";

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Scripted> builds = new ArrayList<>();
  private String shown = "Edited by the demo.\n";

  /** A build as it is told: the steps that run, each with this reason, and the image. */
  private record Scripted(List<StepInfo> ran, String reason, String image, boolean unchanged) {}

  private final class FakeCommands implements Demo.Commands {
    private int next;

    @Override
    public void build(List<String> words, BuildListener listener) {
      Scripted build = builds.get(next++);
      Instant now = Instant.EPOCH;
      listener.on(new BuildEvent.Planned(now, "site", "Dockerfile", 1, ALL));
      for (StepInfo step : ALL) {
        if (build.ran().contains(step)) {
          Optional<Reason> reason =
              build.reason().isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Reason.NoCache(build.reason()));
          listener.on(new BuildEvent.StepStarted(now, step, reason));
        } else {
          listener.on(new BuildEvent.StepCached(now, step, Duration.ZERO));
        }
      }
      listener.on(
          new BuildEvent.Finished(
              now,
              build.image(),
              List.of(),
              build.unchanged(),
              Duration.ZERO,
              new BuildEvent.Totals(0, 0, 0, Duration.ZERO)));
    }

    @Override
    public void importTar(List<String> words) throws IOException {
      assertTrue(Files.size(Path.of(words.getFirst())) > 0);
    }

    @Override
    public byte[] run(List<String> words) {
      return shown.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static StepInfo step(int id, String instruction) {
    return new StepInfo(id, "build", true, id, 3, instruction, "Dockerfile", id);
  }

  @BeforeEach
  void tellGoodBuilds() {
    builds.add(new Scripted(ALL, "first build of this step", "sha256:a", false));
    builds.add(new Scripted(List.of(), "", "sha256:a", true));
    builds.add(new Scripted(List.of(PAGES, RENDER), EDIT, "sha256:b", false));
  }

  private void demo() throws IOException, InterruptedException {
    Path example = directory.resolve("example");
    Path content = Files.createDirectories(example.resolve("content"));
    Files.writeString(content.resolve("index.md"), "# Page\n");
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            OutputStream.nullOutputStream(),
            Console.Terminal.NONE);
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    new Demo(console, new FakeCommands(), scratch).run(example, "");
    console.flush();
  }

  private void assertNoticed(String what) {
    VarveException failure = assertThrows(VarveException.class, this::demo);
    assertEquals("demo: not as it should be: " + what, failure.getMessage());
  }

  @Test
  void demo_ofGoodBuilds_editsTheCopyAndSaysWhatItChecked()
      throws IOException, InterruptedException {
    demo();
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("checked: all 3 steps cached, and the image is the same"), text);
    assertTrue(text.contains("checked: 2 of 3 steps ran; the other 1 came from the cache"), text);
    assertEquals(
        "# Page\nEdited by the demo.\n",
        Files.readString(directory.resolve("scratch/site/content/index.md")));
    assertEquals("# Page\n", Files.readString(directory.resolve("example/content/index.md")));
  }

  @Test
  void secondBuild_thatRunsAStep_isNoticed() {
    builds.set(1, new Scripted(List.of(RENDER), "why not", "sha256:a", true));
    assertNoticed("nothing had changed, and still [3/3] RUN render (why not) ran");
  }

  @Test
  void secondBuild_thatMakesAnotherImage_isNoticed() {
    builds.set(1, new Scripted(List.of(), "", "sha256:c", false));
    assertNoticed("nothing had changed, and still the image did");
  }

  @Test
  void thirdBuild_thatRunsAStepBeforeTheEdit_isNoticed() {
    builds.set(2, new Scripted(ALL, EDIT, "sha256:b", false));
    assertNoticed("[1/3] RUN make tools comes before the edit, and was not cached");
  }

  @Test
  void thirdBuild_thatDoesNotRunTheEditedStep_isNoticed() {
    builds.set(2, new Scripted(List.of(RENDER), EDIT, "sha256:b", false));
    assertNoticed("[2/3] COPY content/ content/ did not run, though content/index.md had changed");
  }

  @Test
  void thirdBuild_withoutReasonOrWithAnother_isNoticed() {
    builds.set(2, new Scripted(List.of(PAGES, RENDER), "", "sha256:b", false));
    assertNoticed("[2/3] COPY content/ content/ ran without a reason");
  }

  @Test
  void thirdBuild_whoseReasonIsNotTheFile_isNoticed() {
    builds.set(2, new Scripted(List.of(PAGES, RENDER), "the moon", "sha256:b", false));
    assertNoticed("[2/3] COPY content/ content/ (the moon) does not name content/index.md");
  }

  @Test
  void thirdBuild_thatMakesTheSameImage_isNoticed() {
    builds.set(2, new Scripted(List.of(PAGES, RENDER), EDIT, "sha256:a", false));
    assertNoticed("the edit is not in the image");
  }

  @Test
  void image_thatShowsTheOldPage_isNoticed() {
    shown = "Layers\n";
    assertNoticed("the page that it shows lacks the edit");
  }
}
