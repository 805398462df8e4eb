package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.ArchiveSample.rejected;
import static dev.varve.testkit.layers.LayoutBytes.MANIFEST;
import static dev.varve.testkit.layers.LayoutBytes.descriptor;
import static dev.varve.testkit.layers.LegalArchives.CONFIG;
import static dev.varve.testkit.layers.LegalArchives.LAYER;
import static dev.varve.testkit.layers.LegalArchives.MANIFEST_OF;

import java.util.ArrayList;
import java.util.List;

/** Image layouts whose blobs are missing, others, links, or not what their descriptors say. */
final class HostileBlobs {
  private HostileBlobs() {}

  static List<ArchiveSample> all() {
    List<ArchiveSample> all = new ArrayList<>();
    blob(all, "layer", LAYER, CONFIG, MANIFEST_OF);
    blob(all, "config", CONFIG, LAYER, MANIFEST_OF);
    blob(all, "manifest", MANIFEST_OF, LAYER, CONFIG);
    sizes(all);
    layers(all);
    archives(all);
    return all;
  }

  /** All that can be wrong with one blob while the others are good. */
  private static void blob(List<ArchiveSample> all, String what, byte[] blob, byte[]... others) {
    String path = LayoutBytes.path(blob);
    all.add(rejected(what + " missing", with(others).image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " changed",
            with(others).blob(path, Compressed.flipped(blob, 20)).image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " cut off",
            with(others)
                .blob(path, Compressed.cut(blob, blob.length - 1))
                .image(MANIFEST_OF)
                .end()));
    all.add(
        rejected(
            what + " with a byte more",
            with(others)
                .blob(path, Compressed.joined(blob, new byte[1]))
                .image(MANIFEST_OF)
                .end()));
    all.add(
        rejected(
            what + " is a symlink",
            with(others).blob("real", blob).symlink(path, "../../real").image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " is a symlink out",
            with(others).symlink(path, "/etc/passwd").image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " is a hard link",
            with(others).blob("real", blob).hardlink(path, "real").image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " becomes a symlink",
            with(others)
                .blob("real", blob)
                .blobs(blob)
                .symlink(path, "../../real")
                .image(MANIFEST_OF)
                .end()));
    all.add(
        rejected(
            what + " becomes a directory",
            with(others).blobs(blob).dir(path).image(MANIFEST_OF).end()));
    all.add(
        rejected(
            what + " good first and then changed",
            with(others)
                .blobs(blob)
                .blob(path, Compressed.flipped(blob, 20))
                .image(MANIFEST_OF)
                .end()));
  }

  private static LayoutBytes with(byte[]... blobs) {
    return new LayoutBytes().blobs(blobs);
  }

  private static void sizes(List<ArchiveSample> all) {
    for (long size : new long[] {0, -1, CONFIG.length - 1, CONFIG.length + 1, Long.MAX_VALUE}) {
      byte[] manifest =
          LayoutBytes.manifestOf(
              descriptor(LayoutBytes.CONFIG, LayoutBytes.digest(CONFIG), size, ""),
              descriptor(LayoutBytes.LAYER, LAYER, ""));
      all.add(
          rejected("config of size " + size, with(LAYER, CONFIG, manifest).image(manifest).end()));
    }
    for (long size : new long[] {0, LAYER.length - 1, LAYER.length + 1}) {
      byte[] manifest =
          LayoutBytes.manifestOf(
              descriptor(LayoutBytes.CONFIG, CONFIG, ""),
              descriptor(LayoutBytes.LAYER, LayoutBytes.digest(LAYER), size, ""));
      all.add(
          rejected("layer of size " + size, with(LAYER, CONFIG, manifest).image(manifest).end()));
    }
    for (long size : new long[] {0, MANIFEST_OF.length + 1}) {
      all.add(
          rejected(
              "manifest of size " + size,
              LegalArchives.good()
                  .index(descriptor(MANIFEST, LayoutBytes.digest(MANIFEST_OF), size, ""))
                  .end()));
    }
  }

  private static void layers(List<ArchiveSample> all) {
    byte[] other = new TarBytes().file("other", "x").end();
    for (byte[] config :
        List.of(
            LayoutBytes.config(other),
            LayoutBytes.config(),
            LayoutBytes.config(LAYER, other),
            LayoutBytes.config(LAYER, LAYER))) {
      byte[] manifest = LayoutBytes.manifest(config, LAYER);
      all.add(
          rejected(
              "diff IDs " + all.size() + " other than the layers",
              with(LAYER, config, manifest).image(manifest).end()));
    }
    byte[] two = LayoutBytes.config(LAYER, other);
    byte[] swapped = LayoutBytes.manifest(two, other, LAYER);
    all.add(
        rejected("layers in another order", with(LAYER, other, two, swapped).image(swapped).end()));
    // Of tars that are in no good archive: what a store has already it need not read again.
    byte[] fresh = new TarBytes().file("fresh", "x").end();
    byte[] gzip = Compressed.gzip(fresh);
    layer(all, "gzip cut off", fresh, Compressed.cut(gzip, gzip.length - 3));
    layer(all, "gzip and garbage", fresh, Compressed.joined(gzip, new byte[] {9}));
    layer(all, "gzip of another layer", fresh, Compressed.gzip(other));
    layer(all, "gzip with its diff ID of the compressed bytes", gzip, gzip);
    byte[] zstd = Compressed.zstd(fresh);
    layer(all, "zstd cut off", fresh, Compressed.cut(zstd, zstd.length - 3));
    layer(all, "zstd and half a frame", fresh, Compressed.joined(zstd, Compressed.cut(zstd, 9)));
    byte[] escaping = new TarBytes().file("../../../x", "x").end();
    layer(all, "that escapes", escaping, escaping);
    layer(all, "that escapes, in gzip", escaping, Compressed.gzip(escaping));
    byte[] dangling = new TarBytes().hardlink("h", "nothing").end();
    layer(all, "with a hard link to nothing", dangling, dangling);
    byte[] noise = LayoutBytes.utf8("this is no tar".repeat(100));
    layer(all, "that is no tar", noise, noise);
    byte[] huge = new TarBytes().header("a", '0', 1L << 40).end();
    layer(all, "that is cut off", huge, huge);
  }

  private static void layer(List<ArchiveSample> all, String name, byte[] tar, byte[] stored) {
    byte[] config = LayoutBytes.config(tar);
    byte[] manifest = LayoutBytes.manifest(config, stored);
    all.add(rejected("layer " + name, with(stored, config, manifest).image(manifest).end()));
  }

  private static void archives(List<ArchiveSample> all) {
    byte[] good = LegalArchives.good().image(MANIFEST_OF).end();
    for (int i = 1; i < 12; i++) {
      int at = i * good.length / 12 + 7;
      all.add(rejected("archive cut after " + at + " bytes", Compressed.cut(good, at)));
    }
    byte[] gzip = Compressed.gzip(good);
    for (int i = 1; i < 6; i++) {
      all.add(rejected("archive in gzip cut, " + i, Compressed.cut(gzip, i * gzip.length / 6)));
    }
    all.add(rejected("archive in gzip and garbage", Compressed.joined(gzip, new byte[] {5})));
    all.add(rejected("archive of nothing", new byte[0]));
    all.add(rejected("archive of zeros", new byte[10240]));
    all.add(rejected("archive of a root file system", LAYER));
    all.add(
        rejected(
            "archive with a file outside",
            LegalArchives.good().blob("../x", LAYER).image(MANIFEST_OF).end()));
    all.add(
        rejected(
            "archive with a device",
            Compressed.joined(new TarBytes().device("null", '3', 1, 3).unfinished(), good)));
    all.add(
        rejected(
            "archive with a fifo", Compressed.joined(new TarBytes().fifo("p").unfinished(), good)));
  }
}
