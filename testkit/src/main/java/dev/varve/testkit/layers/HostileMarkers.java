package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;

import java.util.ArrayList;
import java.util.List;

/** Whiteouts of what cannot be deleted, and overlay's own marks smuggled in. */
final class HostileMarkers {
  private HostileMarkers() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    for (String name : List.of(".wh.", ".wh..", ".wh...")) {
      for (String prefix : List.of("", "a/", "/", "./")) {
        all.add(
            rejected("whiteout " + prefix + name, new TarBytes().file(prefix + name, "").end()));
      }
      all.add(rejected("whiteout " + name + " with content", new TarBytes().file(name, "x").end()));
      all.add(rejected("whiteout " + name + " as a directory", new TarBytes().dir(name).end()));
      all.add(rejected("whiteout " + name + " as a link", new TarBytes().symlink(name, "x").end()));
    }
    all.add(rejected("file below a whiteout", new TarBytes().file(".wh.a/b", "").end()));
    all.add(rejected("file far below a whiteout", new TarBytes().file("a/.wh.b/c/d", "").end()));
    all.add(rejected("directory below a whiteout", new TarBytes().dir(".wh.a/b").end()));
    all.add(
        rejected("file below an opaque marker", new TarBytes().file(".wh..wh..opq/a", "").end()));
    all.add(
        rejected(
            "link that leads to a marker's name",
            new TarBytes().symlink("l", ".wh.a").file("l/b", "").end()));
    devices(all);
    attributes(all);
    return all;
  }

  private static void devices(List<HostileLayer> all) {
    for (String name : List.of("a", "d/a", "etc/passwd")) {
      all.add(rejected("device 0:0 " + name, new TarBytes().device(name, '3', 0, 0).end()));
    }
    all.add(
        rejected("device 0:0 by empty fields", new TarBytes().header("a", '3', 0, _ -> {}).end()));
    all.add(
        rejected(
            "device 0:0 in base 256",
            new TarBytes()
                .header(
                    "a",
                    '3',
                    0,
                    b -> {
                      TarBytes.binary(b, TarBytes.DEV_MAJOR, 8, 0);
                      TarBytes.binary(b, TarBytes.DEV_MINOR, 8, 0);
                    })
                .end()));
    all.add(
        rejected(
            "device 0:0 over a file", new TarBytes().file("a", "x").device("a", '3', 0, 0).end()));
    for (long[] numbers : new long[][] {{4096, 0}, {1L << 20, 1}, {0, 1 << 20}, {-1, 1}, {1, -1}}) {
      all.add(
          rejected(
              "device " + numbers[0] + ":" + numbers[1],
              new TarBytes().header("a", '3', 0, TarBytes.numbers(numbers[0], numbers[1])).end()));
    }
  }

  private static void attributes(List<HostileLayer> all) {
    for (String space : List.of("trusted", "user")) {
      for (String mark :
          List.of("opaque", "redirect", "metacopy", "whiteout", "origin", "overlay.opaque")) {
        String name = space + ".overlay." + mark;
        all.add(
            rejected(
                "attribute " + name,
                new TarBytes().pax("SCHILY.xattr." + name + "=y").dir("d").end()));
      }
      all.add(
          rejected(
              "attribute " + space + ".overlay.opaque by libarchive",
              new TarBytes()
                  .pax("LIBARCHIVE.xattr." + space + ".overlay.opaque=eQ")
                  .dir("d")
                  .end()));
      all.add(
          rejected(
              "attribute " + space + ".overlay.opaque escaped",
              new TarBytes()
                  .pax("LIBARCHIVE.xattr." + space + "%2eoverlay%2Eopaque=eQ")
                  .dir("d")
                  .end()));
      all.add(
          rejected(
              "attribute " + space + ".overlay.redirect of a file",
              new TarBytes()
                  .pax("SCHILY.xattr." + space + ".overlay.redirect=/")
                  .file("f", "")
                  .end()));
      all.add(
          rejected(
              "attribute " + space + ".overlay.opaque of the root",
              new TarBytes().pax("SCHILY.xattr." + space + ".overlay.opaque=y").dir("./").end()));
    }
  }
}
