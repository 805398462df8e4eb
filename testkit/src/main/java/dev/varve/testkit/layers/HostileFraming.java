package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Sizes that are lies, and archives that are cut off or no archives. */
final class HostileFraming {
  private HostileFraming() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    sizes(all);
    damage(all);
    cuts(all);
    return all;
  }

  private static void sizes(List<HostileLayer> all) {
    for (long size :
        new long[] {-1, -512, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 511, 1L << 62}) {
      all.add(rejected("size " + size, sized(b -> TarBytes.binary(b, TarBytes.SIZE, 12, size))));
    }
    all.add(
        rejected(
            "size of 95 bits",
            sized(b -> Arrays.fill(b, TarBytes.SIZE, TarBytes.SIZE + 12, (byte) 0xbf))));
    all.add(
        rejected(
            "size of -2^94",
            sized(
                b -> {
                  Arrays.fill(b, TarBytes.SIZE, TarBytes.SIZE + 12, (byte) 0);
                  b[TarBytes.SIZE] = (byte) 0xc0;
                })));
    for (String text : List.of("00000000009", "-0000000001", "0x000000100", "1 1        ", "abc")) {
      all.add(rejected("size '" + text + "'", sized(b -> TarBytes.put(b, TarBytes.SIZE, text))));
    }
    all.add(
        rejected(
            "size larger than the archive",
            sized(b -> TarBytes.number(b, TarBytes.SIZE, 12, 1 << 20))));
    all.add(
        rejected(
            "size of 64 GiB that is not there",
            sized(b -> TarBytes.put(b, TarBytes.SIZE, "777777777777"))));
    for (String size :
        List.of(
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999",
            "0x10",
            " 1",
            "1.0")) {
      all.add(
          rejected("PAX size=" + size, new TarBytes().pax("size=" + size).file("a", "x").end()));
    }
    all.add(
        rejected(
            "PAX size larger than what is there",
            new TarBytes().pax("size=2000").file("a", "x").end()));
    all.add(
        rejected(
            "PAX size smaller than what is there",
            new TarBytes().pax("size=1").file("a", "x".repeat(600)).file("b", "").end()));
  }

  private static byte[] sized(Consumer<byte[]> edit) {
    return new TarBytes().header("a", '0', 0, edit).data("content").end();
  }

  private static void damage(List<HostileLayer> all) {
    byte[] good = new TarBytes().file("a", "x").file("b", "y").end();
    for (int at : new int[] {0, 99, 100, 130, 156, 257, 511}) {
      all.add(rejected("bit flipped at byte " + at, Compressed.flipped(good, at)));
      int later = 2 * TarBytes.BLOCK + at;
      all.add(rejected("bit flipped at byte " + later, Compressed.flipped(good, later)));
    }
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 'z');
    all.add(rejected("no tar at all", noise));
    all.add(rejected("text", TarBytes.bytes("#!/bin/sh\necho this is no tar\n".repeat(40))));
    all.add(
        rejected(
            "lone zero block in the middle",
            new TarBytes().file("a", "x").raw(new byte[512]).file("b", "x").end()));
    all.add(rejected("zero block, then noise", Compressed.joined(new byte[512], noise)));
    all.add(rejected("content without a header", new TarBytes().data("x".repeat(300)).end()));
    all.add(
        rejected(
            "link with content",
            new TarBytes()
                .header("l", '2', 700, TarBytes.linkName("t"))
                .data("x".repeat(700))
                .end()));
    all.add(
        rejected(
            "hard link with content",
            new TarBytes()
                .file("f", "")
                .header("l", '1', 700, TarBytes.linkName("f"))
                .data("x".repeat(700))
                .end()));
    all.add(
        rejected(
            "directory with content",
            new TarBytes().header("d/", '5', 700, _ -> {}).data("x".repeat(700)).end()));
  }

  private static void cuts(List<HostileLayer> all) {
    byte[] tar =
        new TarBytes()
            .pax("path=" + "p".repeat(120), "mtime=1.5")
            .file("p", "c".repeat(1500))
            .longName("n".repeat(700))
            .file("n", "d".repeat(100))
            .unfinished();
    // In and between: PAX header, its body, header, content, padding, long name, its body, header.
    int[] cuts = {
      1, 100, 257, 511, 512, 513, 600, 1023, 1024, 1025, 1300, 1535, 1536, 1537, 2047, 2048, 2500,
      3035, 3036, 3071, 3073, 3400, 3584, 3585, 4000, 4284, 4607, 4608, 4609, 4900, 5119, 5120,
      5200, 5220, 5631
    };
    for (int cut : cuts) {
      all.add(rejected("cut after " + cut + " bytes", Compressed.cut(tar, cut)));
    }
  }
}
