package dev.varve.store.transfer;

import dev.varve.model.Reference;
import java.util.Map;
import java.util.Optional;

/** How the descriptors of an OCI image layout name images. */
final class Names {
  /** The full name; what containerd and Docker write. */
  static final String CONTAINERD_NAME = "io.containerd.image.name";

  /** The spec's own: a tag with some writers, a name with others. */
  static final String REF_NAME = "org.opencontainers.image.ref.name";

  private Names() {}

  /** The image's name; a bare tag is none. */
  static Optional<Reference> of(Map<String, String> annotations) {
    Optional<Reference> full = parse(annotations.get(CONTAINERD_NAME));
    if (full.isPresent()) {
      return full;
    }
    String text = annotations.get(REF_NAME);
    boolean name = text != null && (text.indexOf(':') >= 0 || text.indexOf('/') >= 0);
    return name ? parse(text) : Optional.empty();
  }

  private static Optional<Reference> parse(@org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Reference name = Reference.parse(text);
      return name.tag() == null || name.digest() != null ? Optional.empty() : Optional.of(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
