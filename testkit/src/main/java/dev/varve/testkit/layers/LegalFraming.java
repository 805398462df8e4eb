package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Headers of all ages, numbers in all forms, and archives that end in all ways. */
final class LegalFraming {
  private static final byte[] ONE = new TarBytes().file("a", "x").unfinished();

  private LegalFraming() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    ends(all);
    numbers(all);
    dialects(all);
    sizes(all);
    return all;
  }

  private static void ends(List<LegalLayer> all) {
    all.add(asGnuTar("no end", ONE));
    all.add(asGnuTar("end of one block", Compressed.joined(ONE, new byte[512])));
    all.add(asGnuTar("end of a whole record", Compressed.joined(ONE, new byte[10240])));
    all.add(asGnuTar("end of many records", Compressed.joined(ONE, new byte[102_400])));
    all.add(
        asGnuTar(
            "another archive after the end",
            Compressed.joined(ONE, new byte[1024], new TarBytes().file("b", "y").end())));
    byte[] noise = new byte[5120];
    Arrays.fill(noise, (byte) 'n');
    all.add(asGnuTar("noise after the end", Compressed.joined(ONE, new byte[1024], noise)));
    all.add(
        asListed(
            "odd bytes after the end",
            Compressed.joined(ONE, new byte[1024], new byte[] {1, 2, 3}),
            "f 644 a =x"));
    all.add(asListed("nothing at all", new byte[0]));
    all.add(asListed("one zero block", new byte[512]));
  }

  private static void numbers(List<LegalLayer> all) {
    for (String size : List.of("1", "     1 ", "0000000001 ", "00000000001 ", "         1\0")) {
      all.add(
          asGnuTar(
              "size '" + RawNames.escaped(TarBytes.bytes(size)) + "'",
              new TarBytes()
                  .file(
                      "a",
                      "x",
                      b -> {
                        Arrays.fill(b, TarBytes.SIZE, TarBytes.SIZE + 12, (byte) 0);
                        TarBytes.put(b, TarBytes.SIZE, size);
                      })
                  .end()));
    }
    all.add(
        asGnuTar(
            "size of twelve digits",
            new TarBytes()
                .file("a", "x", b -> TarBytes.put(b, TarBytes.SIZE, "000000000001"))
                .end()));
    all.add(
        asGnuTar(
            "numbers in base 256",
            new TarBytes()
                .file(
                    "a",
                    "x",
                    b -> {
                      TarBytes.binary(b, TarBytes.MODE, 8, 0751);
                      TarBytes.binary(b, TarBytes.UID, 8, 12);
                      TarBytes.binary(b, TarBytes.GID, 8, 34);
                      TarBytes.binary(b, TarBytes.SIZE, 12, 1);
                      TarBytes.binary(b, TarBytes.MTIME, 12, 56);
                    })
                .end()));
    byte[] signed = new TarBytes().file("\u00ff\u00fe", "x").end();
    int sum = 0;
    for (int i = 0; i < TarBytes.BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : signed[i];
    }
    TarBytes.setChecksum(signed, sum);
    all.add(asGnuTar("checksum of signed bytes", signed));
  }

  private static void dialects(List<LegalLayer> all) {
    all.add(
        asGnuTar(
            "header of 1979",
            new TarBytes()
                .header("a", '\0', 1, b -> Arrays.fill(b, TarBytes.MAGIC, TarBytes.BLOCK, (byte) 0))
                .data("x")
                .header(
                    "d/", '\0', 0, b -> Arrays.fill(b, TarBytes.MAGIC, TarBytes.BLOCK, (byte) 0))
                .end()));
    all.add(
        asGnuTar(
            "header of GNU",
            new TarBytes()
                .file("a", "x", b -> TarBytes.put(b, TarBytes.MAGIC, "ustar  \0"))
                .end()));
    all.add(
        asGnuTar("contiguous file", new TarBytes().header("a", '7', 1, _ -> {}).data("x").end()));
    all.add(
        asGnuTar(
            "directory by its slash",
            new TarBytes().header("d/", '0', 0, TarBytes.mode(0750)).end()));
    all.add(
        asGnuTar(
            "global header",
            new TarBytes()
                .extension('g', "52 comment=" + "c".repeat(40) + "\n")
                .file("a", "x")
                .end()));
    all.add(
        asListed(
            "global header that names a path",
            new TarBytes().extension('g', "13 path=evil\n").file("a", "x").end(),
            "f 644 a =x"));
    all.add(
        asGnuTar(
            "volume label", new TarBytes().header("label", 'V', 0, _ -> {}).file("a", "x").end()));
    all.add(
        asGnuTar(
            "dumped directory",
            new TarBytes()
                .header("d/", 'D', 4, TarBytes.mode(0755))
                .data("Yf\0\0")
                .file("a", "x")
                .end()));
    all.add(
        asGnuTar(
            "PAX header about nothing", new TarBytes().extension('x', "").file("a", "x").end()));
  }

  private static void sizes(List<LegalLayer> all) {
    all.add(
        asGnuTar(
            "PAX size in place of the header's",
            new TarBytes()
                .pax("size=3")
                .header("a", '0', 0, _ -> {})
                .data("abc")
                .file("b", "x")
                .end()));
    all.add(
        asListed(
            "PAX size smaller than the header's",
            new TarBytes()
                .pax("size=3")
                .header("a", '0', 5000, _ -> {})
                .data("abc")
                .file("b", "x")
                .end(),
            "f 644 a =abc",
            "f 644 b =x"));
    all.add(
        asListed(
            "directory, link and fifo with a size",
            new TarBytes()
                .header("d/", '5', 4096, _ -> {})
                .header("l", '2', 100, TarBytes.linkName("t"))
                .header("p", '6', 100, _ -> {})
                .header("n", '3', 100, TarBytes.numbers(1, 3))
                .file("a", "x")
                .end(),
            "f 644 a =x",
            "d 755 d",
            "l 777 l ->t",
            "c 644 n 1:3",
            "p 644 p"));
    for (int size : new int[] {0, 511, 512, 513, 1024, 70_000}) {
      all.add(
          asGnuTar(
              "file of " + size + " bytes",
              new TarBytes().file("a", "x".repeat(size)).file("b", "y").end()));
    }
    TarBytes many = new TarBytes();
    for (int i = 0; i < 200; i++) {
      many.file("d" + i % 7 + "/f" + i, "x");
    }
    all.add(asGnuTar("200 files", many.end()));
  }
}
