package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.Compressed.cut;
import static dev.varve.testkit.layers.Compressed.flipped;
import static dev.varve.testkit.layers.Compressed.joined;
import static dev.varve.testkit.layers.Compressed.with;
import static dev.varve.testkit.layers.HostileLayer.rejectedStream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compressed streams that are cut off, damaged, greedy, or followed by something else. */
final class HostileStreams {
  private static final byte[] TAR =
      new TarBytes().file("a", "content of a file\n".repeat(200)).dir("d").end();
  private static final byte[] GZIP = Compressed.gzip(TAR);
  private static final byte[] ZSTD = Compressed.zstd(TAR, 20, 1000);

  private HostileStreams() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    gzip(all);
    zstd(all);
    bombs(all);
    return all;
  }

  private static void gzip(List<HostileLayer> all) {
    int length = GZIP.length;
    for (int at :
        new int[] {
          3, 9, 10, 11, 40, length / 2, length - 20, length - 9, length - 8, length - 4, length - 1
        }) {
      all.add(rejectedStream("gzip cut after " + at + " bytes", cut(GZIP, at)));
    }
    for (int at : new int[] {-1, -4, -5, -8}) {
      all.add(rejectedStream("gzip with a wrong trailer " + at, flipped(GZIP, at)));
    }
    all.add(rejectedStream("gzip of an unknown method", with(GZIP, 2, 7)));
    all.add(rejectedStream("gzip with reserved flags", with(GZIP, 3, 0x80)));
    all.add(rejectedStream("gzip with damaged data", with(GZIP, 10, 0xff)));
    all.add(
        rejectedStream(
            "gzip with a name without end",
            joined(with(cut(GZIP, 10), 3, 8), TarBytes.bytes("n".repeat(200_000)))));
    all.add(rejectedStream("gzip and one byte", joined(GZIP, new byte[] {1})));
    all.add(rejectedStream("gzip and text", joined(GZIP, TarBytes.bytes("garbage"))));
    all.add(rejectedStream("gzip, zeros and a byte", joined(GZIP, new byte[1000], new byte[] {7})));
    all.add(rejectedStream("gzip, zeros and gzip", joined(GZIP, new byte[8], GZIP)));
    all.add(rejectedStream("gzip and half a magic", joined(GZIP, new byte[] {0x1f})));
    all.add(rejectedStream("gzip and half a member", joined(GZIP, cut(GZIP, GZIP.length / 2))));
    all.add(rejectedStream("gzip and a zstd frame", joined(GZIP, ZSTD)));
    all.add(rejectedStream("gzip and a plain tar", joined(GZIP, TAR)));
    all.add(rejectedStream("gzip of nothing but a header", cut(GZIP, 10)));
    all.add(rejectedStream("gzip of noise", Compressed.gzip(TarBytes.bytes("noise".repeat(500)))));
    all.add(rejectedStream("gzip in gzip", Compressed.gzip(GZIP)));
  }

  private static void zstd(List<HostileLayer> all) {
    int length = ZSTD.length;
    for (int at : new int[] {4, 5, 6, 7, 8, 9, 500, 1009, 1010, 2000, length - 100, length - 1}) {
      all.add(rejectedStream("zstd cut after " + at + " bytes", cut(ZSTD, at)));
    }
    for (int log : new int[] {28, 29, 31, 36, 41}) {
      all.add(rejectedStream("zstd with a window of 2^" + log, Compressed.zstd(TAR, log, 1000)));
    }
    all.add(rejectedStream("zstd with a window of 144 MiB", with(ZSTD, 5, (17 << 3) | 1)));
    all.add(rejectedStream("zstd with the reserved bit", with(ZSTD, 4, 8)));
    all.add(
        rejectedStream(
            "zstd with a dictionary",
            joined(with(cut(ZSTD, 6), 4, 1), new byte[] {77}, tail(ZSTD, 6))));
    all.add(rejectedStream("zstd with a wrong checksum", joined(with(ZSTD, 4, 4), new byte[4])));
    all.add(rejectedStream("zstd with a reserved block", with(ZSTD, 6, ZSTD[6] | 6)));
    all.add(
        rejectedStream(
            "zstd with a block that is too large",
            joined(
                Compressed.frameHeader(17),
                Compressed.block(true, 0, (128 << 10) + 1),
                new byte[(128 << 10) + 1])));
    all.add(rejectedStream("zstd and one byte", joined(ZSTD, new byte[] {1})));
    all.add(rejectedStream("zstd and zeros", joined(ZSTD, new byte[64])));
    all.add(rejectedStream("zstd and text", joined(ZSTD, TarBytes.bytes("garbage"))));
    all.add(rejectedStream("zstd and half a magic", joined(ZSTD, cut(ZSTD, 3))));
    all.add(rejectedStream("zstd and half a frame", joined(ZSTD, cut(ZSTD, 100))));
    all.add(rejectedStream("zstd and gzip", joined(ZSTD, GZIP)));
    byte[] skipped = Compressed.skippable(100);
    all.add(rejectedStream("zstd and half a skippable frame", joined(ZSTD, cut(skipped, 50))));
    all.add(rejectedStream("skippable frame cut off", cut(skipped, 60)));
    byte[] greedy = cut(Compressed.skippable(0), 8);
    for (int i = 4; i < 8; i++) {
      greedy[i] = (byte) 0xff;
    }
    all.add(rejectedStream("skippable frame of 4 GiB that is not there", joined(greedy, ZSTD)));
    all.add(
        rejectedStream(
            "zstd with a wrong content size",
            joined(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 9}, tail(ZSTD, 6))));
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** Ten kilobytes that unpack to 300 MB: as far as ratios are let go, and a bit further. */
  private static void bombs(List<HostileLayer> all) {
    byte[] start = new TarBytes().header("bomb", '0', 1L << 37, _ -> {}).unfinished();
    all.add(rejectedStream("zstd bomb of a file", Compressed.zstdZerosAfter(start, 2400)));
    byte[] end = new TarBytes().file("a", "x").end();
    all.add(rejectedStream("zstd bomb after the end", Compressed.zstdZerosAfter(end, 2400)));
  }
}
