package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that are refused, each with a word of the reason. */
class HostileTarTest {
  private static final Limits LIMITS = Limits.DEFAULT.withEntries(1000).withTotal(1L << 30);

  static Stream<Arguments> hostile() {
    return Stream.of(
        of("escapes by ..", new RawTar().file("../etc/passwd", "x").end(), "leaves the root"),
        of("escapes inside", new RawTar().file("a/../../b", "x").end(), "leaves the root"),
        of("escapes by PAX path", pax("path=../../b").file("b", "x").end(), "leaves the root"),
        of("NUL in PAX path", pax("path=a\0b").file("b", "x").end(), "NUL"),
        of(
            "component of 256",
            pax("path=" + "n".repeat(256)).file("b", "x").end(),
            "longer than 255"),
        of("path of 4097", pax("path=" + "ab/".repeat(1366)).file("b", "x").end(), "longer"),
        of("too deep", pax("path=" + "a/".repeat(600) + "f").file("b", "x").end(), "deep"),
        of("root as a link", new RawTar().link("./", '2', "/etc").end(), "root"),
        of("root as a fifo", new RawTar().header("/", '6', 0).end(), "root"),
        of("unknown type", new RawTar().header("a", 'Q', 0).end(), "unknown type"),
        of("multi-volume", new RawTar().header("a", 'M', 0).end(), "unknown type"),
        of("hard link escaping", new RawTar().link("a", '1', "../../b").end(), "leaves the root"),
        of("hard link to itself", new RawTar().file("a", "x").link("a", '1', "a").end(), "itself"),
        of(
            "hard link to a directory",
            new RawTar().dir("d/").link("a", '1', "d").end(),
            "directory"),
        of("hard link to the root", new RawTar().dir("./").link("a", '1', "/").end(), "directory"),
        of(
            "hard link to an implied directory",
            new RawTar().file("d/f", "x").link("a", '1', "d").end(),
            "directory"),
        of(
            "hard links in a circle",
            new RawTar().link("a", '1', "b").link("b", '1', "a").end(),
            "each other"),
        of(
            "link loop as parent",
            new RawTar().link("a", '2', "b").link("b", '2', "a").file("a/c", "x").end(),
            "symbolic links"),
        of(
            "link to itself as parent",
            new RawTar().link("a", '2', "a").file("a/c", "x").end(),
            "symbolic links"),
        of("file as parent", new RawTar().file("a", "x").file("a/b", "x").end(), "directory"),
        of("symlink without target", new RawTar().link("a", '2', "").end(), "target"),
        of("symlink with NUL", pax("linkpath=a\0b").link("a", '2', "b").end(), "NUL"),
        of("whiteout of nothing", new RawTar().file("a/.wh.", "").end(), "whiteout"),
        of("whiteout of .", new RawTar().file("a/.wh..", "").end(), "whiteout"),
        of("whiteout of ..", new RawTar().file("a/.wh...", "").end(), "whiteout"),
        of("marker as directory", new RawTar().file(".wh.a/b", "").end(), ".wh."),
        of("device 0:0", new RawTar().device("a", '3', 0, 0).end(), "0:0"),
        of("device out of range", new RawTar().device("a", '3', 5000, 0).end(), "device"),
        of(
            "trusted.overlay",
            pax("SCHILY.xattr.trusted.overlay.opaque=y").dir("a/").end(),
            "overlay"),
        of("user.overlay", pax("SCHILY.xattr.user.overlay.redirect=/").dir("a/").end(), "overlay"),
        of(
            "user.overlay by libarchive",
            pax("LIBARCHIVE.xattr.user.overlay%2Eopaque=eQ").dir("a/").end(),
            "overlay"),
        of("negative size", edited(b -> base256(b, 124, 12, -1)), "negative"),
        of("overflowing size", edited(b -> Arrays.fill(b, 124, 136, (byte) 0xbf)), "large"),
        of("size of 2^63-1", edited(b -> base256(b, 124, 12, Long.MAX_VALUE)), "large"),
        of("PAX size negative", pax("size=-1").file("a", "x").end(), "range"),
        of("PAX size overflowing", pax("size=99999999999999999999").file("a", "x").end(), "range"),
        of("uid of 2^32-1", edited(b -> base256(b, 108, 8, 0xffff_ffffL)), "range"),
        of("uid negative", edited(b -> base256(b, 108, 8, -2)), "range"),
        of("PAX gid of 2^32", pax("gid=4294967296").file("a", "x").end(), "range"),
        of("mtime is no number", pax("mtime=yesterday").file("a", "x").end(), "mtime"),
        of("octal with a nine", edited(b -> RawTar.put(b, 124, "00000000009")), "number"),
        of("bad checksum", flipped(new RawTar().file("a", "x").end(), 5), "checksum"),
        of("random", bytesOf(2048), "checksum"),
        of("cut in a header", cut(new RawTar().file("a", "x").end(), 300), "cut off"),
        of("cut in content", cut(new RawTar().file("a", "x".repeat(2000)).end(), 1000), "cut off"),
        of("cut in padding", cut(new RawTar().file("a", "x").end(), 700), "cut off"),
        of("cut after a PAX header", pax("path=b").unfinished(), "cut off"),
        of("PAX length zero", paxBody("0 a=b\n"), "malformed"),
        of("PAX length too long", paxBody("99 a=b\n"), "malformed"),
        of("PAX length missing", paxBody(" a=b\n"), "malformed"),
        of("PAX without =", paxBody("6 abc\n"), "malformed"),
        of("PAX without newline", paxBody("7 a=bcd"), "malformed"),
        of("PAX of 2 MiB", new RawTar().header("pax", 'x', 2 << 20).end(), "too long"),
        of("long name of 2 MiB", new RawTar().header("l", 'L', 2 << 20).end(), "too long"),
        of(
            "lone zero block",
            new RawTar().file("a", "x").raw(new byte[512]).file("b", "x").end(),
            "lone zero"),
        of("sparse overlapping", sparse("0,10,5,10", 100, 20), "sparse"),
        of("sparse beyond its size", sparse("0,10,95,10", 100, 20), "sparse"),
        of("sparse sum wrong", sparse("0,10", 100, 20), "sparse"),
        of("sparse odd", sparse("0,10,20", 100, 10), "sparse"),
        of("sparse overflowing", sparse("9223372036854775800,100", 100, 100), "sparse"),
        of("sparse of 2 GiB holes", sparse("0,20", 2L << 30, 20), "too many bytes"),
        of("too many entries", many(1100), "1000 entries"));
  }

  private static Arguments of(String what, byte[] tar, String reason) {
    return Arguments.of(what, tar, reason);
  }

  private static RawTar pax(String... records) {
    return new RawTar().pax(records);
  }

  private static byte[] edited(Consumer<byte[]> edit) {
    return new RawTar().header("a", '0', 0, edit).end();
  }

  private static byte[] paxBody(String body) {
    return new RawTar()
        .header("p", 'x', body.length())
        .data(RawTar.bytes(body))
        .file("a", "x")
        .end();
  }

  private static byte[] sparse(String map, long real, int stored) {
    return pax("GNU.sparse.size=" + real, "GNU.sparse.numblocks=1", "GNU.sparse.map=" + map)
        .file("a", "x".repeat(stored))
        .end();
  }

  private static void base256(byte[] block, int at, int length, long value) {
    long rest = value;
    for (int i = at + length - 1; i >= at; i--) {
      block[i] = (byte) rest;
      rest >>= 8;
    }
    block[at] |= (byte) 0x80;
  }

  private static byte[] flipped(byte[] tar, int at) {
    tar[at] ^= 1;
    return tar;
  }

  private static byte[] cut(byte[] tar, int length) {
    return Arrays.copyOf(tar, length);
  }

  private static byte[] bytesOf(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'z');
    return bytes;
  }

  private static byte[] many(int count) {
    RawTar tar = new RawTar();
    for (int i = 0; i < count; i++) {
      tar.file("f" + i, "");
    }
    return tar.end();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void layer_hostile_refused(String what, byte[] tar, String reason) {
    ArchiveException e =
        assertThrows(
            ArchiveException.class,
            () ->
                LayerScan.scan(
                    new ByteArrayInputStream(tar), OutputStream.nullOutputStream(), LIMITS));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(reason), message);
    assertTrue(message.lines().count() == 1, message);
  }
}
