package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.Xattr;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Odd but legal layers, and what becomes of them. */
class LegalTarTest {
  private static LayerScan.ScannedLayer scan(byte[] tar) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    var scanned = LayerScan.scan(new ByteArrayInputStream(tar), copy, Limits.DEFAULT);
    assertArrayEquals(tar, copy.toByteArray());
    assertEquals(Digest.sha256Of(tar), scanned.diffId());
    assertEquals(tar.length, scanned.tarSize());
    return scanned;
  }

  private static LayerIndex index(byte[] tar) throws IOException {
    return scan(tar).index();
  }

  private static LayerEntry entry(LayerIndex index, String path) {
    return index.find(EntryPath.of(path)).orElseThrow(() -> new AssertionError(index.toString()));
  }

  private static List<String> paths(LayerIndex index) {
    List<String> paths = new ArrayList<>();
    for (LayerEntry entry : index) {
      paths.add(
          entry.path()
              + (entry.type() == EntryType.WHITEOUT ? " gone" : "")
              + (entry.opaque() ? " opaque" : "")
              + (entry.implied() ? " implied" : ""));
    }
    return paths;
  }

  @Test
  void tar_empty_hasNoEntries() throws IOException {
    assertEquals(0, index(new byte[0]).size());
    assertEquals(0, index(new byte[512]).size());
    assertEquals(0, index(new byte[1024]).size());
    assertEquals(0, index(new byte[10240]).size());
  }

  @Test
  void end_missing_accepted() throws IOException {
    assertEquals(List.of("a"), paths(index(new RawTar().file("a", "x").unfinished())));
  }

  @Test
  void bytesAfterEnd_any_digestedAndIgnored() throws IOException {
    byte[] tar =
        new RawTar().raw(new RawTar().file("a", "x").end()).raw(new byte[] {1, 2, 3}).unfinished();
    assertEquals(List.of("a"), paths(index(tar)));
  }

  @Test
  void path_absoluteAndDotted_cleaned() throws IOException {
    byte[] tar =
        new RawTar().dir("./").file("/a", "x").file("./b/./c", "x").file("d/../e", "x").end();
    assertEquals(List.of("", "a", "b implied", "b/c", "e"), paths(index(tar)));
  }

  @Test
  void path_notUtf8_keptByteForByte() throws IOException {
    LayerIndex index = index(new RawTar().file("a\u00ff\u0001", "x").end());
    assertArrayEquals(RawTar.bytes("a\u00ff\u0001"), index.path(0).toArray());
    assertEquals("a\\xff\\x01", index.path(0).toString());
  }

  @Test
  void duplicate_lastWins() throws IOException {
    LayerIndex index = index(new RawTar().file("a", "one").file("a", "second").end());
    assertEquals(1, index.size());
    assertEquals(Digest.sha256Of(RawTar.bytes("second")), entry(index, "a").digest());
  }

  @Test
  void duplicate_fileOverDirectory_dropsWhatWasBelow() throws IOException {
    byte[] tar = new RawTar().dir("a/").file("a/b", "x").dir("a/c/").file("a", "y").end();
    assertEquals(List.of("a"), paths(index(tar)));
  }

  @Test
  void duplicate_directoryOverFile_startsEmpty() throws IOException {
    byte[] tar = new RawTar().file("a", "x").dir("a/").file("a/b", "y").end();
    assertEquals(List.of("a opaque", "a/b"), paths(index(tar)));
  }

  @Test
  void hardlink_targetReplacedLater_keepsOldContent() throws IOException {
    byte[] tar = new RawTar().file("a", "one").link("b", '1', "a").file("a", "two").end();
    LayerIndex index = index(tar);
    assertEquals(EntryType.FILE, entry(index, "b").type());
    assertEquals(Digest.sha256Of(RawTar.bytes("one")), entry(index, "b").digest());
    assertEquals(Digest.sha256Of(RawTar.bytes("two")), entry(index, "a").digest());
  }

  @Test
  void hardlink_absoluteAndChained_leadsToFirstName() throws IOException {
    byte[] tar = new RawTar().file("m", "one").link("z", '1', "/m").link("a", '1', "./z").end();
    LayerIndex index = index(tar);
    assertEquals(EntryType.FILE, entry(index, "a").type());
    for (String name : List.of("m", "z")) {
      LayerEntry link = entry(index, name);
      assertEquals(EntryType.HARDLINK, link.type());
      assertEquals(Bytes.of("a"), link.linkTarget());
      assertEquals(entry(index, "a").digest(), link.digest());
      assertEquals(entry(index, "a").offset(), link.offset());
    }
  }

  @Test
  void hardlink_toSymlink_becomesSymlink() throws IOException {
    LayerIndex index = index(new RawTar().link("s", '2', "t").link("h", '1', "s").end());
    assertEquals(EntryType.SYMLINK, entry(index, "h").type());
    assertEquals(Bytes.of("t"), entry(index, "h").linkTarget());
  }

  @Test
  void hardlink_toLowerLayer_kept() throws IOException {
    LayerIndex index = index(new RawTar().link("h", '1', "etc/passwd").end());
    assertEquals(1, index.externalLinkCount());
    assertEquals(Bytes.of("etc/passwd"), entry(index, "h").linkTarget());
  }

  @Test
  void parent_symlinkOfTheLayer_followedInsideTheRoot() throws IOException {
    byte[] tar =
        new RawTar()
            .link("l", '2', "/../../x/y")
            .file("l/f", "1")
            .link("m", '2', "l/../z")
            .file("m/g", "2")
            .end();
    assertEquals(
        List.of("l", "m", "x implied", "x/y implied", "x/y/f", "x/z implied", "x/z/g"),
        paths(index(tar)));
  }

  @Test
  void whiteouts_ofEveryKind_recognised() throws IOException {
    byte[] tar =
        new RawTar()
            .file("d/.wh.gone", "")
            .file("o/.wh..wh..opq", "")
            .file("o/new", "x")
            .file("late/f", "x")
            .file("late/.wh..wh..opq", "")
            .file(".wh.w", "with content")
            .file("w/f", "x")
            .file(".wh.same", "")
            .file("same", "x")
            .file(".wh..wh.plnk/1.2", "aufs")
            .file(".wh..wh.aufs", "aufs")
            .end();
    assertEquals(
        List.of(
            "d implied",
            "d/gone gone",
            "late opaque implied",
            "late/f",
            "o opaque implied",
            "o/new",
            "same",
            "w opaque implied",
            "w/f"),
        paths(index(tar)));
  }

  @Test
  void opaque_atTheRoot_hidesAll() throws IOException {
    assertEquals(
        List.of(" opaque implied", "a"),
        paths(index(new RawTar().file(".wh..wh..opq", "").file("a", "x").end())));
  }

  @Test
  void whiteout_ofLongName_accepted() throws IOException {
    String name = "n".repeat(255);
    byte[] tar = new RawTar().pax("path=d/.wh." + name).file("x", "").end();
    assertEquals(List.of("d implied", "d/" + name + " gone"), paths(index(tar)));
  }

  @Test
  void pax_everyKey_overridesTheBlock() throws IOException {
    byte[] tar =
        new RawTar()
            .pax(
                "path=other/name",
                "size=3",
                "uid=4294967294",
                "gid=70000000",
                "mtime=-1.25",
                "SCHILY.xattr.user.b=two\nlines",
                "SCHILY.xattr.security.capability=\u0001\0\0\u0002",
                "LIBARCHIVE.xattr.user.a%3Db=AQI",
                "comment=ignored")
            .header("x", '0', 0)
            .data(RawTar.bytes("abc"))
            .file("next", "n")
            .end();
    LayerIndex index = index(tar);
    LayerEntry entry = entry(index, "other/name");
    assertEquals(3, entry.size());
    assertEquals(4294967294L, entry.uid());
    assertEquals(70000000, entry.gid());
    assertEquals(-2, entry.mtimeSeconds());
    assertEquals(750_000_000, entry.mtimeNanos());
    assertEquals(
        List.of(
            new Xattr(Bytes.of("security.capability"), Bytes.of(new byte[] {1, 0, 0, 2})),
            new Xattr(Bytes.of("user.a=b"), Bytes.of(new byte[] {1, 2})),
            new Xattr(Bytes.of("user.b"), Bytes.of("two\nlines"))),
        entry.xattrs());
    assertEquals(Digest.sha256Of(RawTar.bytes("abc")), entry.digest());
    assertEquals(Digest.sha256Of(RawTar.bytes("n")), entry(index, "next").digest());
  }

  @Test
  void header_v7AndDirectoryBySlash_understood() throws IOException {
    byte[] tar =
        new RawTar()
            .header("dir/", '\0', 0, block -> Arrays.fill(block, 257, 265, (byte) 0))
            .header("file", '7', 0)
            .end();
    assertEquals(EntryType.DIRECTORY, entry(index(tar), "dir").type());
    assertEquals(EntryType.FILE, entry(index(tar), "file").type());
  }

  @Test
  void size_ofHeaderOnlyTypes_notBelieved() throws IOException {
    byte[] tar =
        new RawTar()
            .header("d/", '5', 4096)
            .header("s", '2', 100, block -> RawTar.put(block, 157, "t"))
            .file("f", "x")
            .end();
    assertEquals(List.of("d", "f", "s"), paths(index(tar)));
  }

  @Test
  void globalHeader_andVolumeLabel_passedOver() throws IOException {
    byte[] tar =
        new RawTar()
            .header("g", 'g', 13)
            .data(RawTar.bytes("13 path=evil\n"))
            .header("label", 'V', 0)
            .file("f", "x")
            .end();
    assertEquals(List.of("f"), paths(index(tar)));
  }

  @Test
  void sparse_sparsePaxMap_expands() throws IOException {
    byte[] tar =
        new RawTar()
            .pax("GNU.sparse.size=20", "GNU.sparse.numblocks=2", "GNU.sparse.map=2,3,10,2")
            .file("f", "abcde")
            .file("g", "x")
            .end();
    LayerIndex index = index(tar);
    byte[] expected = new byte[20];
    System.arraycopy(RawTar.bytes("abc"), 0, expected, 2, 3);
    System.arraycopy(RawTar.bytes("de"), 0, expected, 10, 2);
    assertEquals(Digest.sha256Of(expected), entry(index, "f").digest());
    assertTrue(entry(index, "f").sparse());
    assertEquals(0, entry(index, "f").offset());
    assertEquals(Digest.sha256Of(RawTar.bytes("x")), entry(index, "g").digest());
  }

  @Test
  void mode_typeBitsInField_ignored() throws IOException {
    byte[] tar =
        new RawTar().header("f", '0', 0, block -> RawTar.octal(block, 100, 7, 0104755)).end();
    assertEquals(04755, entry(index(tar), "f").mode());
  }
}
