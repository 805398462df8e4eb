package dev.varve.it.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.image.SavedImage;
import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.store.Store;
import dev.varve.store.transfer.ImageArchives;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds what Docker's BuildKit built when the cases were recorded and compares the image: config,
 * history, what each layer did, and the root file system.
 */
class ConformanceTest {
  @TempDir static Path work;
  private static Varve varve;
  private static SavedImage base;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Requires.command("busybox", "zstd", "xz", "bzip2", "setfattr");
    varve = Varve.with(work.resolve("store"));
    BaseImages.importBusybox(varve, work);
    base = save("busybox");
  }

  static Stream<Case> cases() throws IOException {
    return Case.all(Varve.home().resolve("it/cases/conformance")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @Execution(ExecutionMode.CONCURRENT)
  void image_as_recorded_from_docker(Case one) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(work.resolve(one.name()));
    Path context = Files.createDirectory(directory.resolve("context"));
    one.prepare(context);
    List<String> build = new ArrayList<>(varve.program());
    build.addAll(
        List.of("build", "--progress=plain", "--network=none", "--no-cache", "-t", one.name()));
    Command command = one.command(build, context, directory).with("VARVE_NO_BUILD", "1");
    Command.Outcome outcome = command.run();
    Differences differences = Differences.of(one);
    if (differences.edits().containsKey("refused")) {
      assertEquals(1, outcome.status(), outcome::err);
      for (String text : differences.apply("refused", List.of())) {
        assertTrue(outcome.err().contains(text), outcome::err);
      }
      return;
    }
    assertEquals(0, outcome.status(), outcome::err);

    ImageFacts docker = ImageFacts.read(one.directory().resolve("expected"));
    ImageFacts expected = Comparison.expected(docker, differences);
    ImageFacts actual = ImageFacts.of(save(one.name()), base);
    List<Executable> checks = new ArrayList<>();
    expected
        .parts()
        .forEach(
            (part, lines) -> {
              List<String> got = actual.parts().getOrDefault(part, List.of());
              boolean listing = part.equals("layers") || part.equals("root");
              String want = listing ? Comparison.comparable(lines, lines) : joined(lines);
              String have = listing ? Comparison.comparable(got, lines) : joined(got);
              checks.add(() -> assertEquals(want, have, part));
            });
    assertAll(checks);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differing")
  void difference_has_a_reason(Case one) throws IOException {
    assertTrue(Differences.of(one).reason().length() > 20, "says why");
  }

  static Stream<Case> differing() throws IOException {
    return cases().filter(one -> Files.exists(one.directory().resolve("differences")));
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines);
  }

  /** What {@code varve save} writes; a process for each would take longer than the comparison. */
  private static SavedImage save(String image) throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (Store store = Store.open(varve.store(), Clock.systemUTC())) {
      new ImageArchives(store).save(List.of(image), archive);
    }
    return SavedImage.read(new ByteArrayInputStream(archive.toByteArray()));
  }
}
