package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Maps of sparse files that do not fit, in all four ways GNU tar has had of writing them. */
final class HostileSparse {
  private HostileSparse() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    maps(all);
    versions(all);
    oldGnu(all);
    return all;
  }

  private static void maps(List<HostileLayer> all) {
    for (String[] map :
        new String[][] {
          {"0,10,5,10", "100", "overlapping"},
          {"50,10,0,10", "100", "backwards"},
          {"0,10,95,10", "100", "beyond the end"},
          {"0,20", "10", "larger than the file"},
          {"0,10", "100", "shorter than what is stored"},
          {"0,30", "100", "longer than what is stored"},
          {"0,20,40", "100", "odd"},
          {"0,x", "100", "of letters"},
          {"", "100", "empty"},
          {"0,,20", "100", "with a gap"},
          {"-1,20", "100", "negative"},
          {"9223372036854775800,20", "100", "overflowing"},
          {"0,20", "-5", "of a negative size"},
          {"0,20", "300000000000", "of 300 GB"},
          {"0,20", "9223372036854775807", "of 8 EiB"},
        }) {
      all.add(
          rejected(
              "sparse map 0.1 " + map[2],
              new TarBytes()
                  .pax(
                      "GNU.sparse.size=" + map[1],
                      "GNU.sparse.numblocks=1",
                      "GNU.sparse.map=" + map[0])
                  .file("a", "x".repeat(20))
                  .end()));
      if (!map[0].isEmpty() && !map[2].equals("odd")) {
        all.add(
            rejected(
                "sparse map 1.0 " + map[2],
                sparse10(map[0].replace(",", "\n") + "\n", map[1], map[0].split(",").length / 2)));
      }
    }
  }

  private static byte[] sparse10(String numbers, String size, int count) {
    String head = count + "\n" + numbers;
    String stored = head + "\0".repeat(512 - head.length()) + "x".repeat(20);
    return new TarBytes()
        .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=" + size)
        .file("a", stored)
        .end();
  }

  private static void versions(List<HostileLayer> all) {
    for (String version : List.of("2.0", "1.1", "0.2", "x.0", "-1.0")) {
      String[] parts = version.split("\\.", 2);
      all.add(
          rejected(
              "sparse version " + version,
              new TarBytes()
                  .pax(
                      "GNU.sparse.major=" + parts[0],
                      "GNU.sparse.minor=" + parts[1],
                      "GNU.sparse.realsize=1")
                  .file("a", "1\n0\n1\n" + "\0".repeat(506) + "x")
                  .end()));
    }
    all.add(
        rejected("sparse map 1.0 of a billion parts", sparse10("0\n20\n", "100", 1_000_000_000)));
    all.add(
        rejected(
            "sparse map 1.0 without size",
            new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0")
                .file("a", "1\n0\n1\n" + "\0".repeat(506) + "x")
                .end()));
    all.add(
        rejected(
            "sparse map 1.0 in an empty file",
            new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=5")
                .file("a", "")
                .end()));
    all.add(
        rejected(
            "sparse map 1.0 without end",
            new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=5")
                .file("a", "9\n" + "0\n0\n".repeat(4))
                .end()));
    all.add(
        rejected(
            "sparse map 1.0 of more than 1 MiB",
            new TarBytes()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=5")
                .file("a", "200000\n" + "0\n0\n".repeat(300_000))
                .end()));
    all.add(
        rejected(
            "sparse map 0.0 with two offsets",
            new TarBytes()
                .pax("GNU.sparse.size=9", "GNU.sparse.offset=0", "GNU.sparse.offset=1")
                .file("a", "x")
                .end()));
    all.add(
        rejected(
            "sparse map 0.0 that starts with a length",
            new TarBytes()
                .pax("GNU.sparse.size=9", "GNU.sparse.numbytes=1", "GNU.sparse.offset=1")
                .file("a", "x")
                .end()));
    all.add(
        rejected(
            "sparse map 0.0 without the last length",
            new TarBytes()
                .pax("GNU.sparse.size=9", "GNU.sparse.numblocks=1", "GNU.sparse.offset=0")
                .file("a", "x")
                .end()));
  }

  private static void oldGnu(List<HostileLayer> all) {
    for (long[] map :
        new long[][] {
          {0, 10, 100}, {0, 30, 100}, {95, 20, 100}, {0, 20, 10}, {-1, 20, 100}, {0, 20, -1}
        }) {
      all.add(
          rejected(
              "old sparse map " + map[0] + "+" + map[1] + " of " + map[2],
              new TarBytes().header("a", 'S', 20, oldMap(map, false)).data("x".repeat(20)).end()));
    }
    all.add(
        rejected(
            "old sparse map without its extension",
            new TarBytes()
                .header("a", 'S', 20, oldMap(new long[] {0, 20, 20}, true))
                .unfinished()));
    byte[] extension = new byte[512];
    extension[504] = 1;
    TarBytes chain = new TarBytes().header("a", 'S', 0, oldMap(new long[] {0, 0, 20}, true));
    for (int i = 0; i < 2100; i++) {
      chain.raw(extension);
    }
    all.add(rejected("old sparse map of more than 1 MiB", chain.raw(new byte[512]).end()));
  }

  private static Consumer<byte[]> oldMap(long[] map, boolean extended) {
    return block -> {
      TarBytes.put(block, TarBytes.MAGIC, "ustar  \0");
      TarBytes.number(block, 386, 12, map[0]);
      TarBytes.number(block, 398, 12, map[1]);
      block[482] = (byte) (extended ? 1 : 0);
      TarBytes.number(block, 483, 12, map[2]);
    };
  }
}
