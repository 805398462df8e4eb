package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;

import java.util.ArrayList;
import java.util.List;

/** Extended headers that are malformed, endless or about nothing. */
final class HostileExtensions {
  private static final int MIB = 1 << 20;

  private HostileExtensions() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    for (String body :
        List.of(
            "0 a=b\n",
            "5 a=b\n",
            "7 a=b\n",
            "99 a=b\n",
            " a=b\n",
            "a=b\n",
            "6a=b\n",
            "-6 a=b\n",
            "6 abc\n",
            "5 =b\n",
            "7 a=bcd",
            "99999999999999999999 a=b\n",
            "6 a=b\n\0\0\0",
            "6 a=b\njunk",
            "\n",
            "2 \n")) {
      String shown = body.replace("\n", "␤").replace("\0", "␀");
      all.add(
          rejected("PAX body " + shown, new TarBytes().extension('x', body).file("a", "x").end()));
    }
    for (char type : new char[] {'x', 'L', 'K'}) {
      lengths(all, type);
    }
    TarBytes row = new TarBytes();
    for (int i = 0; i < 40; i++) {
      row.pax("comment=" + i);
    }
    all.add(rejected("40 PAX headers in a row", row.file("a", "x").end()));
    TarBytes global = new TarBytes();
    for (int i = 0; i < 40; i++) {
      global.extension('g', "11 a=hello\n");
    }
    all.add(rejected("40 global headers in a row", global.file("a", "x").end()));
    all.add(
        rejected(
            "PAX header of the end",
            new TarBytes().pax("path=x").raw(new byte[1024]).unfinished()));
    return all;
  }

  private static void lengths(List<HostileLayer> all, char type) {
    String name =
        switch (type) {
          case 'x' -> "PAX header";
          case 'L' -> "long name";
          default -> "long link";
        };
    String body =
        type == 'x' ? "2000020 comment=" + "c".repeat(2_000_003) + "\n" : "n".repeat(2_000_020);
    all.add(rejected(name + " of 2 MB", new TarBytes().extension(type, body).file("a", "x").end()));
    all.add(
        rejected(
            name + " of 1 MiB and one byte",
            new TarBytes()
                .header("e", type, MIB + 1)
                .raw(new byte[MIB + 512])
                .file("a", "x")
                .end()));
    all.add(
        rejected(
            name + " of 1 TiB", new TarBytes().header("e", type, 1L << 40).file("a", "").end()));
    all.add(
        rejected(
            name + " of -1 bytes",
            new TarBytes()
                .header("e", type, 0, b -> TarBytes.binary(b, TarBytes.SIZE, 12, -1))
                .file("a", "")
                .end()));
    all.add(
        rejected(
            name + " and nothing after it",
            new TarBytes().extension(type, type == 'x' ? "6 a=b\n" : "name\0").end()));
  }
}
