package dev.varve.it.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.model.Reference;
import dev.varve.store.ListedImage;
import dev.varve.store.Store;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds that Docker refuses. Varve refuses them too, with the status and the words that the case's
 * file {@code says} asks for (first line: the status; each further line must be in the output), in
 * lines for people, and makes no image.
 */
class NegativeTest {
  @TempDir static Path work;
  private static Varve varve;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Requires.command("busybox");
    varve = Varve.with(work.resolve("store"));
    BaseImages.importBusybox(varve, work);
  }

  static Stream<Case> cases() throws IOException {
    return Case.all(Varve.home().resolve("it/cases/negative")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @Execution(ExecutionMode.CONCURRENT)
  void build_refused_with_a_clear_message(Case one) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(work.resolve(one.name()));
    Path context = Files.createDirectory(directory.resolve("context"));
    one.prepare(context);
    List<String> build = new ArrayList<>(varve.program());
    build.addAll(List.of("build", "--progress=plain", "--network=none", "-t", one.name()));
    Command command =
        one.command(build, context, directory)
            .with("VARVE_NO_BUILD", "1")
            .with(
                "CONTAINERS_REGISTRIES_CONF",
                Varve.home().resolve("it/registries.conf").toString());
    Command.Outcome outcome = command.run();

    List<String> says = Files.readAllLines(one.directory().resolve("says"));
    List<Executable> checks = new ArrayList<>();
    checks.add(() -> assertEquals(says.getFirst(), "status " + outcome.status(), outcome::err));
    for (String text : says.subList(1, says.size())) {
      checks.add(
          () -> assertTrue(outcome.err().contains(text), () -> text + "\nin:\n" + outcome.err()));
    }
    checks.add(() -> assertFalse(outcome.err().contains("\tat "), outcome::err));
    checks.add(() -> assertFalse(outcome.err().contains("Exception"), outcome::err));
    checks.add(() -> assertFalse(images().contains(named(one.name())), "an image has its name"));
    assertAll(checks);
  }

  @AfterAll
  static void store_afterAllRefusals_holdsTheBaseAlone() throws IOException {
    assertEquals(List.of(named("busybox")), images());
  }

  /** The names of each image in the store. */
  private static List<List<Reference>> images() throws IOException {
    try (Store store = Store.open(varve.store(), Clock.systemUTC())) {
      return store.images().list().stream().map(ListedImage::names).toList();
    }
  }

  private static List<Reference> named(String name) {
    return List.of(Reference.parse(name));
  }
}
