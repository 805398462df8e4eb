package dev.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.TestCaller.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code varve gc}, and {@code varve prune} with sizes. */
class GcCommandTest {
  @TempDir Path temp;
  private TestCaller varve;

  /** An image, and cache that no image needs. */
  @BeforeEach
  void build() throws IOException {
    varve = new TestCaller(temp.resolve("store"));
    Path context = Files.createDirectory(temp.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY data /\n");
    Files.writeString(context.resolve("data"), "kept".repeat(100_000));
    varve.run("build", "-t", "kept", context.toString());
    Files.writeString(context.resolve("data"), "gone".repeat(100_000));
    varve.run("build", "-t", "gone", context.toString());
    varve.output("rmi", "gone");
  }

  private long layers() throws IOException {
    try (var list = Files.list(varve.root().resolve("layers"))) {
      return list.count();
    }
  }

  @Test
  void gc_ofStoreWithinTenthOfDisk_removesNothing() throws IOException {
    String text = varve.output("gc");
    assertTrue(text.startsWith("0 cache records, 0 layers, 0 unpacked trees\n"), text);
    assertTrue(text.contains("\nTotal reclaimed space: 0B\n"), text);
    assertEquals(2, layers());
  }

  @Test
  void gc_toSize_removesCacheAndNoImage() throws IOException {
    String dry = varve.output("gc", "--dry-run", "--max-used-space=1");
    assertTrue(dry.startsWith("1 cache record, 1 layer, 0 unpacked trees\n"), dry);
    assertTrue(dry.contains("\nTotal that would be reclaimed: 40"), dry);
    assertEquals(2, layers());

    String text = varve.output("gc", "--max-used-space=1");
    assertTrue(text.startsWith("1 cache record, 1 layer, 0 unpacked trees\n"), text);
    assertTrue(text.contains(" in use, 1B allowed\n"), text);
    assertTrue(text.contains("belongs to images"), text);
    assertEquals(1, layers());
    assertTrue(varve.output("images").contains("kept"));
  }

  @Test
  void prune_toSize_goesNoFurther() throws IOException {
    String kept = varve.output("prune", "-f", "--max-used-space", "1GB");
    assertTrue(kept.startsWith("0 images, 0 cache records, 0 layers"), kept);
    String text = varve.output("prune", "-f", "--keep-storage", "500k");
    assertTrue(text.startsWith("0 images, 1 cache record, 1 layer"), text);
    assertEquals(1, layers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "10x", "10bb", "-1", "200%", "1e30p", "."})
  void gc_ofWrongSize_saysHowToWriteIt(String size) {
    Outcome outcome = varve.run("gc", "--max-used-space=" + size);
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("'" + size + "' is no size"), outcome.err());
    assertTrue(outcome.err().contains("20GB"), outcome.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1024", "1k", "1kB", "1KiB", "0.5k", "1024b"})
  void gc_ofSizeInAnyUnit_isUnderstood(String size) {
    String text = varve.output("gc", "--dry-run", "--max-used-space", size);
    assertTrue(text.contains(size.equals("0.5k") ? " 512B allowed" : " 1.02kB allowed"), text);
  }

  @Test
  void help_ofBuild_tellsOfCacheAndVerification() {
    String text = varve.output("build", "--help");
    assertTrue(text.contains("--no-stat-cache"), text);
    assertTrue(text.contains("--verify"), text);
    assertTrue(varve.output("gc", "--help").contains("VARVE_GC"), "how to turn it off");
    assertTrue(varve.output("help").contains("\n  gc "), "gc is listed");
  }
}
