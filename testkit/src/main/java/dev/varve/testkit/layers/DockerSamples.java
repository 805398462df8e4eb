package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.ArchiveSample.accepted;
import static dev.varve.testkit.layers.ArchiveSample.rejected;
import static dev.varve.testkit.layers.LegalArchives.CONFIG;
import static dev.varve.testkit.layers.LegalArchives.LAYER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@code docker save} wrote, writes, and never would. */
final class DockerSamples {
  private static final String ID = LayoutBytes.hex(CONFIG);

  private DockerSamples() {}

  private static byte[] manifest(String config, String tags, String layers) {
    return LayoutBytes.utf8(
        "[{\"Config\":\"" + config + "\",\"RepoTags\":" + tags + ",\"Layers\":[" + layers + "]}]");
  }

  private static TarBytes files() {
    return new TarBytes().file(ID + ".json", text(CONFIG)).file("1/layer.tar", text(LAYER));
  }

  /** One character a byte. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] archive(TarBytes files, byte[] manifest) {
    return files.file("manifest.json", text(manifest)).end();
  }

  static List<ArchiveSample> all() {
    List<ArchiveSample> all = new ArrayList<>();
    String config = ID + ".json";
    String layer = "\"1/layer.tar\"";
    all.add(accepted("docker archive", archive(files(), manifest(config, "null", layer)), CONFIG));
    all.add(
        accepted(
            "docker archive with tags",
            archive(files(), manifest(config, "[\"a:1\",\"b/c:2\"]", layer)),
            CONFIG));
    for (String spelled :
        List.of("/1/layer.tar", "./1/layer.tar", "1//layer.tar", "2/../1/layer.tar")) {
      all.add(
          accepted(
              "docker archive with the layer " + spelled,
              archive(files(), manifest(config, "[]", "\"" + spelled + "\"")),
              CONFIG));
    }
    links(all, config);
    bad(all, config, layer);
    return all;
  }

  private static void links(List<ArchiveSample> all, String config) {
    for (String to : List.of("../1/layer.tar", "/1/layer.tar")) {
      all.add(
          accepted(
              "docker archive with a link to " + to,
              archive(
                  files().symlink("2/layer.tar", to), manifest(config, "[]", "\"2/layer.tar\"")),
              CONFIG));
    }
    for (String to :
        List.of("layer.tar", "../../1/layer.tar", "/etc/passwd", "nothing", "../3/layer.tar")) {
      all.add(
          rejected(
              "docker archive with a bad link to " + to,
              archive(
                  files().symlink("2/layer.tar", to).symlink("3/layer.tar", "../2/layer.tar"),
                  manifest(config, "[]", "\"2/layer.tar\""))));
    }
  }

  private static void bad(List<ArchiveSample> all, String config, String layer) {
    for (String name :
        List.of("../1/layer.tar", "../../etc/passwd", "/etc/passwd", "", ".", "1", "nothing")) {
      all.add(
          rejected(
              "docker archive with the layer '" + name + "'",
              archive(files(), manifest(config, "[]", "\"" + name + "\""))));
      all.add(
          rejected(
              "docker archive with the config '" + name + "'",
              archive(files(), manifest(name, "[]", layer))));
    }
    for (String tags :
        List.of(
            "[\"\"]",
            "[\"UPPER:1\"]",
            "[\"a b\"]",
            "[\"../x:1\"]",
            "[1]",
            "{}",
            "[\"a@sha256:" + ID + "\"]")) {
      all.add(
          rejected(
              "docker archive with the tags " + tags,
              archive(files(), manifest(config, tags, layer))));
    }
    all.add(
        rejected("docker archive without layers", archive(files(), manifest(config, "[]", ""))));
    all.add(
        rejected(
            "docker archive with a layer too many",
            archive(files(), manifest(config, "[]", layer + "," + layer))));
    all.add(
        rejected(
            "docker archive with a changed config",
            archive(
                new TarBytes().file(config, text(CONFIG) + " ").file("1/layer.tar", text(LAYER)),
                manifest(config, "[]", layer))));
    for (String document :
        List.of("[]", "{}", "null", "[1]", "[{}]", "[{\"Config\":1}]", "[", "")) {
      all.add(
          rejected(
              "docker archive with the manifest " + document,
              archive(files(), LayoutBytes.utf8(document))));
    }
    String twice = "[{\"Config\":\"x\",\"Config\":\"" + config + "\",\"Layers\":[" + layer + "]}]";
    all.add(
        rejected("docker archive with Config twice", archive(files(), LayoutBytes.utf8(twice))));
    String long5 = " ".repeat(5 << 20) + text(manifest(config, "[]", layer));
    all.add(
        rejected(
            "docker archive with a manifest of 5 MiB", archive(files(), LayoutBytes.utf8(long5))));
    byte[] other = LayoutBytes.config(LAYER, LAYER);
    String both =
        "[{\"Config\":\""
            + config
            + "\",\"Layers\":["
            + layer
            + "]},{\"Config\":\"other\",\"Layers\":["
            + layer
            + ","
            + layer
            + ",\"nothing\"]}]";
    all.add(
        rejected(
            "docker archive with one good and one bad image",
            archive(files().file("other", text(other)), LayoutBytes.utf8(both))));
    byte[] wrong = LayoutBytes.config(new TarBytes().file("x", "y").end());
    all.add(
        rejected(
            "docker archive with the config as a layer",
            archive(files().file("other", text(wrong)), manifest("other", "[]", "\"other\""))));
    String moved =
        "[{\"Config\":\""
            + config
            + "\",\"Layers\":["
            + layer
            + "]},{\"Config\":\"other\",\"Layers\":["
            + layer
            + "]}]";
    all.add(
        rejected(
            "docker archive with one layer as two",
            archive(files().file("other", text(wrong)), LayoutBytes.utf8(moved))));
  }
}
