package dev.varve.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.layers.DocumentSample;
import dev.varve.testkit.layers.DocumentSamples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests, indexes and configs of strangers. */
class DocumentSamplesTest {
  static List<DocumentSample> documents() {
    return DocumentSamples.all();
  }

  private static byte[] writtenAgain(DocumentSample sample) throws JsonException {
    return switch (sample.kind()) {
      case MANIFEST -> Manifest.parse(sample.bytes()).toBytes();
      case INDEX -> Index.parse(sample.bytes()).toBytes();
      case CONFIG -> ImageConfig.parse(sample.bytes()).toBytes();
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void document_ofAStranger_refusedOrKept(DocumentSample sample) throws JsonException {
    if (sample.isAccepted()) {
      byte[] again = writtenAgain(sample);
      assertEquals(unknownMembers(sample.bytes()), unknownMembers(again), "unknown members");
      assertEquals(descriptors(sample), descriptors(again, sample.kind()));
    } else {
      JsonException refused = assertThrows(JsonException.class, () -> writtenAgain(sample));
      String said = String.valueOf(refused.getMessage());
      assertTrue(said.chars().noneMatch(Character::isISOControl) && said.length() < 300, said);
    }
  }

  private static List<Descriptor> descriptors(DocumentSample sample) throws JsonException {
    return descriptors(sample.bytes(), sample.kind());
  }

  /** All there are, with all their members. */
  private static List<Descriptor> descriptors(byte[] document, DocumentSample.Kind kind)
      throws JsonException {
    return switch (kind) {
      case MANIFEST -> {
        Manifest manifest = Manifest.parse(document);
        yield Stream.concat(Stream.of(manifest.config()), manifest.layers().stream())
            .map(DocumentSamplesTest::sorted)
            .toList();
      }
      case INDEX ->
          Index.parse(document).manifests().stream().map(DocumentSamplesTest::sorted).toList();
      case CONFIG -> List.of();
    };
  }

  /** The order of members says nothing. */
  private static Descriptor sorted(Descriptor descriptor) {
    Json.Obj sorted = Json.Obj.EMPTY;
    for (String name : descriptor.source().members().keySet().stream().sorted().toList()) {
      sorted = sorted.with(name, descriptor.source().find(name).orElseThrow());
    }
    return new Descriptor(
        descriptor.mediaType(),
        descriptor.digest(),
        descriptor.size(),
        descriptor.annotations(),
        sorted);
  }

  /** How often the name stands in a document. */
  private static int unknownMembers(byte[] document) {
    String text = new String(document, UTF_8);
    return text.split(DocumentSamples.UNKNOWN, -1).length - 1;
  }
}
