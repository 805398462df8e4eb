package dev.varve.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.JsonException;
import dev.varve.model.MediaTypes;
import dev.varve.model.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformChoiceTest {
  private static Descriptor image(String name) {
    return new Descriptor(
        MediaTypes.OCI_MANIFEST, Digest.sha256Of(name.getBytes(StandardCharsets.UTF_8)), 7);
  }

  /**
   * As {@link Platform#parse} has it, without its aliases: what an index says is taken as it is.
   */
  private static Descriptor image(String name, String platform) {
    String[] parts = platform.split("/", -1);
    return image(name)
        .withPlatform(new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "", ""));
  }

  private static String chosen(String wanted, String... platforms) throws JsonException {
    List<Descriptor> images = new ArrayList<>();
    for (String platform : platforms) {
      images.add(image(platform, platform));
    }
    Index index = new Index(images);
    String[] parts = wanted.split("/", -1);
    Platform platform = new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "", "");
    return PlatformChoice.of(index, platform)
        .map(found -> platforms[images.indexOf(found)])
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linux/amd64|linux/arm64 linux/amd64|linux/amd64",
        "linux/amd64|windows/amd64 darwin/amd64|none",
        "linux/amd64|linux/amd64/v3 linux/amd64|linux/amd64",
        "linux/amd64/v3|linux/amd64 linux/amd64/v2|linux/amd64/v2",
        "linux/amd64|linux/amd64/v2|none",
        "linux/arm64|linux/arm64/v8|linux/arm64/v8",
        "linux/arm64/v8|linux/arm64|linux/arm64",
        "linux/arm|linux/arm/v6 linux/arm/v7|linux/arm/v7",
        "linux/arm/v7|linux/arm/v5 linux/arm/v6|linux/arm/v6",
        "linux/arm/v6|linux/arm/v5 linux/arm/v7|linux/arm/v5",
        "linux/arm/v5|linux/arm/v6 linux/arm/v7|none",
        "linux/arm/v7|linux/arm64/v8|none",
        "linux/amd64|linux/amd64 linux/amd64|linux/amd64",
        "linux/s390x|linux/s390x/vx|linux/s390x/vx",
      })
  void choice_isTheSameOrTheNewestOlderVariant(String wanted, String there, String expected)
      throws Exception {
    assertEquals(expected, chosen(wanted, there.split(" ")));
  }

  @Test
  void attestation_isNoImage_whateverPlatformItSays() throws Exception {
    Descriptor attestation =
        image("a", "linux/amd64")
            .withAnnotations(Map.of("vnd.docker.reference.type", "attestation-manifest"));
    Descriptor unknown =
        image("b", "unknown/unknown")
            .withAnnotations(Map.of("vnd.docker.reference.type", "attestation-manifest"));
    Descriptor image = image("c", "linux/amd64");
    Platform platform = new Platform("linux", "amd64");
    assertEquals(
        image,
        PlatformChoice.of(new Index(List.of(attestation, unknown, image)), platform).orElseThrow());
    assertEquals(
        true, PlatformChoice.of(new Index(List.of(attestation, unknown)), platform).isEmpty());
    assertEquals(
        List.of("linux/amd64"),
        PlatformChoice.platforms(new Index(List.of(attestation, unknown, image))));
  }

  @Test
  void image_withoutPlatform_isTakenWhereThereIsNoOther() throws Exception {
    Platform platform = new Platform("linux", "amd64");
    Descriptor any = image("any");
    Descriptor fits = image("fits", "linux/amd64");
    assertEquals(any, PlatformChoice.of(new Index(List.of(any)), platform).orElseThrow());
    assertEquals(fits, PlatformChoice.of(new Index(List.of(any, fits)), platform).orElseThrow());
  }

  @Test
  void index_ofNothing_hasNoImage() throws Exception {
    assertEquals(
        true, PlatformChoice.of(new Index(List.of()), new Platform("linux", "amd64")).isEmpty());
  }
}
