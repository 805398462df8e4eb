package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeRemovalTest {
  private static final Set<Capability> ROOTS_WAYS =
      Set.of(Capability.DAC_OVERRIDE, Capability.DAC_READ_SEARCH);

  @TempDir Path temp;

  private static byte[] b(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void deleteTree_withLinksOut_removesTheLinksOnly() throws Exception {
    Path precious = Files.createDirectory(temp.resolve("precious"));
    Files.writeString(precious.resolve("file"), "x");
    Path tree = temp.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.createSymbolicLink(tree.resolve("a/out"), precious);
    Files.createSymbolicLink(tree.resolve("up"), Path.of("../precious"));
    Files.createLink(tree.resolve("a/b/hard"), precious.resolve("file"));
    try (Dir dir = Dir.open(temp)) {
      dir.mknod(b("fifo"), FileStat.FIFO | 0600, 0, 0);
      dir.deleteTree(b("tree"));
      dir.deleteTree(b("fifo"));
      dir.deleteTree(b("never there"));
      assertEquals(1, dir.list().size());
    }
    assertEquals("x", Files.readString(precious.resolve("file")));
  }

  @Test
  void deleteTree_deeperThanAnyPathOrDescriptorTable_removesAll() throws Exception {
    try (Dir top = Dir.open(temp)) {
      top.mkdir(b("deep"), 0755);
      Dir current = top.openDir(b("deep"));
      byte[] name = b("d".repeat(200));
      for (int i = 0; i < 700; i++) {
        current.mkdir(name, 0755);
        if (i % 100 == 0) {
          current.createFile(b("file"), 0644).close();
          current.mkdir(b(".varve-removal-" + i / 100), 0755);
        }
        Dir next = current.openDir(name);
        current.close();
        current = next;
      }
      current.close();
      top.deleteTree(b("deep"));
      assertEquals(0, top.list().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0100, 0200, 0300, 0400, 0500, 0600})
  void deleteTree_ofDirectoriesWithoutPermissions_removesWhatTheOwnerMay(int mode)
      throws Throwable {
    Path locked = Files.createDirectories(temp.resolve("tree/locked"));
    Path inner = Files.createDirectories(locked.resolve("inner/empty"));
    Files.writeString(locked.resolve("inner/file"), "x");
    Files.writeString(locked.resolve("file"), "x");
    for (Path path : new Path[] {inner, locked.resolve("inner"), locked, temp.resolve("tree")}) {
      try (Dir dir = Dir.open(path)) {
        dir.chmod(mode);
      }
    }
    Privilege.without(
        ROOTS_WAYS,
        () -> {
          assertThrows(
              IOException.class,
              () -> {
                Dir.open(locked.resolve("inner/empty")).close();
                Files.delete(locked.resolve("file"));
              },
              "the test lacks the permissions it wants to lack");
          try (Dir dir = Dir.open(temp)) {
            dir.deleteTree(b("tree"));
            assertTrue(dir.find(b("tree")).isEmpty());
          }
        });
  }
}
