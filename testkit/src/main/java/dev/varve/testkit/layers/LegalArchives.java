package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LayoutBytes.INDEX;
import static dev.varve.testkit.layers.LayoutBytes.MANIFEST;
import static dev.varve.testkit.layers.LayoutBytes.descriptor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Image layouts that are odd but have an image in them. */
final class LegalArchives {
  static final byte[] LAYER = new TarBytes().file("etc/hello", "hello\n").end();
  static final byte[] CONFIG = LayoutBytes.config(LAYER);
  static final byte[] MANIFEST_OF = LayoutBytes.manifest(CONFIG, LAYER);

  private LegalArchives() {}

  static LayoutBytes good() {
    return new LayoutBytes().blobs(LAYER, CONFIG, MANIFEST_OF);
  }

  static List<ArchiveSample> all() {
    List<ArchiveSample> all = new ArrayList<>();
    byte[] plain = good().image(MANIFEST_OF).end();
    add(all, "layout", plain);
    add(all, "layout in gzip", Compressed.gzip(plain));
    add(all, "layout in zstd", Compressed.zstd(plain));
    add(
        all,
        "layout with its index first",
        new LayoutBytes().image(MANIFEST_OF).blobs(MANIFEST_OF, CONFIG, LAYER).end());
    add(all, "layout without end blocks", Arrays.copyOf(plain, plain.length - 1024));
    add(all, "layout with bytes after its end", Compressed.joined(plain, new byte[] {1, 2, 3}));
    add(
        all,
        "layout with blobs twice",
        good().blobs(CONFIG, MANIFEST_OF, LAYER).image(MANIFEST_OF).end());
    add(
        all,
        "layout with a blob twice and others after it",
        new LayoutBytes()
            .blobs(CONFIG, CONFIG, LayoutBytes.utf8("other"), LayoutBytes.utf8("another"))
            .blobs(MANIFEST_OF, MANIFEST_OF, LAYER, LAYER)
            .image(MANIFEST_OF)
            .image(MANIFEST_OF)
            .end());
    add(
        all,
        "layout whose blob was a link before",
        new LayoutBytes()
            .symlink(LayoutBytes.path(CONFIG), "nowhere")
            .blobs(LAYER, CONFIG, MANIFEST_OF)
            .image(MANIFEST_OF)
            .end());
    add(
        all,
        "layout with links that nobody names",
        good().symlink("x", "../../../etc/passwd").image(MANIFEST_OF).end());
    add(
        all,
        "layout with directories",
        good().dir("blobs").dir("blobs/sha256").image(MANIFEST_OF).end());
    add(
        all,
        "layout with unknown files",
        good().blob("README", CONFIG).blob("blobs/md5/x", CONFIG).image(MANIFEST_OF).end());
    layers(all);
    documents(all);
    nested(all);
    return all;
  }

  private static void add(List<ArchiveSample> all, String name, byte[] archive) {
    all.add(ArchiveSample.accepted(name, archive, CONFIG));
  }

  private static void layers(List<ArchiveSample> all) {
    for (byte[] packed : List.of(Compressed.gzip(LAYER), Compressed.zstd(LAYER))) {
      byte[] manifest = LayoutBytes.manifest(CONFIG, packed);
      String name = "layout with a layer in " + (packed[0] == 0x1f ? "gzip" : "zstd");
      add(all, name, new LayoutBytes().blobs(packed, CONFIG, manifest).image(manifest).end());
    }
    byte[] twice = LayoutBytes.config(LAYER, LAYER);
    byte[] manifest = LayoutBytes.manifest(twice, LAYER, LAYER);
    all.add(
        ArchiveSample.accepted(
            "layout with the same layer twice",
            new LayoutBytes().blobs(LAYER, twice, manifest).image(manifest).end(),
            twice));
    byte[] link = new TarBytes().hardlink("h", "/etc/hello").end();
    byte[] linked = LayoutBytes.config(LAYER, link);
    byte[] linkedManifest = LayoutBytes.manifest(linked, LAYER, link);
    all.add(
        ArchiveSample.accepted(
            "layout with a hard link to a lower layer",
            new LayoutBytes()
                .blobs(LAYER, link, linked, linkedManifest)
                .image(linkedManifest)
                .end(),
            linked));
    byte[] none = LayoutBytes.config();
    byte[] noneManifest = LayoutBytes.manifest(none);
    all.add(
        ArchiveSample.accepted(
            "layout without layers",
            new LayoutBytes().blobs(none, noneManifest).image(noneManifest).end(),
            none));
  }

  private static void documents(List<ArchiveSample> all) {
    String data = ",\"data\":\"" + Base64.getEncoder().encodeToString(CONFIG) + "\"";
    byte[] inline =
        LayoutBytes.manifestOf(
            descriptor(LayoutBytes.CONFIG, CONFIG, data), descriptor(LayoutBytes.LAYER, LAYER, ""));
    add(
        all,
        "layout with data that agrees",
        new LayoutBytes().blobs(LAYER, CONFIG, inline).image(inline).end());
    byte[] docker =
        LayoutBytes.utf8(
            new String(MANIFEST_OF, StandardCharsets.UTF_8)
                .replace(MANIFEST, LayoutBytes.DOCKER_MANIFEST));
    add(
        all,
        "layout with Docker's media types",
        new LayoutBytes()
            .blobs(LAYER, CONFIG, docker)
            .index(descriptor(LayoutBytes.DOCKER_MANIFEST, docker, ""))
            .end());
    String text = new String(MANIFEST_OF, StandardCharsets.UTF_8);
    byte[] unknown =
        LayoutBytes.utf8(" " + text.replaceFirst("\\{", "{\"subject\":null,\"x\":[{}],"));
    add(
        all,
        "layout with unknown fields",
        new LayoutBytes().blobs(LAYER, CONFIG, unknown).image(unknown).end());
    byte[] untyped = LayoutBytes.utf8(text.replace("\"mediaType\":\"" + MANIFEST + "\",", ""));
    add(
        all,
        "layout with a manifest without media type",
        new LayoutBytes().blobs(LAYER, CONFIG, untyped).image(untyped).end());
  }

  private static void nested(List<ArchiveSample> all) {
    for (int depth : new int[] {1, 8}) {
      add(all, "layout of indexes " + depth + " deep", nested(depth));
    }
    String platform = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}";
    byte[] other = LayoutBytes.utf8("no manifest, and nobody may look");
    byte[] index =
        LayoutBytes.index(
            INDEX,
            descriptor(MANIFEST, other, platform) + "," + descriptor(MANIFEST, MANIFEST_OF, ""));
    add(
        all,
        "layout with an image for another platform",
        good().blobs(index).index(descriptor(INDEX, index, "")).end());
  }

  /** The good image below so many indexes, that of the layout not counted. */
  static byte[] nested(int depth) {
    LayoutBytes layout = good();
    String descriptor = descriptor(MANIFEST, MANIFEST_OF, "");
    for (int i = 0; i < depth; i++) {
      byte[] index = LayoutBytes.index(INDEX, descriptor);
      layout.blobs(index);
      descriptor = descriptor(INDEX, index, "");
    }
    return layout.index(descriptor).end();
  }
}
