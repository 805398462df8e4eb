package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.ArchiveSample.rejected;
import static dev.varve.testkit.layers.LayoutBytes.INDEX;
import static dev.varve.testkit.layers.LayoutBytes.MANIFEST;
import static dev.varve.testkit.layers.LayoutBytes.descriptor;
import static dev.varve.testkit.layers.LegalArchives.CONFIG;
import static dev.varve.testkit.layers.LegalArchives.LAYER;
import static dev.varve.testkit.layers.LegalArchives.MANIFEST_OF;
import static dev.varve.testkit.layers.LegalArchives.good;

import java.util.ArrayList;
import java.util.List;

/** Image layouts whose documents lie, loop or are none. */
final class HostileLayouts {
  /** Larger documents are left to the tests of those who read them. */
  private static final int LARGE = 1 << 20;

  private HostileLayouts() {}

  static List<ArchiveSample> all() {
    List<ArchiveSample> all = new ArrayList<>();
    for (DocumentSample each : DocumentSamples.all()) {
      if (!each.isAccepted() && each.bytes().length < LARGE) {
        switch (each.kind()) {
          case MANIFEST -> {
            byte[] manifest = each.bytes();
            all.add(
                rejected(
                    "layout with " + each,
                    new LayoutBytes().blobs(LAYER, CONFIG, manifest).image(manifest).end()));
          }
          case INDEX ->
              all.add(
                  rejected("layout with " + each, good().blob("index.json", each.bytes()).end()));
          case CONFIG -> {
            byte[] manifest = LayoutBytes.manifest(each.bytes(), LAYER);
            all.add(
                rejected(
                    "layout with " + each,
                    new LayoutBytes().blobs(LAYER, each.bytes(), manifest).image(manifest).end()));
          }
        }
      }
    }
    large(all);
    types(all);
    indexes(all);
    return all;
  }

  private static void large(List<ArchiveSample> all) {
    String spaces = " ".repeat(4 << 20);
    byte[] config = LayoutBytes.utf8(DocumentSamples.good(DocumentSample.Kind.CONFIG) + spaces);
    byte[] ofConfig = LayoutBytes.manifest(config, LAYER);
    all.add(
        rejected(
            "config of more than 4 MiB",
            new LayoutBytes().blobs(LAYER, config, ofConfig).image(ofConfig).end()));
    byte[] manifest = LayoutBytes.utf8(DocumentSamples.good(DocumentSample.Kind.MANIFEST) + spaces);
    all.add(rejected("manifest of more than 4 MiB", good().blobs(manifest).image(manifest).end()));
    byte[] index = LayoutBytes.utf8(DocumentSamples.good(DocumentSample.Kind.INDEX) + spaces);
    all.add(rejected("index of more than 4 MiB", good().blob("index.json", index).end()));
  }

  private static void types(List<ArchiveSample> all) {
    for (String type :
        List.of(
            LayoutBytes.DOCKER_MANIFEST,
            INDEX,
            LayoutBytes.DOCKER_INDEX,
            "text/plain",
            "",
            LayoutBytes.CONFIG)) {
      all.add(
          rejected(
              "manifest that its descriptor calls " + type,
              good().index(descriptor(type, MANIFEST_OF, "")).end()));
    }
    byte[] index = LayoutBytes.index(INDEX, descriptor(MANIFEST, MANIFEST_OF, ""));
    for (String type : List.of(LayoutBytes.DOCKER_INDEX, MANIFEST)) {
      all.add(
          rejected(
              "index that its descriptor calls " + type,
              good().blobs(index).index(descriptor(type, index, "")).end()));
    }
    byte[] both =
        LayoutBytes.utf8(
            "{\"schemaVersion\":2,\"config\":"
                + descriptor(LayoutBytes.CONFIG, CONFIG, "")
                + ",\"layers\":["
                + descriptor(LayoutBytes.LAYER, LAYER, "")
                + "],\"manifests\":["
                + descriptor(MANIFEST, MANIFEST_OF, "")
                + "]}");
    for (String type : List.of(MANIFEST, INDEX)) {
      all.add(
          rejected(
              "manifest and index in one as " + type,
              good().blobs(both).index(descriptor(type, both, "")).end()));
    }
    byte[] config = LayoutBytes.configOf("\"" + LayoutBytes.digest(LAYER) + "\"");
    all.add(
        rejected(
            "manifest that is a config",
            new LayoutBytes().blobs(LAYER, config).index(descriptor(MANIFEST, config, "")).end()));
  }

  private static void indexes(List<ArchiveSample> all) {
    for (int depth : new int[] {9, 10, 50}) {
      all.add(rejected("indexes " + depth + " deep", LegalArchives.nested(depth)));
    }
    // A blob cannot name its own digest; one that claims it has another.
    byte[] target = LayoutBytes.utf8("target");
    byte[] cycle = LayoutBytes.index(INDEX, descriptor(INDEX, target, ""));
    all.add(
        rejected(
            "index that names itself",
            good()
                .blob(LayoutBytes.path(target), cycle)
                .index(descriptor(INDEX, target, ""))
                .end()));
    all.add(
        rejected(
            "index that names what is not there",
            good().index(descriptor(MANIFEST, LayoutBytes.utf8("nothing"), "")).end()));
    all.add(rejected("index of nothing", good().index("").end()));
    byte[] empty = LayoutBytes.index(INDEX, "");
    all.add(
        rejected(
            "index of an empty index",
            good().blobs(empty).index(descriptor(INDEX, empty, "")).end()));
    all.add(
        rejected(
            "index.json is a link",
            good()
                .blob("real", LayoutBytes.index(INDEX, descriptor(MANIFEST, MANIFEST_OF, "")))
                .symlink("index.json", "real")
                .end()));
    all.add(rejected("no index.json", good().end()));
  }
}
