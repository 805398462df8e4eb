package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.contained;
import static dev.varve.testkit.layers.HostileLayer.rejected;
import static dev.varve.testkit.layers.HostileLayer.rejectedOnStack;
import static dev.varve.testkit.layers.HostileLayers.UP;

import java.util.ArrayList;
import java.util.List;

/** Links that loop, lead out, to nothing or to directories, and what replaces links. */
final class HostileLinks {
  private HostileLinks() {}

  static List<HostileLayer> all(String target) {
    List<HostileLayer> all = new ArrayList<>();
    leaves(all, target);
    loops(all);
    notDirectories(all);
    badTargets(all);
    hardlinks(all, target);
    lowerHardlinks(all, target);
    return all;
  }

  /** The last component is replaced, never followed. */
  private static void leaves(List<HostileLayer> all, String target) {
    for (String to : List.of("/" + target + "/file", UP + target + "/file")) {
      String by = to.startsWith("/") ? "an absolute link" : "a relative link";
      TarBytes lower = new TarBytes().symlink("f", to);
      all.add(contained("file over " + by, link(to).file("f", "x").end(), "f"));
      all.add(contained("directory over " + by, link(to).dir("f", 0777).end(), "f"));
      all.add(contained("fifo over " + by, link(to).fifo("f").end(), "f"));
      all.add(contained("device over " + by, link(to).device("f", '3', 1, 3).end(), "f"));
      all.add(
          contained("hard link over " + by, link(to).file("g", "").hardlink("f", "g").end(), "f"));
      all.add(
          contained(
              "setuid file over " + by, link(to).file("f", "", TarBytes.mode(06777)).end(), "f"));
      all.add(contained("hard link to " + by, link(to).hardlink("h", "f").end(), "h"));
      all.add(
          contained(
              "file over a hard link to " + by,
              link(to).hardlink("h", "f").file("h", "x").end(),
              "h"));
      all.add(
          contained("file over a lower layer's " + by, new TarBytes().file("f", "x").end(), "f")
              .on(lower));
      all.add(
          contained(
                  "hard link to a lower layer's " + by,
                  new TarBytes().hardlink("h", "f").end(),
                  "h")
              .on(lower));
    }
    all.add(
        contained(
            "directory entry over a link to a directory",
            new TarBytes()
                .symlink("d", "/" + target + "/dir")
                .dir("d", 0)
                .file("d/below", "")
                .end(),
            "d/below"));
  }

  private static TarBytes link(String to) {
    return new TarBytes().symlink("f", to);
  }

  private static void loops(List<HostileLayer> all) {
    for (String to : List.of("l", "./l", "l/x", "../l", "/l", "m")) {
      TarBytes loop = new TarBytes().symlink("l", to).symlink("m", "l");
      all.add(rejected("file through a link to " + to, loop.file("l/f", "x").end()));
    }
    TarBytes loop = new TarBytes().symlink("l", "m").symlink("m", "l");
    byte[] start = loop.unfinished();
    all.add(rejected("directory in a loop", of(start).dir("l/d").end()));
    all.add(rejected("whiteout in a loop", of(start).file("l/.wh.f", "").end()));
    all.add(rejected("opaque marker in a loop", of(start).file("l/.wh..wh..opq", "").end()));
    all.add(
        rejected("hard link's name in a loop", of(start).file("f", "").hardlink("l/h", "f").end()));
    all.add(rejected("hard link's target in a loop", of(start).hardlink("h", "l/f").end()));
    TarBytes chain = new TarBytes();
    for (int i = 0; i < 60; i++) {
      chain.symlink("l" + i, "l" + (i + 1));
    }
    all.add(rejected("chain of 60 links", chain.dir("l60").file("l0/f", "x").end()));
    TarBytes wide = new TarBytes().symlink("a", "a0/a0/a0/a0");
    for (int i = 0; i < 20; i++) {
      String next = "a" + (i + 1);
      wide.symlink("a" + i, String.join("/", next, "..", next, "..", next));
    }
    all.add(rejected("links that multiply", wide.file("a/f", "x").end()));
  }

  private static TarBytes of(byte[] start) {
    return new TarBytes().raw(start);
  }

  private static void notDirectories(List<HostileLayer> all) {
    all.add(rejected("file below a file", new TarBytes().file("a", "x").file("a/b", "x").end()));
    all.add(rejected("file below a fifo", new TarBytes().fifo("a").file("a/b", "x").end()));
    all.add(
        rejected(
            "file below a device", new TarBytes().device("a", '4', 8, 0).file("a/b", "x").end()));
    all.add(
        rejected(
            "file below a hard link",
            new TarBytes().file("a", "x").hardlink("h", "a").file("h/b", "x").end()));
    all.add(
        rejected(
            "file below a link to a file",
            new TarBytes().file("a", "x").symlink("l", "a").file("l/b", "x").end()));
    all.add(
        rejected("whiteout below a file", new TarBytes().file("a", "").file("a/.wh.b", "").end()));
    all.add(
        rejected(
            "opaque marker below a file",
            new TarBytes().file("a", "").file("a/.wh..wh..opq", "").end()));
    all.add(
        rejected(
            "opaque marker below a fifo",
            new TarBytes().fifo("a").file("a/.wh..wh..opq", "").end()));
    all.add(
        rejected(
            "opaque marker below a link to a file",
            new TarBytes().file("a", "").symlink("l", "a").file("l/.wh..wh..opq", "").end()));
  }

  private static void badTargets(List<HostileLayer> all) {
    all.add(rejected("symlink without target", new TarBytes().symlink("a", "").end()));
    all.add(
        rejected("symlink with NUL", new TarBytes().pax("linkpath=a\0b").symlink("a", "b").end()));
    all.add(rejected("symlink to 4096 bytes", new TarBytes().symlink("a", "t".repeat(4096)).end()));
    all.add(
        rejected(
            "hard link with NUL", new TarBytes().pax("linkpath=a\0b").hardlink("a", "b").end()));
    all.add(rejected("hard link without target", new TarBytes().hardlink("a", "").end()));
    all.add(
        rejected("hard link to a long name", new TarBytes().hardlink("a", "n".repeat(256)).end()));
    all.add(
        rejected(
            "hard link to a long path", new TarBytes().hardlink("a", "abc/".repeat(1025)).end()));
  }

  private static void hardlinks(List<HostileLayer> all, String target) {
    String outside = UP + target + "/file";
    for (String to : List.of(outside, "../x", "a/../../x", "..", "/../x", "/" + outside)) {
      String shown = to.length() > 20 ? "…/file" : to;
      all.add(
          rejected(
              "hard link out, " + (to.startsWith("/") ? "/" : "") + shown,
              new TarBytes().hardlink("h", to).end()));
    }
    all.add(
        rejected(
            "hard link out by GNU", new TarBytes().longLink(outside).hardlink("h", "f").end()));
    for (String to : List.of("/", ".", "./", "d", "/d/", "d/../d", "implied")) {
      all.add(
          rejected(
              "hard link to the directory " + to,
              new TarBytes().dir("d").file("implied/f", "x").hardlink("h", to).end()));
    }
    all.add(rejected("hard link to itself", new TarBytes().file("h", "").hardlink("h", "h").end()));
    all.add(rejected("hard link to nothing but itself", new TarBytes().hardlink("h", "h").end()));
    all.add(
        rejected(
            "hard links in a circle", new TarBytes().hardlink("a", "b").hardlink("b", "a").end()));
    all.add(
        rejected(
            "hard links in a circle of three",
            new TarBytes().hardlink("a", "b").hardlink("b", "c").hardlink("c", "a").end()));
    all.add(
        rejected(
            "hard link below a file", new TarBytes().file("f", "").hardlink("h", "f/x").end()));
    all.add(rejectedOnStack("hard link to nothing", new TarBytes().hardlink("h", "nothing").end()));
    all.add(
        rejectedOnStack("hard link into nothing", new TarBytes().hardlink("h", "no/thing").end()));
    all.add(
        rejectedOnStack(
            "hard link to an absolute path outside",
            new TarBytes().hardlink("h", "/" + target + "/file").end()));
    all.add(
        rejectedOnStack(
            "hard link through a link out",
            new TarBytes().symlink("l", "/" + target).hardlink("h", "l/file").end()));
    all.add(
        rejectedOnStack(
            "hard link through a relative link out",
            new TarBytes().symlink("l", UP + target).hardlink("h", "l/file").end()));
  }

  private static void lowerHardlinks(List<HostileLayer> all, String target) {
    TarBytes lower =
        new TarBytes()
            .dir("d")
            .file("f", "low")
            .symlink("l", "/" + target)
            .symlink("a", "b")
            .symlink("b", "a");
    all.add(
        rejectedOnStack(
                "hard link to a lower layer's directory", new TarBytes().hardlink("h", "d").end())
            .on(lower));
    all.add(
        rejectedOnStack(
                "hard link through a lower layer's link out",
                new TarBytes().hardlink("h", "l/file").end())
            .on(lower));
    all.add(
        rejectedOnStack(
                "hard link below a lower layer's file", new TarBytes().hardlink("h", "f/x").end())
            .on(lower));
    all.add(
        rejectedOnStack(
                "hard link through a lower layer's loop", new TarBytes().hardlink("h", "a/x").end())
            .on(lower));
    all.add(
        rejectedOnStack("hard link to what no layer has", new TarBytes().hardlink("h", "d/x").end())
            .on(lower));
  }
}
