package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.List;

/** Names of all kinds, and all ways to write long ones. */
final class LegalPaths {
  private LegalPaths() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    spellings(all);
    characters(all);
    lengths(all);
    order(all);
    return all;
  }

  private static void spellings(List<LegalLayer> all) {
    for (String name : List.of("/a", "//a", "./a", "a//b", "a/./b", ".//a", "/./a/./b")) {
      all.add(asGnuTar("path " + name, new TarBytes().file(name, "x").end()));
    }
    all.add(asGnuTar("directory without slash", directory("d").end()));
    all.add(asGnuTar("directory with two slashes", directory("d//").end()));
    // GNU tar leaves out what has .. in its name; Docker cleans it.
    all.add(
        asListed(
            "path with .. that stays inside",
            new TarBytes().dir("d").file("d/../e", "x").file("d/x/../f", "y").end(),
            "d 755 d",
            "f 644 d/f =y",
            "f 644 e =x"));
    all.add(
        asListed(
            "path with .. does not follow the link before it",
            new TarBytes().dir("d/e").symlink("l", "d/e").file("l/../f", "x").end(),
            "d 755 d @0",
            "d 755 d/e",
            "f 644 f =x",
            "l 777 l ->d/e"));
    all.add(asGnuTar("no entry", new TarBytes().end()));
    all.add(asGnuTar("the root only", new TarBytes().dir("./").end()));
    all.add(asGnuTar("the root twice", new TarBytes().dir("./").file("./a", "").dir("./").end()));
    all.add(asListed("the root as /", new TarBytes().dir("/").file("/a", "").end(), "f 644 a ="));
  }

  private static TarBytes directory(String name) {
    return new TarBytes().header(name, '5', 0, TarBytes.mode(0750));
  }

  private static void characters(List<LegalLayer> all) {
    for (String name :
        List.of(
            "...",
            "..a",
            "a..",
            ".hidden",
            "-rf",
            "--checkpoint=1",
            "a b",
            "a\nb",
            "a\tb",
            "a\\b",
            "'a'",
            "\"a\"",
            "$(a)",
            "*?[]",
            "~root",
            "a:b",
            "c:\\x",
            "\u0001\u007f",
            "%2e%2e",
            "&;|",
            "core",
            "CON",
            ".wh",
            "wh.a",
            "a.wh.b",
            ".whatever")) {
      String shown = RawNames.escaped(TarBytes.bytes(name));
      all.add(asGnuTar("name " + shown, new TarBytes().file(name, "x").end()));
    }
    all.add(
        asGnuTar("name in UTF-8", new TarBytes().file("gr\u00c3\u00bc\u00c3\u009fe", "x").end()));
    all.add(asGnuTar("name in Latin 1", new TarBytes().file("gr\u00fc\u00dfe", "x").end()));
    all.add(asGnuTar("names of all high bytes", highBytes().end()));
    all.add(
        asGnuTar(
            "name not in UTF-8 by PAX",
            new TarBytes().pax("path=d/\u00ff\u00fe", "hdrcharset=BINARY").file("a", "x").end()));
    all.add(
        asGnuTar("names that differ in case", new TarBytes().file("a", "1").file("A", "2").end()));
    all.add(
        asGnuTar(
            "names that are one to some file systems",
            new TarBytes().file("\u00c3\u00a9", "1").file("e\u00cc\u0081", "2").end()));
  }

  private static TarBytes highBytes() {
    TarBytes tar = new TarBytes();
    for (int c = 0x80; c <= 0xff; c += 16) {
      StringBuilder name = new StringBuilder();
      for (int each = c; each < c + 16; each++) {
        name.append((char) each);
      }
      tar.file(name.toString(), "x");
    }
    return tar;
  }

  private static void lengths(List<LegalLayer> all) {
    String name255 = "n".repeat(255);
    all.add(asGnuTar("name of 100 bytes", new TarBytes().file("n".repeat(100), "x").end()));
    all.add(asGnuTar("name of 101 bytes", new TarBytes().file("n".repeat(101), "x").end()));
    all.add(asGnuTar("name of 255 bytes", new TarBytes().file(name255, "x").end()));
    all.add(
        asGnuTar(
            "name of 255 bytes by GNU", new TarBytes().longName(name255).file("n", "x").end()));
    all.add(
        asGnuTar(
            "directory of 255 bytes", new TarBytes().dir(name255).file(name255 + "/f", "x").end()));
    String path = (name255 + "/").repeat(15) + "f";
    all.add(asGnuTar("path of 3841 bytes", new TarBytes().file(path, "x").end()));
    all.add(
        asGnuTar("path of 3841 bytes by GNU", new TarBytes().longName(path).file("n", "x").end()));
    all.add(asGnuTar("path 100 deep", new TarBytes().file("d/".repeat(99) + "f", "x").end()));
    all.add(
        asGnuTar(
            "prefix of ustar",
            new TarBytes().file("c", "x", b -> TarBytes.put(b, TarBytes.PREFIX, "a/b")).end()));
    all.add(
        asGnuTar(
            "longest prefix of ustar",
            new TarBytes()
                .file("n".repeat(100), "x", b -> TarBytes.put(b, TarBytes.PREFIX, "p".repeat(155)))
                .end()));
    all.add(
        asGnuTar(
            "what GNU has in place of a prefix",
            new TarBytes()
                .file(
                    "a",
                    "x",
                    b -> {
                      TarBytes.put(b, TarBytes.MAGIC, "ustar  \0");
                      TarBytes.number(b, TarBytes.PREFIX, 12, 1234);
                    })
                .end()));
    all.add(
        asListed(
            "PAX path that is empty",
            new TarBytes().pax("path=").file("a", "x").end(),
            "f 644 a =x"));
    all.add(
        asListed(
            "names by PAX and GNU",
            new TarBytes().pax("path=p").longName("g").file("a", "x").end(),
            "f 644 g =x"));
    all.add(
        asListed(
            "names by two PAX headers",
            new TarBytes().pax("path=p").pax("path=q").file("a", "x").end(),
            "f 644 q =x"));
  }

  private static void order(List<LegalLayer> all) {
    all.add(
        asGnuTar(
            "directory after its files", new TarBytes().file("d/a", "x").dir("d", 0710).end()));
    all.add(
        asGnuTar(
            "directory closed before its files",
            new TarBytes().dir("d", 0).file("d/a", "x").dir("e", 0555).file("e/a", "x").end()));
    all.add(
        asGnuTar(
            "directory between its files",
            new TarBytes().file("d/a", "x").dir("d", 0700).file("d/b", "x").end()));
    all.add(
        asGnuTar(
            "parents without entries", new TarBytes().file("a/b/c/d", "x").file("a/e", "y").end()));
  }
}
