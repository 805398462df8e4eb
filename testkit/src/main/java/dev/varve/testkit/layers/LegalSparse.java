package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.List;

/** Files with holes, in all four ways GNU tar has had of writing them. */
final class LegalSparse {
  private static final int BLOCK = TarBytes.BLOCK;

  private LegalSparse() {}

  /** A file: its length, and offset and length of each part that is stored. */
  private record Holes(String name, long size, List<Long> parts) {
    int stored() {
      long stored = 0;
      for (int i = 1; i < parts.size(); i += 2) {
        stored += parts.get(i);
      }
      return (int) stored;
    }

    String content() {
      return "0123456789abcdef".repeat(stored() / 16 + 1).substring(0, stored());
    }
  }

  private static Holes holes(String name, long size, Long... parts) {
    return new Holes(name, size, List.of(parts));
  }

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    List<Long> comb = new ArrayList<>();
    for (long i = 0; i < 30; i++) {
      comb.add(i * 2048);
      comb.add((long) BLOCK);
    }
    for (Holes holes :
        List.of(
            holes("hole in the middle", 5000, 0L, 1024L, 4096L, 904L),
            holes("hole at the start", 5000, 4000L, 1000L),
            holes("hole at the end", 100_000, 0L, 10L, 100_000L, 0L),
            holes("nothing but a hole", 100_000, 100_000L, 0L),
            holes("no hole", 600, 0L, 600L),
            holes("large hole", 3_000_000, 0L, 512L, 2_999_488L, 512L),
            new Holes("comb", 59_904, comb))) {
      all.add(asGnuTar("sparse, old GNU: " + holes.name(), oldGnu(holes)));
      all.add(asGnuTar("sparse, PAX 0.0: " + holes.name(), pax00(holes)));
      all.add(asGnuTar("sparse, PAX 0.1: " + holes.name(), pax01(holes)));
      all.add(asGnuTar("sparse, PAX 1.0: " + holes.name(), pax10(holes)));
    }
    // GNU tar never writes parts that end within a block, and pads them where it reads them.
    all.add(
        asListed(
            "sparse in parts of a few bytes",
            pax01(holes("", 20, 2L, 3L, 10L, 2L)),
            "f 644 after =x",
            "f 644 s =\\x00\\x00012" + "\\x00".repeat(5) + "34" + "\\x00".repeat(8)));
    // It always writes a last part, and believes it more than the size.
    all.add(
        asListed(
            "sparse with a hole after the last part",
            pax01(holes("", 10, 0L, 2L)),
            "f 644 after =x",
            "f 644 s =01" + "\\x00".repeat(8)));
    return all;
  }

  private static byte[] oldGnu(Holes holes) {
    List<Long> parts = holes.parts();
    TarBytes tar =
        new TarBytes()
            .header(
                "s",
                'S',
                holes.stored(),
                block -> {
                  TarBytes.put(block, TarBytes.MAGIC, "ustar  \0");
                  for (int i = 0; i < Math.min(8, parts.size()); i++) {
                    TarBytes.number(block, 386 + 12 * i, 12, parts.get(i));
                  }
                  block[482] = (byte) (parts.size() > 8 ? 1 : 0);
                  TarBytes.number(block, 483, 12, holes.size());
                });
    for (int at = 8; at < parts.size(); at += 42) {
      byte[] extension = new byte[BLOCK];
      for (int i = 0; i < Math.min(42, parts.size() - at); i++) {
        TarBytes.number(extension, 12 * i, 12, parts.get(at + i));
      }
      extension[504] = (byte) (parts.size() > at + 42 ? 1 : 0);
      tar.raw(extension);
    }
    return tar.data(holes.content()).file("after", "x").end();
  }

  private static byte[] pax00(Holes holes) {
    List<String> records = new ArrayList<>();
    records.add("GNU.sparse.size=" + holes.size());
    records.add("GNU.sparse.numblocks=" + holes.parts().size() / 2);
    for (int i = 0; i < holes.parts().size(); i += 2) {
      records.add("GNU.sparse.offset=" + holes.parts().get(i));
      records.add("GNU.sparse.numbytes=" + holes.parts().get(i + 1));
    }
    return new TarBytes()
        .pax(records.toArray(String[]::new))
        .file("s", holes.content())
        .file("after", "x")
        .end();
  }

  private static byte[] pax01(Holes holes) {
    StringBuilder map = new StringBuilder();
    for (Long number : holes.parts()) {
      map.append(map.isEmpty() ? "" : ",").append(number);
    }
    return new TarBytes()
        .pax(
            "GNU.sparse.size=" + holes.size(),
            "GNU.sparse.numblocks=" + holes.parts().size() / 2,
            "GNU.sparse.name=s",
            "GNU.sparse.map=" + map)
        .file("GNUSparseFile.1/s", holes.content())
        .file("after", "x")
        .end();
  }

  private static byte[] pax10(Holes holes) {
    StringBuilder map = new StringBuilder().append(holes.parts().size() / 2).append('\n');
    for (Long number : holes.parts()) {
      map.append(number).append('\n');
    }
    map.append("\0".repeat(-map.length() & (BLOCK - 1)));
    return new TarBytes()
        .pax(
            "GNU.sparse.major=1",
            "GNU.sparse.minor=0",
            "GNU.sparse.name=s",
            "GNU.sparse.realsize=" + holes.size())
        .file("GNUSparseFile.1/s", map + holes.content())
        .file("after", "x")
        .end();
  }
}
