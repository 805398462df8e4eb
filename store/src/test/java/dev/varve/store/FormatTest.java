package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.store.disk.DiskFiles;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {
  @TempDir Path temporary;

  private Path root() {
    return temporary.resolve("store");
  }

  @Test
  void open_noDirectory_makesAStore() throws IOException {
    TestStore.open(temporary).close();

    assertEquals("varve-store 1\n", Files.readString(root().resolve("format")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root())));
    TestStore.open(temporary).close();
  }

  @Test
  void open_directoryThatOthersMayRead_isClosedToThem() throws IOException {
    Files.createDirectory(
        root(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    TestStore.open(temporary).close();

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root())));
  }

  @Test
  void open_newerFormat_isRefused() throws IOException {
    TestStore.open(temporary).close();
    Files.writeString(root().resolve("format"), "varve-store 2\n");

    VarveException e = assertThrows(VarveException.class, () -> TestStore.open(temporary).close());

    assertEquals(VarveException.Code.UNSUPPORTED, e.code());
    assertEquals("the store " + root() + " has format 2, this Varve knows 1", e.text());
  }

  @Test
  void open_damagedFormat_isRefused() throws IOException {
    TestStore.open(temporary).close();
    Files.writeString(root().resolve("format"), "varve-stor");

    VarveException e = assertThrows(VarveException.class, () -> TestStore.open(temporary).close());

    assertEquals(VarveException.Code.CORRUPT, e.code());
  }

  @Test
  void open_directoryWithOtherThings_isLeftAlone() throws IOException {
    Files.createDirectory(root());
    Files.writeString(root().resolve("thesis.txt"), "years of work");

    VarveException e = assertThrows(VarveException.class, () -> TestStore.open(temporary).close());

    assertTrue(e.text().contains("is not empty and not a store"), e.text());
    assertEquals(1, DiskFiles.list(root()).size());
  }

  @Test
  void open_only_leavesNoTemporaryFiles() throws IOException {
    TestStore.open(temporary).close();
    try (Store store = TestStore.open(temporary)) {
      assertEquals(List.of(), store.images().list());
      // Nothing was written, so there is not even a scratch directory of its own.
      assertEquals(List.of(), DiskFiles.list(root().resolve("scratch")));
    }
  }

  @Test
  void open_readOnlyFileSystem_canBeRead() throws Exception {
    Requires.root();
    Requires.command("mount", "umount");
    Image image;
    try (Store store = TestStore.open(temporary)) {
      image = TestStore.image(store, List.of(TestStore.layer(store, "f", "x")), "shop");
    }
    Path mounted = Files.createDirectory(temporary.resolve("mounted"));
    run("mount", "--bind", root().toString(), mounted.toString());
    try {
      run("mount", "-o", "remount,bind,ro", mounted.toString());
      try (Store store = Store.open(mounted, java.time.Clock.systemUTC())) {
        assertEquals(image.id(), store.images().resolve("shop").id());
        assertTrue(store.layers().find(image.config().diffIds().getFirst()).isPresent());
        VarveException e =
            assertThrows(VarveException.class, () -> TestStore.layer(store, "g", "x"));
        assertEquals("the store " + mounted + " is read-only", e.text());
      }
    } finally {
      run("umount", "-l", mounted.toString());
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, process.waitFor(), String.join(" ", command));
  }

  @Test
  void scratch_directory_isGoneWhenClosed() throws IOException {
    try (Store store = TestStore.open(temporary)) {
      Path path;
      try (Scratch.Directory directory = store.scratch().directory("work")) {
        path = directory.path();
        Files.writeString(path.resolve("f"), "x");
        assertTrue(path.startsWith(root().resolve("scratch")));
      }
      assertFalse(Files.exists(path));
      Files.createDirectories(store.scratch().path("left").resolve("behind"));
    }
    assertEquals(List.of(), DiskFiles.list(root().resolve("scratch")));
  }

  @Test
  void scratch_ofALiveStore_isNotSwept() throws IOException {
    try (Store store = TestStore.open(temporary)) {
      Path path = store.scratch().directory("work").path();
      TestStore.open(temporary).close();

      assertTrue(Files.exists(path));
    }
  }

  @Test
  void scratch_ofADeadProcess_isSweptByTheNextOpen() throws IOException {
    TestStore.open(temporary).close();
    Path dead = root().resolve("scratch/dead");
    DiskFiles.makeDirectories(dead.resolve("1-tree/deep"));
    Files.writeString(dead.resolve("owner"), "");
    Files.writeString(dead.resolve("1-tree/deep/f"), "x");
    Files.createDirectory(root().resolve("scratch/just-made"));

    TestStore.open(temporary).close();

    assertEquals(List.of(), DiskFiles.list(root().resolve("scratch")));
  }

  @Test
  void locks_free_leaveNoFiles() throws Exception {
    try (Store store = TestStore.open(temporary)) {
      try (var _ = store.locks().exclusive("step-1")) {
        assertTrue(store.locks().tryExclusive("step-1").isEmpty());
        assertTrue(store.locks().tryExclusive("step-2").isPresent());
      }
      assertTrue(store.locks().tryExclusive("step-1").isPresent());
      assertThrows(IllegalArgumentException.class, () -> store.locks().exclusive("../x"));
    }
  }
}
