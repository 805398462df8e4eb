package dev.varve.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final Descriptor CONFIG =
      new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256Of(new byte[0]), 7);

  @Test
  void parse_ownOutput_roundTrips() throws Exception {
    Descriptor layer =
        new Descriptor(MediaTypes.OCI_LAYER, Digest.sha256Of(new byte[1]), 1024)
            .withAnnotations(Map.of("k", "v"));
    Manifest manifest = new Manifest(CONFIG, List.of(layer));
    Manifest read = Manifest.parse(manifest.toBytes());
    assertEquals(layer.digest(), read.layers().get(0).digest());
    assertEquals(Map.of("k", "v"), read.layers().get(0).annotations());
    assertEquals(new String(manifest.toBytes(), UTF_8), new String(read.toBytes(), UTF_8));
  }

  @Test
  void parse_manifestThatIsAlsoIndex_refused() {
    Manifest manifest = new Manifest(CONFIG, List.of());
    String text = new String(manifest.toBytes(), UTF_8);
    String both = text.substring(0, text.length() - 1) + ",\"manifests\":[]}";
    assertThrows(JsonException.class, () -> Manifest.parse(both.getBytes(UTF_8)));
    assertThrows(JsonException.class, () -> Index.parse(manifest.toBytes()));
  }

  @Test
  void parse_descriptorWithPlatform_kept() throws Exception {
    Index index = new Index(List.of(CONFIG.withPlatform(Platform.parse("linux/arm/v7"))));
    Index read = Index.parse(index.toBytes());
    assertEquals("linux/arm/v7", read.manifests().get(0).platform().orElseThrow().toString());
  }

  @Test
  void parse_negativeSize_refused() {
    String text = new String(new Manifest(CONFIG, List.of()).toBytes(), UTF_8).replace(":7", ":-7");
    assertThrows(JsonException.class, () -> Manifest.parse(text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "linux/amd64, linux/amd64", "amd64, linux/amd64", "x86_64, linux/amd64",
    "linux/arm64/v8, linux/arm64", "aarch64, linux/arm64", "linux/arm, linux/arm/v7",
    "armel, linux/arm/v6", "linux/riscv64, linux/riscv64", "LINUX/AMD64, linux/amd64",
  })
  void platform_aliases_normalized(String text, String normal) {
    assertEquals(normal, Platform.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({"''", "linux/", "a/b/c/d", "lin ux/amd64"})
  void platform_invalid_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Platform.parse(text));
  }
}
