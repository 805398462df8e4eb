package dev.varve.testkit.layers;

import dev.varve.testkit.layers.DocumentSample.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Manifests, indexes and configs, good and bad. All but what is wrong about them fits the image of
 * {@link LegalArchives}. What is named {@code x-unknown} has no meaning and has to be kept.
 */
public final class DocumentSamples {
  /** The name of members that nobody knows. */
  public static final String UNKNOWN = "x-unknown";

  private final List<DocumentSample> all = new ArrayList<>();

  private DocumentSamples() {}

  /** The documents, each with a name of its own. */
  public static List<DocumentSample> all() {
    DocumentSamples samples = new DocumentSamples();
    for (Kind kind : Kind.values()) {
      JsonFaults.addTo(samples, kind, good(kind));
    }
    DescriptorFaults.addTo(samples);
    FieldFaults.addTo(samples);
    Set<String> names = new HashSet<>();
    for (DocumentSample each : samples.all) {
      if (!names.add(each.toString())) {
        throw new IllegalStateException("two documents are called " + each);
      }
    }
    return List.copyOf(samples.all);
  }

  static String good(Kind kind) {
    byte[] bytes =
        switch (kind) {
          case MANIFEST -> LegalArchives.MANIFEST_OF;
          case INDEX ->
              LayoutBytes.index(
                  LayoutBytes.INDEX,
                  LayoutBytes.descriptor(LayoutBytes.MANIFEST, LegalArchives.MANIFEST_OF, ""));
          case CONFIG -> LegalArchives.CONFIG;
        };
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void bad(String name, Kind kind, String document) {
    bad(name, kind, LayoutBytes.utf8(document));
  }

  void bad(String name, Kind kind, byte[] document) {
    all.add(new DocumentSample(name, kind, document, false));
  }

  void good(String name, Kind kind, String document) {
    all.add(new DocumentSample(name, kind, LayoutBytes.utf8(document), true));
  }

  /** The document with one part replaced, which has to be in it. */
  static String replaced(String document, String part, String by) {
    if (!document.contains(part)) {
      throw new IllegalStateException(part + " is not in " + document);
    }
    return document.replace(part, by);
  }

  /** The object with one more member in front. */
  static String with(String document, String member) {
    return "{" + member + "," + document.substring(1);
  }
}
