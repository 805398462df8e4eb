package dev.varve.store.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.testkit.WholeTreeDeletion;
import dev.varve.testkit.layers.ArchiveSample;
import dev.varve.testkit.layers.Canary;
import dev.varve.testkit.layers.ImageArchiveSamples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Image archives of strangers: no image of a bad one appears, every image of a good one does. */
class ImageArchiveSamplesTest {
  @TempDir(deletionStrategy = WholeTreeDeletion.class)
  static Path temporary;

  private static Canary canary;
  private static Store store;

  @BeforeAll
  static void open() throws IOException {
    canary = Canary.plant(temporary);
    store = Store.open(canary.inside().resolve("store"), Clock.systemUTC());
  }

  @AfterAll
  static void verifyAndClose() throws IOException {
    assertEquals(List.of(), store.verify().damage());
    store.close();
    try (Stream<Path> left = Files.list(store.root().resolve("scratch"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  static List<ArchiveSample> archives() {
    return ImageArchiveSamples.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("archives")
  void archive_ofAStranger_refusedOrLoaded(ArchiveSample archive) throws IOException {
    List<Path> before = images();
    ImageArchives archives = new ImageArchives(store);
    if (archive.image().isPresent()) {
      List<LoadedImage> loaded = archives.load(new ByteArrayInputStream(archive.bytes()));
      assertEquals(1, loaded.size());
      assertEquals(archive.image().get(), loaded.getFirst().image().id().toString());
      unpacked(loaded.getFirst().image());
    } else {
      VarveException refused =
          assertThrows(
              VarveException.class, () -> archives.load(new ByteArrayInputStream(archive.bytes())));
      assertTrue(refused.text().chars().noneMatch(Character::isISOControl), refused.text());
      assertEquals(before, images());
    }
    canary.check();
  }

  /** Names of the files that make images. */
  private static List<Path> images() throws IOException {
    Path directory = store.root().resolve("images");
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void unpacked(Image image) throws IOException {
    List<Layer> layers = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      layers.add(store.layers().get(diffId));
    }
    assertEquals(layers.isEmpty(), store.layers().trees(layers).isEmpty());
  }
}
