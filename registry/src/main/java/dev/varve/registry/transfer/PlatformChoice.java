package dev.varve.registry.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Index;
import dev.varve.model.JsonException;
import dev.varve.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which image of an index is for a platform: one for the same system and processor, of the same
 * variant if there is one, else the newest older variant of the processor.
 */
final class PlatformChoice {
  /** On the manifests that describe how an image was built, which are no images. */
  private static final String ATTESTATION = "vnd.docker.reference.type";

  private PlatformChoice() {}

  static Optional<Descriptor> of(Index index, Platform wanted) throws JsonException {
    Descriptor best = null;
    int bestRank = 0;
    for (Descriptor each : index.manifests()) {
      int rank = isAttestation(each) ? 0 : rank(each.platform().orElse(null), wanted);
      if (rank > bestRank) {
        best = each;
        bestRank = rank;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The platforms that an index has images for. */
  static List<String> platforms(Index index) throws JsonException {
    List<String> found = new ArrayList<>();
    for (Descriptor each : index.manifests()) {
      Optional<Platform> platform = each.platform();
      if (platform.isPresent() && !isAttestation(each)) {
        found.add(platform.get().toString());
      }
    }
    return found;
  }

  private static boolean isAttestation(Descriptor each) {
    return each.annotations().containsKey(ATTESTATION);
  }

  /** 0 for one that will not do; the higher, the better. */
  private static int rank(@org.jspecify.annotations.Nullable Platform is, Platform wanted) {
    if (is == null) {
      return 1;
    }
    if (!is.os().equals(wanted.os()) || !is.architecture().equals(wanted.architecture())) {
      return 0;
    }
    int has = variant(is);
    int most = variant(wanted);
    if (is.variant().equals(wanted.variant()) || has == most) {
      return 1000;
    }
    return has < most ? 100 + has : 0;
  }

  /** The variant as a number: {@code v7} is 7; what is usual where there is none. */
  private static int variant(Platform platform) {
    String text = platform.variant();
    if (text.isEmpty()) {
      return switch (platform.architecture()) {
        case "arm64" -> 8;
        case "arm" -> 7;
        default -> 1;
      };
    }
    try {
      return Integer.parseInt(text.substring(1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
