package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.Compressed.gzip;
import static dev.varve.testkit.layers.Compressed.joined;
import static dev.varve.testkit.layers.Compressed.skippable;
import static dev.varve.testkit.layers.Compressed.zstd;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Compressed streams as parallel, seekable and rsyncable compressors write them. */
final class LegalStreams {
  private static final byte[] TAR = new TarBytes().file("a", "x".repeat(30)).dir("d").end();
  private static final byte[] NOTHING = new byte[0];

  private LegalStreams() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    gzips(all);
    zstds(all);
    return all;
  }

  private static void add(List<LegalLayer> all, String name, byte[] stream) {
    all.add(LegalLayer.stream(name, stream, "f 644 a =" + "x".repeat(30), "d 755 d"));
  }

  private static byte[] part(int from, int to) {
    return Arrays.copyOfRange(TAR, from, to);
  }

  private static void gzips(List<LegalLayer> all) {
    byte[] whole = gzip(TAR);
    add(all, "gzip", whole);
    add(all, "gzip of two members", joined(gzip(part(0, 700)), gzip(part(700, TAR.length))));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < TAR.length; i += 16) {
      many.writeBytes(gzip(part(i, i + 16)));
    }
    add(all, "gzip of 160 members", many.toByteArray());
    add(all, "gzip with empty members", joined(gzip(NOTHING), gzip(NOTHING), whole, gzip(NOTHING)));
    add(all, "gzip and zeros", joined(whole, new byte[1000]));
    add(all, "gzip without compression", stored(TAR));
    byte[] extra = {31, (byte) 139, 8, 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 5, 0, 1, 2, 3, 4, 5};
    byte[] texts = TarBytes.bytes("name\0a comment\0");
    add(
        all,
        "gzip with all fields",
        joined(extra, texts, Arrays.copyOfRange(whole, 10, whole.length)));
  }

  /** A member whose only block is not compressed. */
  private static byte[] stored(byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 3, 1});
    little(out, content.length, 2);
    little(out, ~content.length, 2);
    out.writeBytes(content);
    little(out, sum.getValue(), 4);
    little(out, content.length, 4);
    return out.toByteArray();
  }

  private static void little(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> (8 * i)));
    }
  }

  private static void zstds(List<LegalLayer> all) {
    byte[] whole = zstd(TAR);
    add(all, "zstd", whole);
    add(all, "zstd of two frames", joined(zstd(part(0, 700)), zstd(part(700, TAR.length))));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < TAR.length; i += 16) {
      many.writeBytes(zstd(part(i, i + 16)));
    }
    add(all, "zstd of 160 frames", many.toByteArray());
    add(all, "zstd with empty frames", joined(zstd(NOTHING), whole, zstd(NOTHING)));
    add(all, "zstd in blocks of a byte", zstd(TAR, 10, 1));
    add(all, "zstd after a skippable frame", joined(skippable(100), whole));
    add(all, "zstd before a skippable frame", joined(whole, skippable(300_000)));
    add(
        all,
        "zstd between skippable frames",
        joined(
            skippable(0),
            zstd(part(0, 512)),
            skippable(7),
            skippable(9),
            zstd(part(512, TAR.length)),
            skippable(1)));
    for (int log : new int[] {10, 23, 26, 27}) {
      add(all, "zstd with a window of 2^" + log, zstd(TAR, log, 512));
    }
    add(
        all,
        "zstd with its size",
        joined(
            new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x60},
            new byte[] {(byte) (TAR.length - 256), (byte) ((TAR.length - 256) >> 8)},
            Compressed.block(true, 0, TAR.length),
            TAR));
    add(
        all,
        "zstd with a run of zeros",
        joined(
            Compressed.frameHeader(17),
            Compressed.block(false, 0, 1536),
            part(0, 1536),
            Compressed.block(true, 1, TAR.length - 1536),
            new byte[1]));
  }
}
