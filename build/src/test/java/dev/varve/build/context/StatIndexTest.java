package dev.varve.build.context;

import static dev.varve.build.context.ContextFixture.b;
import static dev.varve.build.context.ContextFixture.selection;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.linux.Dir;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StatIndexTest {
  @TempDir Path temp;
  private ContextFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new ContextFixture(temp);
    for (int i = 0; i < 40; i++) {
      fixture.file("src/pkg" + i % 4 + "/file" + i, "content " + i);
    }
    Files.createSymbolicLink(fixture.root.resolve("src/link"), Path.of("pkg1/file1"));
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private List<Path> indexes() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("store/contexts"))) {
      return files.toList();
    }
  }

  /** What a build of all reads and computes, besides its key. */
  private record Effort(Digest key, boolean read, boolean computed) {}

  private Effort build() throws Exception {
    return build(fixture.later);
  }

  private Effort build(Clock clock) throws Exception {
    try (BuildContext context = fixture.open(clock)) {
      Digest key = selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      ContextTree tree = context.tree();
      boolean read = ((DirectoryContents) tree.contents()).hasRead();
      return new Effort(key, read, tree.digests().hasComputed());
    }
  }

  @Test
  void secondBuild_readsNothing_andLeavesTheIndexAlone() throws Exception {
    Effort first = build();
    assertTrue(first.read() && first.computed());
    byte[] index = Files.readAllBytes(indexes().getFirst());
    FileTime written = Files.getLastModifiedTime(indexes().getFirst());
    assertEquals(new Effort(first.key(), false, false), build());
    assertEquals(
        List.of(1, written),
        List.of(indexes().size(), Files.getLastModifiedTime(indexes().getFirst())));
    assertArrayEquals(index, Files.readAllBytes(indexes().getFirst()));
    try (BuildContext context =
        fixture.open(
            new DockerfileSource.Default(),
            new ContextSettings(fixture.store, fixture.later, false))) {
      assertEquals(first.key(), selection(context, ".").digest(Keying.MODES_AND_OWNERS));
      assertTrue(((DirectoryContents) context.tree().contents()).hasRead(), "switched off");
    }
  }

  @Test
  void changedFile_isReadWhateverItsSizeAndTimeSay() throws Exception {
    Digest before = build().key();
    Path file = fixture.root.resolve("src/pkg2/file2");
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "CONTENT 2");
    Files.setLastModifiedTime(file, time);
    Effort changed = build();
    assertNotEquals(before, changed.key());
    assertTrue(changed.read());
    Files.writeString(file, "content 2");
    assertEquals(before, build().key());
  }

  @Test
  void everyKindOfChange_givesTheKeyOfAFreshScan() throws Exception {
    Random random = new Random(11);
    build();
    for (int round = 0; round < 60; round++) {
      change(random, round);
      Digest byIndex = build().key();
      try (BuildContext context =
          fixture.open(
              new DockerfileSource.Default(),
              new ContextSettings(fixture.store, fixture.later, false))) {
        assertEquals(
            selection(context, ".").digest(Keying.MODES_AND_OWNERS), byIndex, "round " + round);
      }
    }
  }

  private void change(Random random, int round) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(fixture.root)) {
      all = walk.sorted().skip(1).toList();
    }
    Path some = all.get(random.nextInt(all.size()));
    boolean directory = Files.isDirectory(some, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    Path parent = some.resolveSibling("x" + round);
    try (Dir above = Dir.open(parent.resolveSibling("."))) {
      byte[] name = b(String.valueOf(some.getFileName()));
      switch (random.nextInt(7)) {
        case 0 -> Files.writeString(parent, "new " + round);
        case 1 -> Files.createDirectories(parent.resolve("deep/er"));
        case 2 -> above.rename(name, above, b("renamed" + round));
        case 3 -> {
          if (!some.endsWith("Dockerfile") && all.size() > 20) {
            above.deleteTree(name);
          }
        }
        case 4 -> {
          if (!Files.isSymbolicLink(some)) {
            above.chmod(name, directory ? 0711 + random.nextInt(2) * 4 : 0600 + random.nextInt(8));
          }
        }
        case 5 -> {
          if (Files.isRegularFile(some)) {
            Files.writeString(some, "changed " + random.nextInt(3));
          }
        }
        default -> Files.createSymbolicLink(parent, Path.of("target" + random.nextInt()));
      }
    }
    if (Files.notExists(fixture.root.resolve("Dockerfile"))) {
      fixture.file("Dockerfile", "FROM scratch\n");
    }
  }

  @Test
  void recentFile_isReadAgainByTheNextBuild() throws Exception {
    Effort first = build(Clock.systemUTC());
    Effort second = build(Clock.systemUTC());
    assertEquals(first.key(), second.key());
    assertTrue(second.read(), "times of the last two seconds prove nothing");
    Effort third = build();
    assertTrue(third.read());
    assertEquals(new Effort(first.key(), false, false), build());
  }

  @Test
  void index_isBelieved_soThatItsChecksumMatters() throws Exception {
    Digest honest = build().key();
    Path index = indexes().getFirst();
    byte[] bytes = Files.readAllBytes(index);
    byte[] wanted = Digest.sha256Of(b("content 7")).bytes();
    int at = indexOf(bytes, wanted);
    bytes[at] ^= 1;
    Files.write(index, bytes);
    assertEquals(honest, build().key(), "a damaged index is ignored");
    assertTrue(indexOf(Files.readAllBytes(index), wanted) > 0, "and written anew");
    // Touching a neighbour makes the folder's own digest be computed from its parts.
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(StatIndex.CHECKSUM_AT, StatIndex.checksum(bytes, bytes.length));
    Files.write(index, bytes);
    fixture.file("src/pkg3/neighbour", "x");
    Digest forged = build().key();
    Files.delete(index);
    assertNotEquals(build().key(), forged, "what is not damaged is believed");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void damagedIndex_ofWhateverKind_isIgnored() throws Exception {
    Digest key = build().key();
    Path index = indexes().getFirst();
    byte[] intact = Files.readAllBytes(index);
    Random random = new Random(3);
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(new byte[0]);
    damaged.add(new byte[100]);
    damaged.add(java.util.Arrays.copyOf(intact, intact.length - 1));
    damaged.add(java.util.Arrays.copyOf(intact, intact.length + 1));
    for (int i = 0; i < 200; i++) {
      byte[] flipped = intact.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      damaged.add(flipped);
    }
    for (byte[] bytes : damaged) {
      Files.write(index, bytes);
      assertEquals(0, StatIndex.read(index).root());
    }
    assertEquals(key, build().key());
    Files.delete(index);
    Files.createDirectory(index);
    assertEquals(key, build().key(), "an index that cannot be written costs time only");
  }

  @Test
  void index_belongsToADirectoryAndItsIgnoreRules() throws Exception {
    build();
    fixture.file(".dockerignore", "src/pkg1\n");
    build();
    assertEquals(2, indexes().size());
    Path moved = Files.move(fixture.root, temp.resolve("elsewhere"));
    ContextSettings settings = new ContextSettings(fixture.store, fixture.later, true);
    try (BuildContext context =
        BuildContext.open(
            new ContextSource.Directory(moved), new DockerfileSource.Default(), settings)) {
      selection(context, ".").digest(Keying.MODES);
    }
    assertEquals(3, indexes().size());
    assertFalse(Files.exists(fixture.root));
  }

  @Test
  void partOfAContext_isAllThatIsRead_andTheRestIsRemembered() throws Exception {
    build();
    fixture.file("src/pkg0/file0", "changed");
    fixture.file("src/pkg1/file1", "changed");
    try (BuildContext context = fixture.open()) {
      selection(context, "src/pkg0").digest(Keying.MODES_AND_OWNERS);
      ContextTree tree = context.tree();
      tree.find(EntryPath.of("src/pkg0/file0")).orElseThrow().digest();
      ContextEntry other = tree.find(EntryPath.of("src/pkg1/file1")).orElseThrow();
      org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, other::digest);
    }
    try (BuildContext context = fixture.open()) {
      selection(context, "src/pkg0", "src/pkg2").digest(Keying.MODES_AND_OWNERS);
      assertFalse(((DirectoryContents) context.tree().contents()).hasRead());
    }
  }

  @Test
  void buildsAtTheSameTime_allGetTheSameKey() throws Exception {
    Digest expected = build().key();
    Files.delete(indexes().getFirst());
    List<Thread> threads = new ArrayList<>();
    List<Object> results = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      results.add(build().key());
                    } catch (Exception e) {
                      results.add(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(java.util.Collections.nCopies(8, (Object) expected), results);
    assertFalse(build().read());
  }
}
