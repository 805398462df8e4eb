package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whiteouts and opaque markers wherever they stand, on top of one lower layer. */
final class LegalMarkers {
  private static final String OPAQUE = ".wh..wh..opq";

  /** What the lower layer shows, line by line. */
  private static final List<String> LOWER =
      List.of(
          "f 644 ... =dots",
          "d 711 d 7:8",
          "f 644 d/a =a",
          "d 755 d/sub",
          "f 644 d/sub/b =b",
          "f 644 f =low",
          "l 777 l ->d",
          "f 644 n\\xff =n");

  private LegalMarkers() {}

  private static TarBytes lower() {
    return new TarBytes()
        .file("...", "dots")
        .header("d/", '5', 0, TarBytes.mode(0711).andThen(TarBytes.owner(7, 8)))
        .file("d/a", "a")
        .dir("d/sub")
        .file("d/sub/b", "b")
        .file("f", "low")
        .symlink("l", "d")
        .file("n\u00ff", "n");
  }

  /** The lower layer's lines without those of some paths and what is below, and with others. */
  private static LegalLayer layer(String name, TarBytes tar, List<String> gone, String... shown) {
    List<String> lines = new ArrayList<>(Arrays.asList(shown));
    for (String line : LOWER) {
      String path = Listing.pathOf(line);
      if (gone.stream().noneMatch(each -> path.equals(each) || path.startsWith(each + "/"))) {
        lines.add(line);
      }
    }
    return asListed(name, tar.end(), lines.toArray(String[]::new)).on(lower());
  }

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    whiteouts(all);
    opaque(all);
    replaced(all);
    aufs(all);
    return all;
  }

  private static void whiteouts(List<LegalLayer> all) {
    TarBytes of = new TarBytes().file(".wh.f", "");
    all.add(layer("whiteout of a file", of, List.of("f")));
    all.add(layer("whiteout of a symlink", new TarBytes().file(".wh.l", ""), List.of("l")));
    all.add(layer("whiteout of a directory", new TarBytes().file(".wh.d", ""), List.of("d")));
    all.add(layer("whiteout in a directory", new TarBytes().file("d/.wh.a", ""), List.of("d/a")));
    all.add(
        layer(
            "whiteout by an absolute name",
            new TarBytes().file("/d/.wh.sub", ""),
            List.of("d/sub")));
    all.add(layer("whiteout of three dots", new TarBytes().file(".wh....", ""), List.of("...")));
    all.add(layer("whiteout of bytes", new TarBytes().file(".wh.n\u00ff", ""), List.of("n\\xff")));
    all.add(layer("whiteout of nothing", new TarBytes().file(".wh.nothing", ""), List.of()));
    all.add(
        layer(
            "whiteout in nothing",
            new TarBytes().file("no/thing/.wh.x", ""),
            List.of(),
            "d 755 no @0",
            "d 755 no/thing @0"));
    all.add(
        layer(
            "whiteout of 255 bytes", new TarBytes().file(".wh." + "n".repeat(255), ""), List.of()));
    all.add(layer("whiteout with content", new TarBytes().file(".wh.f", "text"), List.of("f")));
    all.add(layer("whiteout as a link", new TarBytes().symlink(".wh.f", "x"), List.of("f")));
    all.add(layer("whiteout as a directory", new TarBytes().dir(".wh.f"), List.of("f")));
    all.add(
        layer("whiteout twice", new TarBytes().file(".wh.f", "").file(".wh.f", ""), List.of("f")));
    all.add(
        layer(
            "whiteout before the same name",
            new TarBytes().file(".wh.f", "").file("f", "new"),
            List.of("f"),
            "f 644 f =new"));
    all.add(
        layer(
            "whiteout after the same name",
            new TarBytes().file("f", "new").file(".wh.f", ""),
            List.of("f"),
            "f 644 f =new"));
    all.add(
        layer(
            "whiteout before a new directory",
            new TarBytes().file(".wh.d", "").dir("d").file("d/new", "x"),
            List.of("d"),
            "d 755 d",
            "f 644 d/new =x"));
    all.add(
        layer(
            "whiteout after a new directory",
            new TarBytes().dir("d").file("d/new", "x").file(".wh.d", ""),
            List.of("d"),
            "d 755 d",
            "f 644 d/new =x"));
    all.add(
        layer(
            "whiteout through a link of the layer",
            new TarBytes().symlink("k", "/d").file("k/.wh.a", ""),
            List.of("d/a"),
            "l 777 k ->/d"));
  }

  private static void opaque(List<LegalLayer> all) {
    String[] fresh = {"f 644 d/new =x", "d 755 d"};
    List<String> whole = List.of("d");
    all.add(
        layer(
            "opaque marker first",
            new TarBytes().dir("d").file("d/" + OPAQUE, "").file("d/new", "x"),
            whole,
            fresh));
    all.add(
        layer(
            "opaque marker last",
            new TarBytes().dir("d").file("d/new", "x").file("d/" + OPAQUE, ""),
            whole,
            fresh));
    all.add(
        layer(
            "opaque marker before its directory",
            new TarBytes().file("d/" + OPAQUE, "").dir("d").file("d/new", "x"),
            whole,
            fresh));
    all.add(
        layer(
            "opaque marker twice",
            new TarBytes()
                .file("d/" + OPAQUE, "")
                .dir("d")
                .file("d/new", "x")
                .file("d/" + OPAQUE, ""),
            whole,
            fresh));
    all.add(
        layer(
            "opaque marker with content",
            new TarBytes().dir("d").file("d/new", "x").file("d/" + OPAQUE, "y"),
            whole,
            fresh));
    all.add(
        layer(
            "opaque marker and whiteout",
            new TarBytes().dir("d").file("d/" + OPAQUE, "").file("d/.wh.a", "").file("d/new", "x"),
            whole,
            fresh));
    // Without an entry for the directory Docker makes a new one.
    all.add(
        layer("opaque marker alone", new TarBytes().file("d/" + OPAQUE, ""), whole, "d 755 d @0"));
    all.add(
        layer(
            "opaque marker in a directory below",
            new TarBytes().file("d/sub/" + OPAQUE, "").file("d/sub/c", "c"),
            List.of("d/sub"),
            "d 755 d/sub @0",
            "f 644 d/sub/c =c"));
    all.add(
        layer(
            "opaque marker through a link of the layer",
            new TarBytes().symlink("k", "/d").file("k/" + OPAQUE, "").file("k/new", "x"),
            whole,
            "d 755 d @0",
            "f 644 d/new =x",
            "l 777 k ->/d"));
    all.add(
        layer(
            "opaque marker in nothing",
            new TarBytes().file("no/thing/" + OPAQUE, ""),
            List.of(),
            "d 755 no @0",
            "d 755 no/thing @0"));
    List<String> everything = List.of("...", "d", "f", "l", "n\\xff");
    all.add(layer("opaque marker of the root", new TarBytes().file(OPAQUE, ""), everything));
    all.add(
        layer(
            "opaque marker of the root, later",
            new TarBytes().file("new", "x").file("./" + OPAQUE, "").file("f", "y"),
            everything,
            "f 644 f =y",
            "f 644 new =x"));
    all.add(
        layer(
            "opaque marker through a link to the root",
            new TarBytes().symlink("k", "/").file("k/" + OPAQUE, ""),
            everything,
            "l 777 k ->/"));
  }

  private static void replaced(List<LegalLayer> all) {
    all.add(
        layer("file over a lower file", new TarBytes().file("f", "x"), List.of("f"), "f 644 f =x"));
    all.add(
        layer(
            "file over a lower directory",
            new TarBytes().file("d", "x"),
            List.of("d"),
            "f 644 d =x"));
    all.add(
        layer(
            "link over a lower directory",
            new TarBytes().symlink("d", "f"),
            List.of("d"),
            "l 777 d ->f"));
    all.add(layer("directory over a lower file", new TarBytes().dir("f"), List.of("f"), "d 755 f"));
    all.add(layer("directory over a lower link", new TarBytes().dir("l"), List.of("l"), "d 755 l"));
    all.add(
        layer(
            "directory over a lower directory",
            new TarBytes().dir("d", 0700),
            List.of("d"),
            "d 700 d",
            "f 644 d/a =a",
            "d 755 d/sub",
            "f 644 d/sub/b =b"));
    all.add(
        layer(
            "file in a lower directory without an entry for it",
            new TarBytes().file("d/new", "x"),
            List.of(),
            "f 644 d/new =x"));
    all.add(
        layer(
            "file, then directory over a lower directory",
            new TarBytes().file("d", "x").dir("d").file("d/new", "y"),
            List.of("d"),
            "d 755 d",
            "f 644 d/new =y"));
  }

  /** What AUFS kept for itself: Docker's old images have it, and it means nothing. */
  private static void aufs(List<LegalLayer> all) {
    all.add(
        layer(
            "AUFS links",
            new TarBytes().dir(".wh..wh.plnk").file(".wh..wh.plnk/12.3", "x"),
            List.of()));
    all.add(layer("AUFS marker", new TarBytes().file(".wh..wh.aufs", ""), List.of()));
    all.add(layer("AUFS orphans", new TarBytes().dir("d/.wh..wh.orph"), List.of()));
  }
}
