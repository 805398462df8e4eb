package dev.varve.testkit.layers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All odd but legal layers: refusing one of them breaks somebody's image. */
public final class LegalLayers {
  private LegalLayers() {}

  /** The layers, each with a name of its own. */
  public static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    all.addAll(LegalPaths.all());
    all.addAll(LegalLinks.all());
    all.addAll(LegalMarkers.all());
    all.addAll(LegalMetadata.all());
    all.addAll(LegalFraming.all());
    all.addAll(LegalDuplicates.all());
    all.addAll(LegalSparse.all());
    all.addAll(LegalStreams.all());
    Set<String> names = new HashSet<>();
    for (LegalLayer each : all) {
      if (!names.add(each.sample().name())) {
        throw new IllegalStateException("two layers are called " + each);
      }
    }
    return List.copyOf(all);
  }

  /**
   * Layers with one file {@code a} of content {@code x} and a time that no file system keeps. What
   * is kept in its place is the file system's business.
   */
  public static List<Sample> unkeepableTimes() {
    return LegalMetadata.unkeepableTimes();
  }
}
