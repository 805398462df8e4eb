package dev.varve.testkit.layers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All hostile layers. */
public final class HostileLayers {
  /** Out of any root. */
  static final String UP = "../".repeat(16);

  private HostileLayers() {}

  /**
   * The layers, each with a name of its own.
   *
   * @param target what they aim at: {@link Canary#target()}
   */
  public static List<HostileLayer> all(String target) {
    List<HostileLayer> all = new ArrayList<>();
    all.addAll(HostilePaths.all(target));
    all.addAll(HostileParents.all(target));
    all.addAll(HostileLinks.all(target));
    all.addAll(HostileMarkers.all());
    all.addAll(HostileMetadata.all());
    all.addAll(HostileFraming.all());
    all.addAll(HostileExtensions.all());
    all.addAll(HostileSparse.all());
    all.addAll(HostileStreams.all());
    Set<String> names = new HashSet<>();
    for (HostileLayer each : all) {
      if (!names.add(each.sample().name())) {
        throw new IllegalStateException("two layers are called " + each);
      }
    }
    return List.copyOf(all);
  }
}
