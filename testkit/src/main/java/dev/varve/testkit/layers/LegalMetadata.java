package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.LegalLayer.asGnuTar;
import static dev.varve.testkit.layers.LegalLayer.asListed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Modes, owners, times, attributes and devices that images have. */
final class LegalMetadata {
  private LegalMetadata() {}

  static List<LegalLayer> all() {
    List<LegalLayer> all = new ArrayList<>();
    modes(all);
    owners(all);
    times(all);
    attributes(all);
    devices(all);
    return all;
  }

  private static void modes(List<LegalLayer> all) {
    for (int mode : new int[] {0, 0111, 0400, 01644, 02755, 04755, 06755, 07777}) {
      all.add(
          asGnuTar(
              "mode " + Integer.toOctalString(mode),
              new TarBytes().file("a", "x", TarBytes.mode(mode)).dir("d", mode).end()));
    }
    all.add(
        asGnuTar(
            "setuid file of a user",
            new TarBytes()
                .file("a", "x", TarBytes.mode(06711).andThen(TarBytes.owner(1000, 50)))
                .end()));
    all.add(
        asGnuTar(
            "mode with the bits of a type",
            new TarBytes().file("a", "x", TarBytes.mode(0104755)).end()));
    all.add(
        asGnuTar("sticky directory", new TarBytes().dir("tmp", 01777).file("tmp/a", "x").end()));
  }

  private static void owners(List<LegalLayer> all) {
    for (long id :
        new long[] {1, 1000, 65_534, 2_097_151, 2_097_152, 2_147_483_648L, 4_294_967_294L}) {
      all.add(asGnuTar("owner " + id, new TarBytes().file("a", "x", TarBytes.owner(id, id)).end()));
      all.add(
          asGnuTar(
              "PAX owner " + id,
              new TarBytes().pax("uid=" + id, "gid=" + id).file("a", "x").dir("d").end()));
    }
    all.add(
        asListed(
            "PAX owner that is empty",
            new TarBytes().pax("uid=").file("a", "x", TarBytes.owner(5, 6)).end(),
            "f 644 a =x 5:6"));
    all.add(
        asGnuTar(
            "names of owners",
            new TarBytes()
                .file(
                    "a",
                    "x",
                    b -> {
                      TarBytes.put(b, 265, "nobody-knows");
                      TarBytes.put(b, 297, "nobody-knows");
                    })
                .pax("uname=daemon", "gname=daemon")
                .file("b", "x")
                .end()));
    all.add(
        asGnuTar(
            "owner in blanks",
            new TarBytes()
                .file("a", "x", b -> Arrays.fill(b, TarBytes.UID, TarBytes.UID + 16, (byte) 0))
                .end()));
  }

  private static void times(List<LegalLayer> all) {
    for (long time : new long[] {0, 1, -1, -1_000_000_000, 1L << 31, 1L << 33, 8_589_934_591L}) {
      all.add(asGnuTar("mtime " + time, new TarBytes().file("a", "x", TarBytes.mtime(time)).end()));
    }
    for (String time :
        List.of(
            "0",
            "1.5",
            "-1.25",
            "-0.5",
            "1700000001.123456789",
            "1700000000.000000001",
            "4294967296")) {
      all.add(
          asGnuTar("PAX mtime " + time, new TarBytes().pax("mtime=" + time).file("a", "x").end()));
    }
    all.add(
        asGnuTar(
            "times of all types",
            new TarBytes()
                .pax("mtime=7.25")
                .dir("d")
                .pax("mtime=8.25")
                .symlink("l", "d")
                .pax("mtime=9.25")
                .fifo("p")
                .pax("mtime=10.25")
                .device("n", '3', 1, 3)
                .end()));
    all.add(
        asListed(
            "PAX mtime with more digits than a clock",
            new TarBytes().pax("mtime=1.1234567899999").file("a", "x").end(),
            "f 644 a =x @1+123456789"));
    all.add(
        asGnuTar(
            "PAX atime and ctime",
            new TarBytes().pax("atime=1.5", "ctime=2.5", "mtime=3.5").file("a", "x").end()));
  }

  /** See {@link LegalLayers#unkeepableTimes}. */
  static List<Sample> unkeepableTimes() {
    List<Sample> all = new ArrayList<>();
    for (String time :
        List.of(
            "99999999999", "-99999999999", "9".repeat(18), "-" + "9".repeat(30), "9".repeat(400))) {
      all.add(
          Sample.tar(
              "PAX mtime " + (time.length() > 40 ? "of 400 digits" : time),
              new TarBytes().pax("mtime=" + time).file("a", "x").end()));
    }
    for (long time : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, -(1L << 40)}) {
      all.add(
          Sample.tar("mtime " + time, new TarBytes().file("a", "x", TarBytes.mtime(time)).end()));
    }
    for (int fill : new int[] {0xbf, 0xc0}) {
      all.add(
          Sample.tar(
              "mtime of 95 bits " + Integer.toHexString(fill),
              new TarBytes()
                  .file(
                      "a",
                      "x",
                      b -> {
                        Arrays.fill(b, TarBytes.MTIME, TarBytes.MTIME + 12, (byte) (fill << 1));
                        b[TarBytes.MTIME] = (byte) fill;
                      })
                  .end()));
    }
    all.add(
        Sample.tar(
            "mtime of 95 bits that PAX corrects",
            new TarBytes()
                .pax("mtime=5")
                .file(
                    "a", "x", b -> Arrays.fill(b, TarBytes.MTIME, TarBytes.MTIME + 12, (byte) 0xbf))
                .end()));
    return all;
  }

  private static void attributes(List<LegalLayer> all) {
    String key = "SCHILY.xattr.user.";
    all.add(asGnuTar("attribute", new TarBytes().pax(key + "a=value").file("a", "x").end()));
    all.add(
        asGnuTar("attribute of a directory", new TarBytes().pax(key + "a=value").dir("d").end()));
    all.add(
        asGnuTar(
            "attribute of bytes",
            new TarBytes().pax(key + "a=\0\u0001\u00ff\n=").file("a", "x").end()));
    all.add(
        asGnuTar(
            "attributes, many",
            new TarBytes()
                .pax(key + "a=1", key + "b=2", key + "c.d.e=3", key + "long=" + "v".repeat(1000))
                .file("a", "x")
                .end()));
    all.add(
        asListed(
            "attribute without value",
            new TarBytes().pax(key + "a=").file("a", "x").end(),
            "f 644 a =x a="));
    all.add(
        asListed(
            "attributes by libarchive",
            new TarBytes()
                .pax("LIBARCHIVE.xattr.user.a%3Db=AQI", "LIBARCHIVE.xattr.user.c=eQ==")
                .file("a", "x")
                .end(),
            "f 644 a =x a=b=\\x01\\x02 c=y"));
    all.add(
        asListed(
            "attribute that is nearly overlay's",
            new TarBytes().pax(key + "overlay=1", key + "overlays.opaque=y").dir("d").end(),
            "d 755 d overlay=1 overlays.opaque=y"));
    all.add(
        asListed(
            "attributes no file can have",
            new TarBytes()
                .pax("SCHILY.xattr.nospace=1")
                .file("a", "x")
                .pax(key + "a=1")
                .symlink("l", "a")
                .pax(key + "a=1")
                .fifo("p")
                .end(),
            "f 644 a =x",
            "l 777 l ->a",
            "p 644 p"));
    all.add(
        asGnuTar(
            "unknown PAX keys",
            new TarBytes()
                .pax("comment=hello", "VENDOR.key=1", "SCHILY.fflags=nodump", "SCHILY.dev=5")
                .file("a", "x")
                .end()));
    all.add(
        asGnuTar(
            "file capability",
            new TarBytes()
                .pax(
                    "SCHILY.xattr.security.capability=\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
                .file("a", "x", TarBytes.owner(5, 5))
                .end()));
  }

  private static void devices(List<LegalLayer> all) {
    for (int[] numbers :
        new int[][] {{1, 3}, {1, 0}, {0, 1}, {5, 2}, {4095, 255}, {10, 300}, {259, 70_000}}) {
      String name = numbers[0] + ":" + numbers[1];
      all.add(
          asGnuTar(
              "device " + name,
              new TarBytes()
                  .device("c", '3', numbers[0], numbers[1])
                  .device("b", '4', numbers[0], numbers[1])
                  .end()));
    }
    all.add(asGnuTar("block device 0:0", new TarBytes().device("b", '4', 0, 0).end()));
    all.add(
        asGnuTar(
            "device with mode and owner",
            new TarBytes()
                .header(
                    "null",
                    '3',
                    0,
                    TarBytes.numbers(1, 3)
                        .andThen(TarBytes.mode(0666))
                        .andThen(TarBytes.owner(3, 4)))
                .end()));
    all.add(
        asGnuTar(
            "fifo with mode and owner",
            new TarBytes()
                .header("p", '6', 0, TarBytes.mode(0622).andThen(TarBytes.owner(3, 4)))
                .end()));
  }
}
