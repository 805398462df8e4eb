package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirTest {
  @TempDir Path temp;

  private static byte[] b(String name) {
    return name.getBytes(UTF_8);
  }

  private static int errno(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ErrnoException.class, call).errno();
  }

  private static void write(Dir dir, String name, String content) throws IOException {
    try (FileHandle file = dir.createFile(b(name), 0644)) {
      file.write(b(content), 0, b(content).length);
    }
  }

  private static String read(FileHandle file) throws IOException {
    try (file) {
      return new String(file.inputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void stat_ofEveryType_agreesWithTheJdk() throws Exception {
    Files.writeString(temp.resolve("file"), "hello");
    Files.createDirectory(temp.resolve("dir"));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("nowhere/at/all"));
    Files.setPosixFilePermissions(
        temp.resolve("file"), PosixFilePermissions.fromString("rwxr-x--x"));
    try (Dir dir = Dir.open(temp)) {
      FileStat file = dir.stat(b("file"));
      assertTrue(file.isRegular());
      assertEquals(0751, file.permissions());
      assertEquals(5, file.size());
      for (String attribute : new String[] {"ino", "mode", "uid", "gid", "nlink"}) {
        Number expected = (Number) Files.getAttribute(temp.resolve("file"), "unix:" + attribute);
        long actual =
            switch (attribute) {
              case "ino" -> file.inode();
              case "mode" -> file.mode();
              case "uid" -> file.uid();
              case "gid" -> file.gid();
              default -> file.nlink();
            };
        assertEquals(expected.longValue(), actual, attribute);
      }
      var mtime = Files.getLastModifiedTime(temp.resolve("file")).toInstant();
      assertEquals(mtime.getEpochSecond(), file.mtimeSeconds());
      assertEquals(mtime.getNano(), file.mtimeNanos());
      assertTrue(dir.stat(b("dir")).isDirectory());
      assertTrue(dir.stat(b("link")).isSymlink());
      assertEquals("nowhere/at/all", new String(dir.readLink(b("link")), UTF_8));
      assertTrue(dir.find(b("absent")).isEmpty());
      assertEquals(Errno.ENOENT, errno(() -> dir.stat(b("absent"))));
    }
  }

  @Test
  void names_ofAnyBytesUpTo255_surviveTheRoundTrip() throws Exception {
    byte[] notUtf8 = {'a', (byte) 0xff, (byte) 0xfe, '\n', 'b'};
    byte[] longest = new byte[255];
    java.util.Arrays.fill(longest, (byte) 0xe9);
    try (Dir dir = Dir.open(temp)) {
      dir.mkdir(notUtf8, 0755);
      dir.createFile(longest, 0600).close();
      Entries entries = dir.list();
      assertEquals(2, entries.size());
      assertArrayEquals(notUtf8, entries.name(0));
      assertArrayEquals(longest, entries.name(1));
      assertEquals(FileStat.DIRECTORY, entries.type(0));
      try (Dir inner = dir.openDir(notUtf8)) {
        write(inner, "x", "y");
        assertEquals(1, inner.list().size());
        assertTrue(inner.toString().endsWith("a\\xff\\xfe\\x0ab"), inner.toString());
      }
      assertEquals(Errno.ENAMETOOLONG, errno(() -> dir.mkdir(new byte[256], 0755)));
      dir.deleteTree(notUtf8);
      dir.deleteTree(longest);
      assertEquals(0, dir.list().size());
    }
  }

  @Test
  void name_thatIsNotOneComponent_isRefused() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      for (String bad : new String[] {"", ".", "..", "a/b", "/", "a\0b"}) {
        assertEquals(Errno.EINVAL, errno(() -> dir.stat(b(bad))), bad);
        assertEquals(Errno.EINVAL, errno(() -> dir.mkdir(b(bad), 0755)), bad);
        assertEquals(Errno.EINVAL, errno(() -> dir.deleteTree(b(bad))), bad);
        assertEquals(Errno.EINVAL, errno(() -> dir.rename(b("x"), dir, b(bad))), bad);
      }
    }
  }

  @Test
  void listing_ofManyFiles_isSortedByBytesAndComplete() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      for (int i = 0; i < 1500; i++) {
        write(dir, "f" + (i * 7919 % 1500) + (i % 3 == 0 ? "é" : "-x"), "x".repeat(i % 10));
      }
      Listing listing = dir.listing();
      assertEquals(1500, listing.size());
      for (int i = 0; i < listing.size(); i++) {
        if (i > 0) {
          assertTrue(java.util.Arrays.compareUnsigned(listing.name(i - 1), listing.name(i)) < 0);
        }
        FileStat single = dir.stat(listing.name(i));
        FileStat listed = listing.at(i);
        assertEquals(-1, listed.blocks());
        assertEquals(single.toString().replaceFirst("blocks=\\d+", "blocks=-1"), listed.toString());
        assertEquals(single.inode(), listing.inode(i));
        assertEquals(single.device(), listing.device(i));
        assertEquals(single.mode(), listing.mode(i));
        assertEquals(single.size(), listing.fileSize(i));
        assertEquals(single.mtimeSeconds(), listing.mtimeSeconds(i));
        assertEquals(single.mtimeNanos(), listing.mtimeNanos(i));
        assertEquals(i, listing.entries().find(listing.name(i)));
      }
      assertEquals(-1, listing.entries().find(b("nope")));
      Listing some = dir.listing((buffer, at, length, type) -> buffer[at + length - 1] == 'x');
      assertEquals(1000, some.size());
      assertEquals(1500, dir.list().size(), "a second reading starts from the beginning");
    }
  }

  @Test
  void listing_thatWasPacked_isRecognisedUntilAnythingChanges() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      write(dir, "a", "x");
      dir.mkdir(b("b"), 0755);
      dir.symlink(b("a"), b("c"));
      Listing first = dir.listing();
      byte[] bytes = new byte[8 + Math.toIntExact(first.packedSize())];
      first.pack(bytes, 8);
      assertEquals(first.packedSize(), Listing.packedSize(bytes, 8));
      assertTrue(dir.listing().isPackedAs(bytes, 8));
      Listing copy = Listing.unpack(bytes, 8);
      for (int i = 0; i < 3; i++) {
        assertTrue(first.isSame(i, copy, i));
        assertFalse(first.isSame(i, copy, (i + 1) % 3));
        assertEquals(first.at(i), copy.at(i));
        assertEquals(first.entries().type(i), copy.entries().type(i));
      }
      read(dir.openFile(b("a")));
      assertTrue(dir.listing().isPackedAs(bytes, 8), "reading changes nothing");
      dir.chmod(b("a"), 0600);
      Listing changed = dir.listing();
      assertFalse(changed.isPackedAs(bytes, 8));
      assertFalse(changed.isSame(0, copy, 0));
      assertTrue(changed.isSame(2, copy, 2));
      dir.rename(b("c"), dir, b("d"));
      assertEquals(-1, Integer.signum(copy.compareNames(2, dir.listing(), 2)));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> Listing.unpack(new byte[] {9, 0, 0, 0, 9, 0, 0, 0}, 0));
    }
  }

  @Test
  void list_ofNamesThatShareTheirBeginnings_isSortedLikeTheirBytes() throws Exception {
    java.util.Random random = new java.util.Random(7);
    java.util.TreeSet<byte[]> names = new java.util.TreeSet<>(java.util.Arrays::compareUnsigned);
    for (int i = 0; i < 600; i++) {
      byte[] name = new byte[1 + random.nextInt(24)];
      for (int at = 0; at < name.length; at++) {
        name[at] = at < 6 ? (byte) 'p' : (byte) "ab\u00e9/0".charAt(random.nextInt(3));
      }
      names.add(name);
    }
    try (Dir dir = Dir.open(temp)) {
      for (byte[] name : names) {
        dir.createFile(name, 0600).close();
      }
      Entries entries = dir.list();
      assertEquals(names.size(), entries.size());
      int i = 0;
      for (byte[] name : names) {
        assertArrayEquals(name, entries.name(i++));
      }
    }
  }

  @Test
  void openFile_ofAFifoOrLinkOrDirectory_failsAtOnce() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      dir.mknod(b("fifo"), FileStat.FIFO | 0644, 0, 0);
      write(dir, "file", "content");
      dir.symlink(b("file"), b("link"));
      dir.mkdir(b("dir"), 0755);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () -> {
            assertEquals(Errno.EINVAL, errno(() -> dir.openFile(b("fifo"))));
            assertEquals(Errno.EINVAL, errno(() -> dir.openFileInRoot(b("fifo"))));
          });
      assertEquals(Errno.ELOOP, errno(() -> dir.openFile(b("link"))));
      assertEquals(Errno.EINVAL, errno(() -> dir.openFile(b("dir"))));
      assertEquals("content", read(dir.openFile(b("file"))));
      assertEquals(Errno.ENOTDIR, errno(() -> dir.openDir(b("link"))));
      assertEquals(Errno.EEXIST, errno(() -> dir.createFile(b("link"), 0644)));
    }
  }

  @Test
  void openInRoot_whateverThePath_neverLeavesTheRoot() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "outside");
    Path root = Files.createDirectories(temp.resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "inside");
    Files.createSymbolicLink(root.resolve("abs"), Path.of("/etc"));
    Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../etc/passwd"));
    Files.createSymbolicLink(root.resolve("etc/out"), outside);
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(root.resolve("magic"), Path.of("/proc/self/root"));
    try (Dir dir = Dir.open(root)) {
      assertEquals("inside", read(dir.openFileInRoot(b("etc/passwd"))));
      assertEquals("inside", read(dir.openFileInRoot(b("/abs/passwd"))));
      assertEquals("inside", read(dir.openFileInRoot(b("up"))));
      assertEquals("inside", read(dir.openFileInRoot(b("../../../etc/../etc/passwd"))));
      assertEquals(Errno.ENOENT, errno(() -> dir.openFileInRoot(b("etc/out/secret"))));
      assertEquals(Errno.ENOENT, errno(() -> dir.openDirInRoot(b("../outside"))));
      assertEquals(Errno.ELOOP, errno(() -> dir.openFileInRoot(b("loop"))));
      assertEquals(Errno.ENOENT, errno(() -> dir.openDirInRoot(b("magic"))));
      try (Dir etc = dir.openDirInRoot(b("abs"));
          Dir same = dir.openDirInRoot(b(""))) {
        assertTrue(etc.stat(b("passwd")).isRegular());
        assertTrue(same.stat().isSameFile(dir.stat()));
      }
    }
    try (Dir slash = Dir.open(Path.of("/"))) {
      assertEquals(Errno.ELOOP, errno(() -> slash.openDirInRoot(b("proc/self/root"))));
    }
  }

  @Test
  void openBeneath_aPathWithASymlinkOrUpwards_isRefused() throws Exception {
    Files.createDirectories(temp.resolve("root/a/b"));
    Files.writeString(temp.resolve("root/a/b/f"), "deep");
    Files.createSymbolicLink(temp.resolve("root/link"), Path.of("a"));
    try (Dir dir = Dir.open(temp.resolve("root"))) {
      assertEquals("deep", read(dir.openFileBeneath(b("a/b/f"))));
      try (Dir same = dir.openDirBeneath(b(""));
          Dir deep = dir.openDirBeneath(b("a/b"))) {
        assertTrue(same.stat().isSameFile(dir.stat()));
        assertEquals(1, deep.list().size());
      }
      assertEquals(Errno.ELOOP, errno(() -> dir.openFileBeneath(b("link/b/f"))));
      assertEquals(Errno.ELOOP, errno(() -> dir.openDirBeneath(b("link"))));
      assertEquals(Errno.EXDEV, errno(() -> dir.openDirBeneath(b("a/../.."))));
      assertEquals(Errno.EXDEV, errno(() -> dir.openDirBeneath(b("/"))));
      assertEquals(Errno.EINVAL, errno(() -> dir.openFileBeneath(b("a/b"))));
    }
  }

  @Test
  void openFileInRoot_whileASymlinkIsSwapped_readsOnlyWhatIsInside() throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("f"), "outside");
    Files.createDirectory(root.resolve("a"));
    Files.writeString(root.resolve("a/f"), "inside");
    Files.createSymbolicLink(root.resolve("b"), outside);
    Thread swapper = Thread.ofPlatform().start(() -> swapUntilInterrupted(root));
    int inside = 0;
    try (Dir dir = Dir.open(root)) {
      for (int i = 0; i < 20_000; i++) {
        try {
          assertEquals("inside", read(dir.openFileInRoot(b("a/f"))));
          inside++;
        } catch (ErrnoException missingJustNow) {
          assertTrue(
              missingJustNow.is(Errno.ENOENT) || missingJustNow.is(Errno.EAGAIN),
              missingJustNow.getMessage());
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertTrue(inside > 0);
  }

  private static void swapUntilInterrupted(Path root) {
    try (Dir dir = Dir.open(root)) {
      while (!Thread.interrupted()) {
        dir.rename(b("a"), dir, b("c"));
        dir.rename(b("b"), dir, b("a"));
        dir.rename(b("a"), dir, b("b"));
        dir.rename(b("c"), dir, b("a"));
      }
    } catch (ErrnoException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void chmodAndTimes_ofFileFifoAndLink_changeTheEntryItself() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      write(dir, "target", "x");
      dir.mknod(b("fifo"), FileStat.FIFO | 0600, 0, 0);
      dir.symlink(b("target"), b("link"));
      dir.chmod(b("fifo"), 04711);
      assertEquals(04711, dir.stat(b("fifo")).permissions());
      DirCalls.chmodThroughDescriptor(dir, b("fifo"), 0622);
      assertEquals(0622, dir.stat(b("fifo")).permissions());
      assertEquals(Errno.EOPNOTSUPP, errno(() -> dir.chmod(b("link"), 0600)));
      assertEquals(
          Errno.EOPNOTSUPP, errno(() -> DirCalls.chmodThroughDescriptor(dir, b("link"), 0600)));
      FileStat before = dir.stat(b("target"));
      dir.setTimes(b("link"), -5, 123_456_789);
      assertEquals(-5, dir.stat(b("link")).mtimeSeconds());
      assertEquals(123_456_789, dir.stat(b("link")).mtimeNanos());
      assertEquals(before, dir.stat(b("target")));
    }
  }

  @Test
  void links_toFilesAndLinks_areMadeWithoutFollowing() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      dir.mkdir(b("sub"), 0755);
      write(dir, "file", "x");
      dir.symlink(b("absent"), b("dangling"));
      try (Dir sub = dir.openDir(b("sub"))) {
        sub.link(dir, b("file"), b("hard"));
        sub.link(dir, b("dangling"), b("hardlink"));
        assertEquals(2, sub.stat(b("hard")).nlink());
        assertTrue(sub.stat(b("hard")).isSameFile(dir.stat(b("file"))));
        assertTrue(sub.stat(b("hardlink")).isSymlink());
        dir.rename(b("file"), sub, b("hard2"));
        assertTrue(dir.find(b("file")).isEmpty());
        assertEquals(Errno.EEXIST, errno(() -> dir.renameNoReplace(b("dangling"), sub, b("hard"))));
      }
    }
  }

  @Test
  void close_makesEveryCallFail_andIsIdempotent() throws Exception {
    Dir dir = Dir.open(temp);
    dir.close();
    dir.close();
    assertEquals(Errno.EBADF, errno(dir::list));
    assertEquals(Errno.EBADF, errno(() -> dir.stat(b("x"))));
    assertFalse(dir.toString().isEmpty());
  }

  @Test
  void message_namesCallPathAndReason() throws Exception {
    try (Dir dir = Dir.open(temp)) {
      ErrnoException e = assertThrows(ErrnoException.class, () -> dir.openDir(b("a\tb")).close());
      assertEquals(
          "openat '" + temp + "/a\\x09b': No such file or directory (ENOENT)", e.getMessage());
      assertEquals("openat", e.call());
    }
  }
}
