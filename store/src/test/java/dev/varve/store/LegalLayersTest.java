package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores give odd but legal layers back byte for byte, and unpack them as GNU tar and Docker do.
 */
class LegalLayersTest {
  @TempDir(deletionStrategy = WholeTreeDeletion.class)
  static Path temporary;

  /** No layer of the corpus gives a directory a later time than this; the clock does. */
  private static final Instant LATEST = Instant.ofEpochSecond(TarBytes.TIME);

  private static FormStores stores;

  @BeforeAll
  static void open() {
    Requires.root();
    Requires.command("tar");
    stores = new FormStores(temporary);
  }

  @AfterAll
  static void verifyAndClose() throws IOException {
    if (stores != null) {
      stores.verifyAndClose();
    }
  }

  static List<LegalLayer> layers() {
    return LegalLayers.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layer_oddButLegal_storedAndUnpacked(LegalLayer layer) throws IOException {
    Listing first = null;
    for (Map.Entry<String, byte[]> form : layer.sample().forms().entrySet()) {
      Store store = stores.of(form.getKey());
      List<Layer> stack = FormStores.stack(store, layer.sample(), form.getValue());
      if (!layer.sample().isCompressed()) {
        assertSameBytes(layer.sample(), stack.getLast());
      }
      store.layers().checkStack(stack);
      Listing made = Listing.ofStack(store.layers().trees(stack));
      if (first == null) {
        first = made;
        compare(layer, made);
      }
      assertEquals(text(first.lines()), text(made.lines()), "in every form the same");
    }
  }

  private static void compare(LegalLayer layer, Listing made) throws IOException {
    switch (layer.reference()) {
      case Reference.Tree(List<String> lines) -> assertEquals(text(lines), text(made.lines()));
      case Reference.GnuTar() -> compareWithGnuTar(layer.sample(), made);
    }
  }

  private static void assertSameBytes(Sample sample, Layer layer) throws IOException {
    assertEquals(Digest.sha256Of(sample.bytes()), layer.diffId());
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    layer.writeTar(tar);
    assertArrayEquals(sample.bytes(), tar.toByteArray());
  }

  private static void compareWithGnuTar(Sample sample, Listing made) throws IOException {
    Path directory = Files.createTempDirectory(temporary, "gnu").resolve("tree");
    GnuTar.extract(sample.bytes(), directory);
    Listing wanted = Listing.of(directory);
    // GNU tar makes directories that have no entry now, a layer's index at the epoch.
    List<String> undescribed = wanted.undescribed(LATEST);
    assertEquals(
        text(wanted.withUsualTimes(undescribed).lines()),
        text(made.withUsualTimes(undescribed).lines()));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }
}
