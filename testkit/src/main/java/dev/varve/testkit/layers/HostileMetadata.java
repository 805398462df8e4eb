package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.rejected;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Owners, times, attributes and types that there are not. */
final class HostileMetadata {
  private HostileMetadata() {}

  static List<HostileLayer> all() {
    List<HostileLayer> all = new ArrayList<>();
    owners(all);
    times(all);
    attributes(all);
    types(all);
    return all;
  }

  private static void owners(List<HostileLayer> all) {
    for (long id : new long[] {0xffff_ffffL, 1L << 32, 1L << 40, -1, -2, Long.MIN_VALUE >> 8}) {
      all.add(
          rejected("uid " + id, new TarBytes().header("a", '0', 0, TarBytes.owner(id, 0)).end()));
      all.add(
          rejected("gid " + id, new TarBytes().header("a", '0', 0, TarBytes.owner(0, id)).end()));
    }
    for (String id :
        List.of("-1", "4294967295", "4294967296", "99999999999999999999", "root", "1 ")) {
      all.add(rejected("PAX uid=" + id, new TarBytes().pax("uid=" + id).file("a", "x").end()));
      all.add(rejected("PAX gid=" + id, new TarBytes().pax("gid=" + id).dir("a").end()));
    }
    all.add(
        rejected(
            "uid that is no number",
            new TarBytes().header("a", '0', 0, b -> TarBytes.put(b, TarBytes.UID, "0000x")).end()));
    all.add(
        rejected(
            "mode that is no number",
            new TarBytes()
                .header("a", '0', 0, b -> TarBytes.put(b, TarBytes.MODE, "rwxrwx"))
                .end()));
  }

  private static void times(List<HostileLayer> all) {
    for (String time : List.of("yesterday", "1.2.3", "0x10", "1e5", "-", ".", "--5", "1,5", " 1")) {
      all.add(
          rejected("PAX mtime=" + time, new TarBytes().pax("mtime=" + time).file("a", "x").end()));
    }
    all.add(
        rejected(
            "mtime that is no number",
            new TarBytes()
                .header("a", '0', 0, b -> TarBytes.put(b, TarBytes.MTIME, "12:30 today"))
                .end()));
  }

  private static void attributes(List<HostileLayer> all) {
    String key = "SCHILY.xattr.";
    all.add(
        rejected("attribute without name", new TarBytes().pax(key + "=x").file("a", "x").end()));
    all.add(
        rejected(
            "attribute with NUL in its name",
            new TarBytes().pax(key + "user.a\0b=x").file("a", "x").end()));
    all.add(
        rejected(
            "attribute with a name of 256 bytes",
            new TarBytes().pax(key + "user." + "n".repeat(251) + "=x").file("a", "x").end()));
    all.add(
        rejected(
            "attribute of 65,537 bytes",
            new TarBytes().pax(key + "user.a=" + "v".repeat(65_537)).file("a", "x").end()));
    for (String bad : List.of("user.a=%%%", "user.a=a", "user%zz=eQ", "=eQ")) {
      all.add(
          rejected(
              "attribute by libarchive " + bad,
              new TarBytes().pax("LIBARCHIVE.xattr." + bad).file("a", "x").end()));
    }
  }

  private static void types(List<HostileLayer> all) {
    for (char type : new char[] {'8', '9', 'A', 'I', 'M', 'N', 'Q', 'Z', ' ', 1, 0xff}) {
      all.add(
          rejected("type " + Integer.toHexString(type), new TarBytes().header("a", type, 0).end()));
    }
    byte[] bad = new TarBytes().header("a", '0', 0).end();
    Arrays.fill(bad, 148, 156, (byte) 0);
    all.add(rejected("no checksum", bad));
  }
}
