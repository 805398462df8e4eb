package dev.varve.archive.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.tar.LayerScan;
import dev.varve.model.Digest;
import dev.varve.testkit.Requires;
import dev.varve.testkit.WholeTreeDeletion;
import dev.varve.testkit.layers.GnuTar;
import dev.varve.testkit.layers.LegalLayer;
import dev.varve.testkit.layers.LegalLayer.Reference;
import dev.varve.testkit.layers.LegalLayers;
import dev.varve.testkit.layers.Listing;
import dev.varve.testkit.layers.Sample;
import dev.varve.testkit.layers.TarBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every odd but legal layer unpacks to what GNU tar or Docker makes of it, in every form. */
class LegalLayersTest {
  @TempDir(deletionStrategy = WholeTreeDeletion.class)
  static Path temporary;

  /** No layer of the corpus gives a directory a later time than this; the clock does. */
  private static final Instant LATEST = Instant.ofEpochSecond(TarBytes.TIME);

  @BeforeAll
  static void require() {
    Requires.root();
    Requires.command("tar");
  }

  static List<LegalLayer> layers() {
    return LegalLayers.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layer_oddButLegal_unpacksToItsReference(LegalLayer layer) throws IOException {
    LayerScan.ScannedLayer first = null;
    for (byte[] form : layer.sample().forms().values()) {
      Path directory = Files.createTempDirectory(temporary, "layer");
      try (Unpacking unpacking = new Unpacking(directory)) {
        LayerScan.ScannedLayer scanned = read(layer.sample(), form, unpacking);
        if (first == null) {
          first = scanned;
          compare(layer, Listing.ofStack(unpacking.trees()));
        }
        assertEquals(first, scanned, "in every form the same entries, places and bytes");
      }
    }
  }

  private static void compare(LegalLayer layer, Listing made) throws IOException {
    switch (layer.reference()) {
      case Reference.Tree(List<String> lines) -> assertEquals(text(lines), text(made.lines()));
      case Reference.GnuTar() -> assertSame(byGnuTar(layer.sample()), made);
    }
  }

  private static LayerScan.ScannedLayer read(Sample sample, byte[] form, Unpacking unpacking)
      throws IOException {
    if (sample.lower().isPresent()) {
      unpacking.read(sample.lower().get());
    }
    LayerScan.ScannedLayer scanned = unpacking.read(form);
    if (!sample.isCompressed()) {
      assertEquals(Digest.sha256Of(sample.bytes()), scanned.diffId(), "of every byte");
      assertEquals(sample.bytes().length, scanned.tarSize());
    }
    return scanned;
  }

  private static Listing byGnuTar(Sample sample) throws IOException {
    Path directory = Files.createTempDirectory(temporary, "gnu").resolve("tree");
    GnuTar.extract(sample.bytes(), directory);
    return Listing.of(directory);
  }

  /** GNU tar makes directories that have no entry now, a layer's index at the epoch. */
  private static void assertSame(Listing wanted, Listing found) {
    List<String> undescribed = wanted.undescribed(LATEST);
    assertEquals(
        text(wanted.withUsualTimes(undescribed).lines()),
        text(found.withUsualTimes(undescribed).lines()));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }

  @Test
  void time_noFileSystemKeeps_doesNotMatter() throws IOException {
    for (Sample sample : LegalLayers.unkeepableTimes()) {
      for (byte[] form : sample.forms().values()) {
        Path directory = Files.createTempDirectory(temporary, "time");
        try (Unpacking unpacking = new Unpacking(directory)) {
          read(sample, form, unpacking);
          List<String> lines = Listing.ofStack(unpacking.trees()).lines();
          assertEquals(1, lines.size(), sample.name());
          assertTrue(lines.getFirst().startsWith("f 644 a =x"), lines::toString);
        }
      }
    }
  }

  @Test
  void corpus_isLargeEnough() {
    assertTrue(layers().size() >= 100);
  }
}
