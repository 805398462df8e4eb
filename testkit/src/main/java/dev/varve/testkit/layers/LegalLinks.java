package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.List;

/** Links as every distribution has them. */
final class LegalLinks {
  private LegalLinks() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    symlinks(all);
    parents(all);
    hardlinks(all);
    lower(all);
    return all;
  }

  private static void symlinks(List<LegalLayer> all) {
    for (String to :
        List.of(
            "b",
            "/etc/passwd",
            "../..",
            "../../../../etc",
            ".",
            "/",
            "a",
            "//x//y/",
            "a\nb",
            "\u00ff\u00fe")) {
      all.add(
          asGnuTar(
              "symlink to " + RawNames.escaped(TarBytes.bytes(to)),
              new TarBytes().symlink("a", to).end()));
    }
    all.add(
        asGnuTar("symlinks in a loop", new TarBytes().symlink("a", "b").symlink("b", "a").end()));
    all.add(asGnuTar("symlink to 200 bytes", new TarBytes().symlink("a", "t".repeat(200)).end()));
    all.add(
        asGnuTar(
            "symlink to 200 bytes by GNU",
            new TarBytes().longLink("t".repeat(200)).symlink("a", "t").end()));
    all.add(
        asGnuTar("symlink to 4095 bytes", new TarBytes().symlink("a", "abcd/".repeat(819)).end()));
    all.add(
        asGnuTar(
            "symlink with owner",
            new TarBytes()
                .header("a", '2', 0, TarBytes.owner(12, 34).andThen(TarBytes.linkName("b")))
                .end()));
  }

  private static void parents(List<LegalLayer> all) {
    all.add(
        asGnuTar(
            "bin is usr/bin",
            new TarBytes().dir("usr/bin").symlink("bin", "usr/bin").file("bin/ls", "x").end()));
    all.add(
        asGnuTar(
            "link to a link",
            new TarBytes()
                .dir("usr/lib")
                .symlink("lib", "usr/lib")
                .symlink("lib64", "lib")
                .file("lib64/a", "x")
                .file("lib/b", "y")
                .end()));
    // GNU tar makes such links last, for it cannot confine them.
    all.add(
        asListed(
            "/var/run is /run",
            new TarBytes()
                .dir("run")
                .dir("var")
                .symlink("var/run", "/run")
                .file("var/run/pid", "1")
                .end(),
            "d 755 run",
            "f 644 run/pid =1",
            "d 755 var",
            "l 777 var/run ->/run"));
    all.add(
        asListed(
            "/var/run is ../run",
            new TarBytes()
                .dir("run")
                .dir("var")
                .symlink("var/run", "../run")
                .dir("var/run/lock", 0777)
                .end(),
            "d 755 run",
            "d 777 run/lock",
            "d 755 var",
            "l 777 var/run ->../run"));
    all.add(
        asListed(
            "/var/run is /run, which is not there",
            new TarBytes().symlink("var/run", "/run").file("var/run/pid", "1").end(),
            "d 755 run @0",
            "f 644 run/pid =1",
            "d 755 var @0",
            "l 777 var/run ->/run"));
    all.add(
        asListed(
            "a link to the root",
            new TarBytes().symlink("host", "/").file("host/a", "x").end(),
            "f 644 a =x",
            "l 777 host ->/"));
    all.add(
        asListed(
            "a link beyond the root is one to the root",
            new TarBytes().symlink("l", "../../..").file("l/a", "x").end(),
            "f 644 a =x",
            "l 777 l ->../../.."));
    all.add(
        asListed(
            "a link whose target changes",
            new TarBytes()
                .symlink("l", "one")
                .file("l/a", "1")
                .symlink("l", "two")
                .file("l/a", "2")
                .end(),
            "l 777 l ->two",
            "d 755 one @0",
            "f 644 one/a =1",
            "d 755 two @0",
            "f 644 two/a =2"));
  }

  private static void hardlinks(List<LegalLayer> all) {
    TarBytes file = new TarBytes().dir("d").file("d/f", "content");
    byte[] start = file.unfinished();
    for (String to : List.of("d/f", "./d/f", "/d/f", "//d//f", "d/./f")) {
      all.add(asGnuTar("hard link to " + to, new TarBytes().raw(start).hardlink("h", to).end()));
    }
    // What .. in the target means to GNU tar is nothing: it refuses.
    all.add(
        asListed(
            "hard link to d/../d/f",
            new TarBytes().raw(start).hardlink("h", "d/../d/f").end(),
            "d 755 d",
            "f 644 d/f =content",
            "h h d/f"));
    all.add(
        asGnuTar(
            "hard link to a hard link",
            new TarBytes().raw(start).hardlink("h", "d/f").hardlink("a", "h").end()));
    TarBytes many = new TarBytes().file("m", "x");
    for (int i = 0; i < 50; i++) {
      many.hardlink("l" + i, i % 2 == 0 ? "m" : "l" + (i - 1));
    }
    all.add(asGnuTar("50 hard links", many.end()));
    all.add(
        asGnuTar(
            "hard link with a long name",
            new TarBytes()
                .file("n".repeat(150), "x")
                .hardlink("h".repeat(150), "n".repeat(150))
                .end()));
    all.add(
        asGnuTar(
            "hard link to a long name by GNU",
            new TarBytes()
                .longName("n".repeat(150))
                .file("n", "x")
                .longLink("n".repeat(150))
                .hardlink("h", "n")
                .end()));
    all.add(
        asGnuTar(
            "hard link to a symlink", new TarBytes().symlink("s", "t").hardlink("h", "s").end()));
    all.add(asGnuTar("hard link to a fifo", new TarBytes().fifo("p").hardlink("h", "p").end()));
    all.add(
        asGnuTar(
            "hard link to a device",
            new TarBytes().device("n", '3', 1, 3).hardlink("h", "n").end()));
    all.add(
        asGnuTar(
            "hard link through a link",
            new TarBytes().raw(start).symlink("l", "d").hardlink("h", "l/f").end()));
    all.add(
        asGnuTar(
            "hard link in a link",
            new TarBytes().raw(start).symlink("l", "d").hardlink("l/h", "d/f").end()));
    all.add(
        asGnuTar(
            "hard link with a size",
            new TarBytes().raw(start).header("h", '1', 7, TarBytes.linkName("d/f")).end()));
    // Docker refuses this; nothing says that names have an order.
    all.add(
        asListed(
            "hard link before its file",
            new TarBytes().hardlink("h", "z").file("z", "x").end(),
            "f 644 h =x",
            "h z h"));
    all.add(
        asListed(
            "hard link with a mode of its own",
            new TarBytes()
                .file("f", "x")
                .header("h", '1', 0, TarBytes.linkName("f").andThen(TarBytes.mode(0600)))
                .end(),
            "f 600 f =x",
            "h h f"));
  }

  private static void lower(List<LegalLayer> all) {
    TarBytes lower =
        new TarBytes()
            .dir("d")
            .file("d/f", "low", TarBytes.mode(04711).andThen(TarBytes.owner(3, 4)))
            .symlink("s", "d/f")
            .symlink("l", "d");
    for (String to : List.of("d/f", "/d/f", "l/f")) {
      all.add(
          asListed(
                  "hard link to a lower layer's " + to,
                  new TarBytes().hardlink("h", to).end(),
                  "d 755 d",
                  "f 4711 d/f =low 3:4",
                  "l 777 l ->d",
                  "l 777 s ->d/f",
                  "h h d/f")
              .on(lower));
    }
    all.add(
        asListed(
                "hard link to a lower layer's symlink",
                new TarBytes().hardlink("h", "s").end(),
                "d 755 d",
                "f 4711 d/f =low 3:4",
                "l 777 h ->d/f",
                "l 777 l ->d",
                "l 777 s ->d/f")
            .on(lower));
    all.add(
        asListed(
                "hard link to a lower layer's file that goes",
                new TarBytes().hardlink("h", "d/f").file("d/.wh.f", "").end(),
                "d 755 d",
                "f 4711 h =low 3:4",
                "l 777 l ->d",
                "l 777 s ->d/f")
            .on(lower));
    all.add(
        asListed(
                "hard links to a lower layer's file by two ways",
                new TarBytes().hardlink("g", "d/f").hardlink("h", "l/f").end(),
                "d 755 d",
                "f 4711 d/f =low 3:4",
                "h g d/f",
                "h h d/f",
                "l 777 l ->d",
                "l 777 s ->d/f")
            .on(lower));
    all.add(
        asListed(
                "hard link through a lower layer's link to a file that goes",
                new TarBytes().hardlink("h", "l/f").file("d/.wh.f", "").end(),
                "d 755 d",
                "f 4711 h =low 3:4",
                "l 777 l ->d",
                "l 777 s ->d/f")
            .on(lower));
    all.add(
        asListed(
                "file below a lower layer's link",
                new TarBytes().file("l/new", "x").end(),
                "d 755 d",
                "f 4711 d/f =low 3:4",
                "d 755 l @0",
                "f 644 l/new =x",
                "l 777 s ->d/f")
            .on(lower));
  }
}
