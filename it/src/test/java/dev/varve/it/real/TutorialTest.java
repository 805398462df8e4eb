package dev.varve.it.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.image.RootTree;
import dev.varve.it.image.SavedImage;
import dev.varve.it.process.BaseImages;
import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Dockerfiles that beginners are taught, as they stand, on bases that bear the names they ask
 * for: each rebuild does what the tutorial says it does.
 */
class TutorialTest {
  private static final String PIP = "RUN pip install -r requirements.txt";

  @TempDir static Path work;
  private static Varve varve;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Requires.root();
    Requires.command("debootstrap", "busybox");
    varve = Varve.with(work.resolve("store"));
    BaseImages.importDebian(varve, "python", "python:3.12-slim", "CMD [\"python3\"]");
    BaseImages.importDebian(
        varve,
        "golang",
        "golang:1.22",
        "ENV GOPROXY=file:///proxy GOSUMDB=off GOPATH=/go GOFLAGS=-mod=mod");
    BaseImages.importBusybox(varve, work);
    varve.run("tag", "busybox", "alpine:3.19").orFail();
  }

  @Test
  void sources_first_any_edit_reruns_the_install() throws IOException, InterruptedException {
    Project project = project("sources-first");
    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertTrue(project.run().contains("edition  1"));
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("app.py", "\"edition\", 1", "\"edition\", 2");
    BuildLog edited = project.build("app.py edited");
    assertEquals(Result.RAN, edited.result("COPY . ."));
    assertEquals(Result.RAN, edited.result(PIP));
    assertTrue(edited.step("COPY . .").because().contains("app.py"), "names the file");
    assertTrue(project.run().contains("edition  2"));
  }

  @Test
  void manifest_first_an_edit_reruns_only_the_last_copy() throws IOException, InterruptedException {
    Project project = project("manifest-first");
    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("app.py", "\"edition\", 1", "\"edition\", 2");
    BuildLog edited = project.build("app.py edited");
    assertEquals(List.of("COPY . ."), edited.with(Result.RAN));
    assertEquals(Result.CACHED, edited.result(PIP));
    assertTrue(project.run().contains("edition  2"));

    project.edit("requirements.txt", "tabulate==0.8.9", "tabulate == 0.8.9");
    BuildLog required = project.build("requirements edited");
    assertEquals(Result.RAN, required.result(PIP));
  }

  @Test
  void multi_stage_only_the_binary_reaches_the_final_image()
      throws IOException, InterruptedException {
    Project project = project("multi-stage");
    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertEquals("hello, world\n", project.run());
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("main.go", "\"world\"", "\"layers\"");
    BuildLog edited = project.build("main.go edited");
    assertEquals(Result.CACHED, edited.result("RUN go mod download"));
    assertEquals(Result.RAN, edited.result("RUN CGO_ENABLED=0 go build"));
    assertEquals(Result.RAN, edited.result("COPY --from=builder"));
    assertEquals("hello, layers\n", project.run());

    byte[] archive = varve.run("save", "multi-stage").orFail().bytes();
    SavedImage image = SavedImage.read(new ByteArrayInputStream(archive));
    assertEquals(2, image.layers().size(), "the base and the binary");
    RootTree root = new RootTree();
    image.layers().forEach(root::apply);
    assertTrue(root.entries().containsKey("server"));
    assertFalse(root.entries().containsKey("app"), "no sources");
    assertFalse(root.entries().containsKey("usr/lib/go"), "no compiler");
  }

  @Test
  void not_root_the_container_runs_as_the_added_user() throws IOException, InterruptedException {
    Project project = project("not-root");
    project.build("cold");
    assertTrue(project.run().contains("appuser"));
    assertEquals("appuser\n", project.run("id", "-un"));
    assertEquals(List.of(), project.build("again").with(Result.RAN));
  }

  private static Project project(String name) throws IOException, InterruptedException {
    return Project.copyOf("it/cases/tutorial/" + name, varve, name, work);
  }
}
