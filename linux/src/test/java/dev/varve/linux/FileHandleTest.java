package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHandleTest {
  @TempDir Path temp;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void content_largerThanTheBuffer_survivesTheRoundTrip() throws Exception {
    byte[] content = random(1_500_001);
    Path path = temp.resolve("file");
    try (FileHandle file = FileHandle.create(path, 0600)) {
      file.outputStream().write(content);
      file.pwrite(new byte[] {1, 2, 3}, 0, 3, 700_000);
      file.sync();
      assertEquals(content.length, file.stat().size());
      byte[] three = new byte[3];
      assertEquals(3, file.pread(three, 0, 3, 700_000));
      assertArrayEquals(new byte[] {1, 2, 3}, three);
      assertEquals(-1, file.read(three, 0, 3), "at the end");
      file.seek(content.length - 2);
      assertEquals(2, file.read(three, 0, 3));
    }
    System.arraycopy(new byte[] {1, 2, 3}, 0, content, 700_000, 3);
    assertArrayEquals(content, Files.readAllBytes(path));
    try (FileHandle file = FileHandle.open(path)) {
      assertArrayEquals(content, file.inputStream().readAllBytes());
      assertThrows(ErrnoException.class, () -> file.write(content, 0, 1));
    }
  }

  @Test
  void metadata_ofAnOpenFile_isSetExactly() throws Exception {
    try (FileHandle file = FileHandle.create(temp.resolve("file"), 0)) {
      file.chmod(06755);
      file.setTimes(1_234_567_890_123L % 10_000_000_000L, 999_999_999);
      assertEquals(06755, file.stat().permissions());
      assertEquals(1_234_567_890_123L % 10_000_000_000L, file.stat().mtimeSeconds());
      assertEquals(999_999_999, file.stat().mtimeNanos());
      file.chown(-1, -1);
      assertEquals(Credentials.effectiveUid(), file.stat().uid());
      file.truncate(0);
      assertEquals(0, file.stat().size());
    }
  }

  @Test
  void copyRange_onOneFileSystemAndBetweenTwo_copiesExactlyTheRange() throws Exception {
    byte[] content = random(900_000);
    Path source = Files.write(temp.resolve("source"), content);
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && FileSystems.of(memory).isMemory(), "needs tmpfs at /dev/shm");
    Path shared = Files.createTempDirectory(memory, "varve-test");
    try (FileHandle in = FileHandle.open(source);
        FileHandle near = FileHandle.create(temp.resolve("near"), 0600);
        FileHandle far = FileHandle.create(shared.resolve("far"), 0600)) {
      for (FileHandle out : new FileHandle[] {near, far}) {
        out.write(new byte[] {42}, 0, 1);
        assertEquals(800_000, in.copyRangeTo(out, 50_000, 800_000));
        assertEquals(50_000, in.copyRangeTo(out, 850_000, 10_000_000), "cut at the end");
        assertEquals(0, in.copyRangeTo(out, 900_000, 10));
        byte[] got = new byte[850_002];
        out.seek(0);
        assertEquals(850_001, out.inputStream().readNBytes(got, 0, got.length));
        assertEquals(42, got[0]);
        assertEquals(-1, java.util.Arrays.mismatch(got, 1, 850_001, content, 50_000, 900_000));
      }
      try (Dir here = Dir.open(temp);
          Dir there = Dir.open(shared)) {
        byte[] name = "source".getBytes(UTF_8);
        ErrnoException link =
            assertThrows(ErrnoException.class, () -> there.link(here, name, name));
        ErrnoException rename =
            assertThrows(ErrnoException.class, () -> here.rename(name, there, name));
        assertEquals(Errno.EXDEV, link.errno());
        assertEquals(Errno.EXDEV, rename.errno());
      }
    } finally {
      Files.deleteIfExists(shared.resolve("far"));
      Files.delete(shared);
    }
  }

  @Test
  void seek_inASparseFile_findsDataAndHoles() throws Exception {
    try (FileHandle file = FileHandle.create(temp.resolve("sparse"), 0600)) {
      file.pwrite(new byte[] {1}, 0, 1, 0);
      file.pwrite(new byte[] {1}, 0, 1, 10 << 20);
      file.truncate(20 << 20);
      assertTrue(file.stat().blocks() * 512 < 1 << 20);
      long hole = file.seekHole(0);
      assertTrue(hole > 0 && hole <= 64 << 10);
      long data = file.seekData(hole);
      assertTrue(data > hole && data <= 10 << 20);
      assertEquals(-1, file.seekData(15 << 20));
    }
  }
}
