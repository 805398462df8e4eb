package dev.varve.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "/a, a",
    "./a/, a",
    "a//b, a/b",
    "a/./b/., a/b",
    "a/../b, b",
    "a/b/../../c, c",
    "'', ''",
    "/, ''",
    "., ''",
    "a/.., ''",
    "..a/b.., ..a/b..",
    "a b/c, a b/c"
  })
  void of_dirtyPath_cleaned(String dirty, String clean) {
    assertEquals(clean, EntryPath.of(dirty).toString());
    assertEquals(EntryPath.of(clean), EntryPath.of(dirty));
    assertEquals(EntryPath.of(clean).hashCode(), EntryPath.of(dirty).hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../a", "a/../..", "/..", "a\0b"})
  void of_escapingPath_refused(String path) {
    assertThrows(IllegalArgumentException.class, () -> EntryPath.of(path));
  }

  @Test
  void of_longPath_refusedBeyondTheLimits() {
    assertEquals(255, EntryPath.of("n".repeat(255)).length());
    assertThrows(IllegalArgumentException.class, () -> EntryPath.of("n".repeat(256)));
    assertEquals(4095, EntryPath.of("ab/".repeat(1365)).length() + 1);
    assertThrows(IllegalArgumentException.class, () -> EntryPath.of("ab/".repeat(1366) + "x"));
  }

  @Test
  void order_directory_directlyBeforeWhatIsBelow() {
    List<EntryPath> sorted = new ArrayList<>();
    for (String path :
        List.of("", "a", "a/b", "a/b/c", "a/b-c", "a/c", "a-b", "a.b", "b", "\u00e9")) {
      sorted.add(EntryPath.of(path));
    }
    List<EntryPath> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(3));
    Collections.sort(shuffled);
    assertEquals(sorted, shuffled);
  }

  @Test
  void parts_ofPath_given() {
    EntryPath path = EntryPath.of("usr/lib/x.so");
    assertEquals("usr/lib", path.parent().toString());
    assertEquals("x.so", path.nameText());
    assertEquals(3, path.depth());
    assertEquals("usr", path.prefix(1).toString());
    assertEquals(EntryPath.ROOT, path.prefix(0));
    assertSame(path, path.prefix(3));
    assertEquals("/usr/lib/x.so", path.absolute());
    assertTrue(path.startsWith(EntryPath.of("usr")) && path.startsWith(path));
    assertFalse(path.startsWith(EntryPath.of("us")));
    assertTrue(path.isChildOf(EntryPath.of("usr/lib")));
    assertFalse(path.isChildOf(EntryPath.of("usr")));
    assertTrue(EntryPath.of("usr").isChildOf(EntryPath.ROOT));
    assertFalse(EntryPath.ROOT.isChildOf(EntryPath.ROOT));
    assertSame(EntryPath.ROOT, EntryPath.ROOT.parent());
    assertEquals("opt/x.so", path.rebase(EntryPath.of("usr/lib"), EntryPath.of("opt")).toString());
    assertEquals("opt", path.rebase(path, EntryPath.of("opt")).toString());
    assertEquals("a/usr/lib/x.so", path.rebase(EntryPath.ROOT, EntryPath.of("a")).toString());
  }

  @Test
  void resolve_relativeAndAbsolute_fromDirectory() {
    EntryPath dir = EntryPath.of("a/b");
    assertEquals("a/c", dir.resolve("../c").toString());
    assertEquals("c", dir.resolve("/c").toString());
    assertThrows(IllegalArgumentException.class, () -> dir.resolve("../../../c"));
    assertThrows(IllegalArgumentException.class, () -> dir.child("x/y"));
    assertThrows(IllegalArgumentException.class, () -> dir.child(".."));
    assertThrows(IllegalArgumentException.class, () -> dir.child(""));
  }

  @Test
  void text_unprintable_escaped() {
    assertEquals("é\\x1b[31m\\\\", Bytes.of("é\u001b[31m\\").toString());
    assertEquals("\\xff\\xfe", Bytes.of(new byte[] {(byte) 0xff, (byte) 0xfe}).toString());
    assertEquals("\\xe2\\x80\\xaex", Bytes.of("\u202ex").toString());
    assertEquals("\\xc0\\xafx", Bytes.of(new byte[] {(byte) 0xc0, (byte) 0xaf, 'x'}).toString());
    assertEquals("\\xe2\\x82", Bytes.of(new byte[] {(byte) 0xe2, (byte) 0x82}).toString());
    assertEquals("日本", Bytes.of("日本".getBytes(StandardCharsets.UTF_8)).toString());
  }
}
