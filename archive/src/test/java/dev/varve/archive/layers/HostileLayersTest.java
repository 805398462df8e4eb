package dev.varve.archive.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.testkit.Requires;
import dev.varve.testkit.WholeTreeDeletion;
import dev.varve.testkit.layers.Canary;
import dev.varve.testkit.layers.HostileLayer;
import dev.varve.testkit.layers.HostileLayers;
import dev.varve.testkit.layers.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hostile layer gets its answer, in every form, and touches nothing outside of its root. */
class HostileLayersTest {
  @TempDir(deletionStrategy = WholeTreeDeletion.class)
  static Path temporary;

  private static Canary canary;

  @BeforeAll
  static void plant() throws IOException {
    Requires.root();
    canary = Canary.plant(temporary);
  }

  static List<HostileLayer> layers() {
    return HostileLayers.all(canary.target());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layer_hostile_getsItsAnswer(HostileLayer layer) throws IOException {
    for (byte[] form : layer.sample().forms().values()) {
      Path directory = Files.createTempDirectory(canary.inside(), "layer");
      try (Unpacking unpacking = new Unpacking(directory)) {
        if (layer.sample().lower().isPresent()) {
          unpacking.read(layer.sample().lower().get());
        }
        answer(layer, form, unpacking);
      } finally {
        canary.check();
      }
    }
  }

  private static void answer(HostileLayer layer, byte[] form, Unpacking unpacking)
      throws IOException {
    switch (layer.answer()) {
      case REJECTED -> refused(() -> unpacking.read(form));
      case REJECTED_ON_STACK -> {
        unpacking.read(form);
        refused(unpacking::trees);
      }
      case CONTAINED -> {
        unpacking.read(form);
        Listing tree = Listing.of(unpacking.trees().getLast());
        for (String path : layer.lands()) {
          assertTrue(tree.has(path), () -> path + " is not in\n" + tree);
        }
      }
    }
  }

  private interface Attempt {
    Object run() throws IOException;
  }

  private static void refused(Attempt attempt) {
    String said = String.valueOf(assertThrows(ArchiveException.class, attempt::run).getMessage());
    assertTrue(said.chars().noneMatch(Character::isISOControl), said);
  }

  @Test
  void corpus_isLargeEnough() {
    assertTrue(layers().size() >= 200);
    assertEquals(0, layers().stream().filter(each -> each.sample().name().isBlank()).count());
  }
}
