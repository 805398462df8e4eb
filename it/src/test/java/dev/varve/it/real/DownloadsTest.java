package dev.varve.it.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that download what they depend on, built for real: cold, without a change, and with
 * one line of source changed. Their bases bear the names that the Dockerfiles ask for.
 */
class DownloadsTest {
  @TempDir static Path work;
  private static Varve varve;

  @BeforeAll
  static void prepare() {
    Requires.root();
    Requires.command("debootstrap");
    varve = Varve.with(work.resolve("store"));
  }

  @Test
  void maven_project_keeps_its_downloads_when_a_source_changes()
      throws IOException, InterruptedException {
    BaseImages.importDebian(varve, "maven", "maven:3-eclipse-temurin-17");
    BaseImages.importDebian(varve, "jre", "eclipse-temurin:17-jre");
    Project project = Project.copyOf("examples/java-maven", varve, "java-maven", work);

    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertEquals("{\"clay\":1,\"sand\":2}\n", project.run("sand", "clay", "Sand"));
    assertFalse(project.has("javac", "mvn"), "a JRE only");
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit(
        "src/main/java/example/WordCount.java",
        "new GsonBuilder()",
        "new GsonBuilder().setPrettyPrinting()");
    BuildLog edited = project.build("one line edited");
    assertEquals(Result.CACHED, edited.result("COPY pom.xml"));
    assertEquals(Result.CACHED, edited.result("RUN mvn -B -ntp dependency:go-offline"));
    assertEquals(Result.RAN, edited.result("COPY src/"));
    assertEquals(Result.RAN, edited.result("RUN mvn -B -ntp package"));
    assertEquals(Result.CACHED, edited.result("COPY --from=build /src/target/lib/"));
    assertEquals(Result.RAN, edited.result("COPY --from=build /src/target/word-count.jar"));
    assertTrue(edited.step("COPY src/").because().contains("WordCount.java"));
    assertEquals("{\n  \"clay\": 1\n}\n", project.run("clay"));
  }

  @Test
  void npm_project_keeps_its_downloads_when_a_source_changes()
      throws IOException, InterruptedException {
    BaseImages.importDebian(varve, "node", "node:20-slim");
    Project project = Project.copyOf("examples/node-npm", varve, "node-npm", work);

    // Both stages begin with this one, which is run once for both.
    assertEquals(
        List.of("COPY package.json package-lock.json ./"),
        project.build("cold").with(Result.CACHED));
    assertEquals("layers-of-sand\n", project.run("Layers of Sand!"));
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("src/main.js", "lower: true", "lower: false");
    BuildLog edited = project.build("one line edited");
    assertEquals(
        List.of("COPY src/ src/", "RUN npm run build", "COPY --from=build /app/dist/ dist/"),
        edited.with(Result.RAN));
    assertEquals(Result.CACHED, edited.result("RUN npm ci --omit=dev"));
    assertEquals("Layers-of-Sand\n", project.run("Layers of Sand!"));
  }

  @Test
  void python_project_keeps_its_requirements_when_a_source_changes()
      throws IOException, InterruptedException {
    BaseImages.importDebian(varve, "python", "python:3.12-slim");
    Project project = Project.copyOf("examples/python", varve, "python", work);

    assertEquals(List.of(), project.build("cold").with(Result.CACHED));
    assertTrue(project.run("12").contains("12:00"));
    assertEquals(List.of(), project.build("again").with(Result.RAN));

    project.edit("app/main.py", "\"metres\"", "\"height\"");
    BuildLog edited = project.build("one line edited");
    assertEquals(List.of("COPY app/ ./"), edited.with(Result.RAN));
    assertTrue(project.run("12").contains("height"));
  }
}
