package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;
import static dev.varve.testkit.layers.HostileLayers.UP;

import java.util.ArrayList;
import java.util.List;

/** Names that lead out of the root, are too long, or hold what no name can. */
final class HostilePaths {
  private HostilePaths() {}

  static List<HostileLayer> all(String target) {
    List<HostileLayer> all = new ArrayList<>();
    escapes(all, target);
    escapesOfEveryType(all, target);
    root(all);
    lengths(all);
    return all;
  }

  private static void escapes(List<HostileLayer> all, String target) {
    for (String name :
        List.of(
            "../x",
            "../../../x",
            "./../x",
            "/../x",
            "//../x",
            "a/../../x",
            "a/./../../x",
            "a/b/../../../x",
            "/a/..//../x",
            "..//x",
            UP + target + "/file",
            "a/" + UP + target + "/new",
            "/" + UP + target + "/dir/below")) {
      String shown = name.length() > 40 ? "…" + name.substring(name.lastIndexOf('/')) : name;
      all.add(rejected("path " + shown, new TarBytes().file(name, "x").end()));
    }
    String escape = UP + target + "/file";
    all.add(rejected("path of PAX", new TarBytes().pax("path=" + escape).file("a", "x").end()));
    all.add(rejected("path of GNU", new TarBytes().longName(escape).file("a", "x").end()));
    all.add(
        rejected(
            "path of GNU's sparse name",
            new TarBytes()
                .pax("GNU.sparse.name=" + escape, "GNU.sparse.size=1", "GNU.sparse.map=0,1")
                .file("a", "x")
                .end()));
    all.add(
        rejected(
            "path by the prefix",
            new TarBytes().file("x", "x", b -> TarBytes.put(b, TarBytes.PREFIX, "..")).end()));
    all.add(
        rejected(
            "path by prefix and name",
            new TarBytes().file("../x", "x", b -> TarBytes.put(b, TarBytes.PREFIX, "a/..")).end()));
    all.add(
        rejected(
            "path after good entries", new TarBytes().file("good", "x").file("../x", "x").end()));
  }

  private static void escapesOfEveryType(List<HostileLayer> all, String target) {
    String out = UP + target;
    all.add(rejected("directory ..", new TarBytes().dir("..").end()));
    all.add(rejected("directory outside", new TarBytes().dir(out + "/dir", 0777).end()));
    all.add(rejected("symlink outside", new TarBytes().symlink(out + "/link", "x").end()));
    all.add(
        rejected(
            "hard link's name outside",
            new TarBytes().file("f", "x").hardlink(out + "/new", "f").end()));
    all.add(rejected("fifo outside", new TarBytes().longName(out + "/fifo2").fifo("p").end()));
    all.add(
        rejected(
            "device outside", new TarBytes().longName(out + "/null").device("d", '3', 1, 3).end()));
    all.add(rejected("whiteout outside", new TarBytes().file(out + "/.wh.file", "").end()));
    all.add(
        rejected("opaque marker outside", new TarBytes().file(out + "/.wh..wh..opq", "").end()));
    all.add(rejected("whiteout in the parent", new TarBytes().file("../.wh.a", "").end()));
  }

  private static void root(List<HostileLayer> all) {
    for (String name : List.of("", ".", "..", "/..", "a/..", "./.")) {
      all.add(rejected("file '" + name + "'", new TarBytes().file(name, "x").end()));
    }
    for (String name : List.of("/", "./")) {
      all.add(rejected("symlink " + name, new TarBytes().symlink(name, "/etc").end()));
      all.add(rejected("fifo " + name, new TarBytes().fifo(name).end()));
      all.add(rejected("device " + name, new TarBytes().device(name, '3', 1, 3).end()));
      all.add(
          rejected("hard link " + name, new TarBytes().file("f", "x").hardlink(name, "f").end()));
    }
    all.add(rejected("block device /", new TarBytes().device("/", '4', 8, 0).end()));
    all.add(rejected("GNU name empty", new TarBytes().longName("").file("a", "x").end()));
  }

  private static void lengths(List<HostileLayer> all) {
    for (String record : List.of("path=a\0b", "path=\0", "path=a\0", "path=dir/\0/../../x")) {
      String name = "PAX " + record.replace('\0', '0');
      all.add(rejected("NUL in " + name, new TarBytes().pax(record).file("a", "x").end()));
    }
    String long256 = "n".repeat(256);
    all.add(rejected("component of 256 bytes", new TarBytes().file(long256, "x").end()));
    all.add(
        rejected(
            "component of 256 bytes by GNU",
            new TarBytes().longName("d/" + long256).file("a", "x").end()));
    all.add(
        rejected(
            "component of 300 in the middle",
            new TarBytes().file("a/" + "n".repeat(300) + "/b", "x").end()));
    all.add(rejected("directory of 256 bytes", new TarBytes().dir(long256).end()));
    all.add(rejected("whiteout of 256 bytes", new TarBytes().file(".wh." + long256, "").end()));
    all.add(
        rejected("path of 4097 bytes", new TarBytes().file("abc/".repeat(1024) + "f", "x").end()));
    all.add(
        rejected(
            "path of 4097 bytes by GNU",
            new TarBytes().longName("abc/".repeat(1024) + "f").file("a", "x").end()));
    all.add(
        rejected("path of 100,000 bytes", new TarBytes().file("abc/".repeat(25_000), "x").end()));
    all.add(rejected("path 600 deep", new TarBytes().file("d/".repeat(600) + "f", "x").end()));
  }
}
