package dev.varve.testkit.layers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All image archives, hostile and legal. */
public final class ImageArchiveSamples {
  private ImageArchiveSamples() {}

  /** The archives, each with a name of its own. */
  public static List<ArchiveSample> all() {
    List<ArchiveSample> all = new ArrayList<>();
    all.addAll(LegalArchives.all());
    all.addAll(HostileLayouts.all());
    all.addAll(HostileBlobs.all());
    all.addAll(DockerSamples.all());
    Set<String> names = new HashSet<>();
    for (ArchiveSample each : all) {
      if (!names.add(each.toString())) {
        throw new IllegalStateException("two archives are called " + each);
      }
    }
    return List.copyOf(all);
  }
}
