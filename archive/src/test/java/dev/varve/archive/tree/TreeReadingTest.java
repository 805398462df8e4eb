package dev.varve.archive.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TreeReadingTest {
  @TempDir Path temp;
  private final Random random = new Random(7);

  private Path file(String name, int size) throws IOException {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Path file = temp.resolve("tree").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private Path tree() {
    return temp.resolve("tree");
  }

  /** The tar that was hashed on the way is the one that the index and the content make. */
  private LayerIndex check() throws IOException {
    LayerIndex index;
    CanonicalTar.Summary summary;
    try (TreeReading reading = TreeReading.start(tree())) {
      index = reading.index();
      summary = reading.summary();
    }
    try (TreeContents contents = TreeContents.open(tree())) {
      assertEquals(CanonicalTar.digest(index, contents), summary);
    }
    assertEquals(CanonicalTar.size(index), summary.size());
    assertEquals(rebuilt(index), index);
    return index;
  }

  /** The same by way of the builder, which makes an index of entries in any order. */
  private static LayerIndex rebuilt(LayerIndex index) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : index) {
      builder.add(entry);
    }
    return CanonicalTar.layout(builder.build());
  }

  @Test
  void emptyTree_makesTheEmptyTar() throws IOException {
    Files.createDirectories(tree());
    assertEquals(0, check().size());
  }

  @Test
  void fewSmallFiles_agree() throws IOException {
    file("a", 0);
    file("d/b", 511);
    file("d/e/c", 513);
    assertEquals(5, check().size());
  }

  @Test
  void manyFilesOfAllSizes_agree() throws IOException {
    for (int i = 0; i < 1500; i++) {
      Path file = file("d" + i % 37 + "/f" + i, random.nextInt(4) == 0 ? 0 : random.nextInt(3000));
      Files.setLastModifiedTime(file, FileTime.fromMillis(random.nextInt(3) * 1000L + 1));
    }
    // Exactly as large as a small one may be, a little larger, and large.
    file("d3/limit", 1 << 20);
    file("d3/over", (1 << 20) + 1);
    file("zz/large", 5_000_001);
    Files.createSymbolicLink(tree().resolve("d1/link"), Path.of("/etc/" + "x".repeat(150)));
    Files.createDirectories(tree().resolve("empty/" + "n".repeat(120)));
    check();
  }

  @Test
  void moreThanIsKeptInMemory_agrees() throws IOException {
    for (int i = 0; i < 40; i++) {
      file("f" + i, (1 << 20) - i);
    }
    check();
  }

  @Test
  void batchesOfDifferentSizes_agree() throws IOException {
    for (int i = 0; i < 300; i++) {
      file("a" + i, 1 + i % 5);
    }
    for (int i = 0; i < 8; i++) {
      file("b" + i, 200_000 + 100_000 * i);
    }
    check();
  }

  @Test
  void namesOfOneFile_firstIsTheFileAndIsReadOnce() throws IOException {
    Path first = file("m/first", 100_000);
    Files.createLink(tree().resolve("z"), first);
    Files.createLink(tree().resolve("a"), first);
    file("b", 10);
    LayerIndex index = check();
    LayerEntry file = index.find(EntryPath.of("a")).orElseThrow();
    assertEquals(EntryType.FILE, file.type());
    for (String name : new String[] {"m/first", "z"}) {
      LayerEntry link = index.find(EntryPath.of(name)).orElseThrow();
      assertEquals(EntryType.HARDLINK, link.type());
      assertEquals(EntryPath.of("a"), link.hardlinkTarget().orElseThrow());
      assertEquals(file.contentDigest(), link.contentDigest());
      assertEquals(file.offset(), link.offset());
    }
    assertEquals(100_010, index.contentSize());
  }

  @Test
  void nameOfAWhiteout_isRefused() throws IOException {
    file("d/.wh.gone", 3);
    try (TreeReading reading = TreeReading.start(tree())) {
      assertThrows(ArchiveException.class, reading::index);
    }
  }

  @Test
  void treeIsRenamed_bothGoOn() throws IOException {
    for (int i = 0; i < 600; i++) {
      file("d" + i % 5 + "/f" + i, 9000);
    }
    CanonicalTar.Summary before;
    try (TreeReading reading = TreeReading.start(tree())) {
      reading.index();
      before = reading.summary();
    }
    try (TreeReading reading = TreeReading.start(tree())) {
      Files.move(tree(), temp.resolve("moved"));
      reading.index();
      assertEquals(before, reading.summary());
    }
  }

  @Test
  void interrupted_summaryCanBeAskedForAgain() throws IOException {
    for (int i = 0; i < 4; i++) {
      file("f" + i, 3_000_000);
    }
    try (TreeReading reading = TreeReading.start(tree())) {
      LayerIndex index = reading.index();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, reading::summary);
      assertTrue(Thread.interrupted());
      assertEquals(CanonicalTar.size(index), reading.summary().size());
    }
  }

  @Test
  void interrupted_indexEndsAtOnce() throws IOException {
    for (int i = 0; i < 4; i++) {
      file("f" + i, 3_000_000);
    }
    try (TreeReading reading = TreeReading.start(tree())) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, reading::index);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void fileGone_indexFailsAndNothingHangs() throws IOException {
    for (int i = 0; i < 2000; i++) {
      file("d/f" + i, 10);
    }
    try (TreeReading reading = TreeReading.list(tree())) {
      Files.delete(tree().resolve("d/f1000"));
      assertThrows(IOException.class, reading::index);
    }
  }

  @Test
  void close_beforeAnythingIsAsked_endsTheHashing() throws IOException {
    file("large", 20_000_000);
    TreeReading.start(tree()).close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("varve-tar")));
  }
}
