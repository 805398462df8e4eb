package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.List;

/** The same name several times: the last wins. Docker refuses them, appliers of others do not. */
final class LegalDuplicates {
  private LegalDuplicates() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    all.add(asGnuTar("file twice", new TarBytes().file("a", "one").file("a", "second").end()));
    all.add(
        asGnuTar(
            "file three times, another way each",
            new TarBytes().file("a", "1").file("./a", "2").file("/a", "3").end()));
    all.add(asGnuTar("file, then symlink", new TarBytes().file("a", "x").symlink("a", "b").end()));
    all.add(asGnuTar("symlink, then file", new TarBytes().symlink("a", "b").file("a", "x").end()));
    all.add(asGnuTar("fifo, then file", new TarBytes().fifo("a").file("a", "x").end()));
    all.add(asGnuTar("file, then fifo", new TarBytes().file("a", "x").fifo("a").end()));
    all.add(
        asGnuTar("device, then file", new TarBytes().device("a", '3', 1, 3).file("a", "x").end()));
    all.add(
        asGnuTar("file, then device", new TarBytes().file("a", "x").device("a", '3', 1, 3).end()));
    all.add(
        asGnuTar(
            "directory twice",
            new TarBytes().dir("d", 0700).file("d/a", "x").dir("d", 0711).end()));
    all.add(
        asGnuTar(
            "hard link, then file",
            new TarBytes().file("a", "x").hardlink("h", "a").file("h", "y").end()));
    all.add(
        asGnuTar(
            "file, then hard link",
            new TarBytes().file("a", "x").file("h", "y").hardlink("h", "a").end()));
    all.add(
        asGnuTar(
            "file again after a hard link to it",
            new TarBytes().file("a", "one").hardlink("h", "a").file("a", "two").end()));
    all.add(
        asGnuTar(
            "hard link again after its file changed",
            new TarBytes()
                .file("a", "one")
                .hardlink("h", "a")
                .file("a", "two")
                .hardlink("h", "a")
                .end()));
    // GNU tar keeps what it cannot replace; a layer says what is there in the end.
    all.add(
        asListed(
            "file, then directory",
            new TarBytes().file("a", "x").dir("a").file("a/b", "y").end(),
            "d 755 a",
            "f 644 a/b =y"));
    all.add(
        asListed(
            "symlink, then directory",
            new TarBytes().dir("d").symlink("a", "d").dir("a").file("a/b", "y").end(),
            "d 755 a",
            "f 644 a/b =y",
            "d 755 d"));
    all.add(
        asListed(
            "directory, then file",
            new TarBytes().dir("a").file("a/b", "x").dir("a/c").file("a", "y").end(),
            "f 644 a =y"));
    all.add(
        asListed(
            "directory, then symlink",
            new TarBytes()
                .dir("d")
                .dir("a")
                .file("a/b", "x")
                .symlink("a", "d")
                .file("a/c", "y")
                .end(),
            "l 777 a ->d",
            "d 755 d",
            "f 644 d/c =y"));
    all.add(
        asListed(
            "directory with a hard link's file, then file",
            new TarBytes().file("a/b", "x").hardlink("h", "a/b").file("a", "y").end(),
            "f 644 a =y",
            "f 644 h =x"));
    all.add(
        asListed(
            "directory, file, directory",
            new TarBytes().dir("a").file("a/b", "x").file("a", "y").dir("a", 0700).end(),
            "d 700 a"));
    return all;
  }
}
