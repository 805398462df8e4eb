package dev.varve.build.context;

import static dev.varve.build.context.ContextFixture.b;
import static dev.varve.build.context.ContextFixture.paths;
import static dev.varve.build.context.ContextFixture.selection;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.linux.Capability;
import dev.varve.linux.Credentials;
import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DirectoryContextTest {
  @TempDir Path temp;
  private ContextFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new ContextFixture(temp);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private static ContextEntry find(BuildContext context, String path) throws Exception {
    return context.tree().find(EntryPath.of(path)).orElseThrow();
  }

  @Test
  void tree_ofEveryTypeOfFile_isWhatDockerMakesOfThem() throws Exception {
    fixture.file("dir/file", "hello");
    try (Dir dir = Dir.open(fixture.root)) {
      dir.chmod(b("dir"), 01777);
      dir.symlink(b("../../etc/passwd"), b("link"));
      dir.mknod(b("fifo"), FileStat.FIFO | 0622, 0, 0);
      dir.chmod(b("fifo"), 0622);
    }
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        BuildContext context = fixture.open()) {
      socket.bind(UnixDomainSocketAddress.of(fixture.root.resolve("socket")));
      assertEquals(
          List.of("", "Dockerfile", "dir", "dir/file", "fifo", "link", "socket"), paths(context));
      selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      assertEquals(01777, find(context, "dir").mode());
      assertEquals(Digest.sha256Of(b("hello")), find(context, "dir/file").digest());
      assertEquals(5, find(context, "dir/file").size());
      assertEquals(0, find(context, "dir/file").uid(), "Docker's client gives all files to root");
      assertEquals(EntryType.FIFO, find(context, "fifo").type());
      assertEquals(0622, find(context, "fifo").mode());
      assertEquals(EntryType.SYMLINK, find(context, "link").type());
      assertArrayEquals(b("../../etc/passwd"), find(context, "link").linkTarget());
      assertEquals(EntryType.FILE, find(context, "socket").type());
      assertEquals(0, find(context, "socket").size());
      assertEquals(0, find(context, "socket").open().readAllBytes().length);
      assertEquals(
          new ContextTree.Totals(5, 5 + Files.size(fixture.root.resolve("Dockerfile"))),
          context.tree().totals());
    }
  }

  @Test
  void tree_ofDevices_keepsTheirNumbers() throws Exception {
    assumeTrue(Credentials.has(Capability.MKNOD), "needs CAP_MKNOD to make a device");
    try (Dir dir = Dir.open(fixture.root)) {
      try {
        dir.mknod(b("null"), FileStat.CHAR_DEVICE | 0666, 1, 3);
      } catch (IOException e) {
        assumeTrue(false, "needs to be outside a user namespace to make a device");
      }
    }
    Digest one;
    try (BuildContext context = fixture.open()) {
      one = selection(context, ".").digest(Keying.NEITHER);
      assertEquals(EntryType.CHAR_DEVICE, find(context, "null").type());
      assertEquals(1, find(context, "null").devMajor());
      assertEquals(3, find(context, "null").devMinor());
    }
    Files.delete(fixture.root.resolve("null"));
    try (Dir dir = Dir.open(fixture.root)) {
      dir.mknod(b("null"), FileStat.CHAR_DEVICE | 0666, 1, 5);
    }
    assertNotEquals(one, fixture.key(Keying.NEITHER, "."));
  }

  @Test
  void ignoredFiles_andTheDockerfile_areNotInTheTree() throws Exception {
    fixture.file(
        ".dockerignore", "Dockerfile\n.dockerignore\n**/*.log\nbuild\n!build/keep/*.txt\n");
    fixture.file("a.log", "");
    fixture.file("src/b.log", "");
    fixture.file("src/b.js", "");
    fixture.file("build/out/x", "");
    fixture.file("build/keep/yes.txt", "");
    fixture.file("build/keep/no.bin", "");
    try (BuildContext context = fixture.open()) {
      assertEquals(
          "FROM scratch\nCOPY . /\n",
          new String(context.dockerfile().bytes(), java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(
          List.of("", "build", "build/keep", "build/keep/yes.txt", "src", "src/b.js"),
          paths(context));
      assertEquals(List.of(), context.tree().select("build/out"));
      assertEquals(2, context.tree().totals().files());
      assertTrue(context.ignoredCount() >= 5, "" + context.ignoredCount());
      MissingSource missing = context.missing(EntryPath.of("src/b.log"));
      assertEquals("**/*.log", missing.ignoredBy().orElseThrow().text());
      assertEquals(3, missing.ignoredBy().orElseThrow().line());
      assertEquals(
          List.of(EntryPath.of("src/b.js")), context.missing(EntryPath.of("src/B.ts")).similar());
      MissingSource typo = context.missing(EntryPath.of("Src/c.js"));
      assertTrue(typo.ignoredBy().isEmpty());
      assertEquals(List.of(EntryPath.of("src")), typo.similar());
    }
  }

  @Test
  void ignoredDirectory_isNeverRead() throws Exception {
    fixture.file(".dockerignore", "node_modules\n!important.txt\n");
    fixture.file("node_modules/x/y", "");
    fixture.file("src/x", "");
    Path ignored = fixture.root.resolve("node_modules");
    Path below = ignored.resolve("x");
    Path read = fixture.root.resolve("src");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (Path directory : List.of(ignored, below, read)) {
      Files.setAttribute(directory, "lastAccessTime", old);
    }
    try (BuildContext context = fixture.open()) {
      assertFalse(paths(context).contains("node_modules"));
    }
    assumeFalse(accessed(read).equals(old), "needs a file system that records access");
    assertEquals(old, accessed(ignored));
    assertEquals(old, accessed(below));
  }

  private static FileTime accessed(Path path) throws IOException {
    return (FileTime) Files.getAttribute(path, "lastAccessTime");
  }

  @Test
  void namesThatAreNotTextOrVeryLong_areCopiedByteForByte() throws Exception {
    byte[] notUtf8 = {'x', (byte) 0xff, '\n'};
    byte[] longest = new byte[255];
    Arrays.fill(longest, (byte) 0xc3);
    fixture.file(".dockerignore", "*.log\n");
    try (Dir dir = Dir.open(fixture.root)) {
      for (byte[] name : List.of(notUtf8, longest)) {
        try (FileHandle file = dir.createFile(name, 0644)) {
          file.write(b("content"), 0, 7);
        }
      }
    }
    try (BuildContext context = fixture.open()) {
      ContextSelection all = selection(context, ".");
      all.digest(Keying.MODES_AND_OWNERS);
      for (byte[] name : List.of(notUtf8, longest)) {
        ContextEntry entry = context.tree().top().child(name).orElseThrow();
        assertArrayEquals(name, entry.path().name());
        assertArrayEquals(b("content"), entry.open().readAllBytes());
      }
      assertEquals(1, context.tree().select("x*").size());
    }
  }

  @Test
  void pathLongerThanAnyImageCanHold_isAnErrorOnlyForACopyOfIt() throws Exception {
    byte[] name = b("d".repeat(250));
    try (Dir root = Dir.open(fixture.root)) {
      root.mkdir(b("deep"), 0755);
      Dir current = root.openDir(b("deep"));
      for (int i = 0; i < 18; i++) {
        current.mkdir(name, 0755);
        Dir next = current.openDir(name);
        current.close();
        current = next;
      }
      current.close();
      fixture.file("other/file", "x");
      try (BuildContext context = fixture.open()) {
        selection(context, "other").digest(Keying.MODES_AND_OWNERS);
        VarveException e =
            assertThrows(
                VarveException.class,
                () -> selection(context, ".").digest(Keying.MODES_AND_OWNERS));
        assertTrue(e.text().contains("deep/ddd"), e.text());
      }
      root.deleteTree(b("deep"));
    }
  }

  @Test
  void unreadableFileAndDirectory_areErrorsOnlyForACopyOfThem() throws Exception {
    boolean readsAll = Credentials.has(Capability.DAC_OVERRIDE);
    Path secret = fixture.file("secret/file", "x");
    Path hidden = fixture.file("hidden/file", "x");
    fixture.file("src/file", "x");
    try (Dir dir = Dir.open(fixture.root);
        Dir sub = dir.openDir(b("secret"))) {
      sub.chmod(b("file"), 0);
      dir.chmod(b("hidden"), 0);
      try (BuildContext context = fixture.open()) {
        selection(context, "src").digest(Keying.MODES_AND_OWNERS);
        for (Path path : List.of(secret, hidden.getParent())) {
          String name = fixture.root.relativize(path).toString();
          String source = name.contains("/") ? "secret" : name;
          if (readsAll) {
            selection(context, source).digest(Keying.MODES_AND_OWNERS);
            continue;
          }
          VarveException e =
              assertThrows(
                  VarveException.class,
                  () -> selection(context, source).digest(Keying.MODES_AND_OWNERS));
          assertTrue(e.text().contains("'" + name + "'"), e.text());
          assertTrue(e.text().contains("Permission denied"), e.text());
        }
      } finally {
        dir.chmod(b("hidden"), 0755);
      }
    }
  }

  @Test
  void fileThatChangesBetweenScanAndReading_isTakenAsItIsThen() throws Exception {
    Path file = fixture.file("file", "before");
    try (BuildContext context = fixture.open()) {
      context.tree();
      Files.writeString(file, "afterwards");
      try (Dir dir = Dir.open(fixture.root)) {
        dir.chmod(b("file"), 0751);
      }
      selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      ContextEntry entry = find(context, "file");
      assertEquals(Digest.sha256Of(b("afterwards")), entry.digest());
      assertEquals(10, entry.size());
      assertEquals(0751, entry.mode());
      assertArrayEquals(b("afterwards"), entry.open().readAllBytes());
    }
    try (BuildContext context = fixture.open()) {
      selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      assertEquals(Digest.sha256Of(b("afterwards")), find(context, "file").digest());
    }
  }

  @Test
  void fileThatChangesAfterItWasDigested_failsItsReader() throws Exception {
    Path file = fixture.file("dir/file", "before");
    for (boolean racy : new boolean[] {false, true}) {
      try (BuildContext context =
          racy ? fixture.open(java.time.Clock.systemUTC()) : fixture.open()) {
        selection(context, ".").digest(Keying.MODES_AND_OWNERS);
        ContextEntry entry = find(context, "dir/file");
        assertEquals(entry.size(), entry.open().readAllBytes().length);
        Files.writeString(file, racy ? "BEFORE" : "longer than before");
        VarveException e = assertThrows(VarveException.class, () -> entry.open().readAllBytes());
        assertTrue(e.text().contains("'dir/file'") && e.text().contains("changed"), e.text());
      }
      Files.writeString(file, "before");
    }
  }

  @Test
  void fileThatVanishesOrBecomesAnother_failsTheCopyThatNeedsIt() throws Exception {
    Path file = fixture.file("dir/file", "x");
    try (BuildContext context = fixture.open()) {
      context.tree();
      Files.delete(file);
      Files.createSymbolicLink(file, Path.of("/etc/passwd"));
      VarveException e =
          assertThrows(
              VarveException.class, () -> selection(context, "dir").digest(Keying.NEITHER));
      assertTrue(e.text().contains("'dir/file'"), e.text());
    }
  }

  @Test
  void directoryThatVanishesWhileItIsScanned_isSaidToChange() {
    ErrnoException gone = new ErrnoException("openat2", Errno.ENOENT, "dir");
    VarveException e = new Problem(EntryPath.of("dir"), gone).exception();
    assertTrue(e.text().contains("'dir'") && e.text().contains("changed while"), e.text());
    VarveException top = new Problem(EntryPath.ROOT, gone).exception();
    assertTrue(top.text().contains("cannot read the build context"), top.text());
  }

  @Test
  void fileThatIsWrittenAllTheTime_neverGivesAMixedAnswer() throws Exception {
    int length = 200_000;
    Path file = fixture.file("file", "a".repeat(length));
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; !stop.get(); i++) {
                      Files.writeString(file, (i % 2 == 0 ? "b" : "a").repeat(length));
                    }
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    try {
      for (int i = 0; i < 30; i++) {
        try (BuildContext context = fixture.open()) {
          selection(context, "file").digest(Keying.MODES_AND_OWNERS);
          ContextEntry entry = find(context, "file");
          byte[] content = entry.open().readAllBytes();
          assertEquals(entry.digest(), Digest.sha256Of(content), "what was keyed is what is read");
        } catch (VarveException e) {
          assertTrue(e.text().contains("'file'"), e.text());
        }
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void sparseFile_isReadLikeAnyOther() throws Exception {
    try (FileHandle file = FileHandle.create(fixture.root.resolve("sparse"), 0644)) {
      file.truncate(3 << 20);
      file.pwrite(b("x"), 0, 1, 2 << 20);
    }
    try (BuildContext context = fixture.open()) {
      selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      byte[] expected = new byte[3 << 20];
      expected[2 << 20] = 'x';
      assertEquals(Digest.sha256Of(expected), find(context, "sparse").digest());
      assertArrayEquals(expected, find(context, "sparse").open().readAllBytes());
    }
  }

  @Test
  void contextThatIsNotThere_isReportedAsSuch() throws Exception {
    try (BuildContext context = fixture.open()) {
      try (Dir dir = Dir.open(temp)) {
        dir.deleteTree(b("context"));
      }
      VarveException e = assertThrows(VarveException.class, context::tree);
      assertTrue(e.text().contains("cannot read the build context"), e.text());
    }
  }

  @Test
  void interruptedScan_stops() throws Exception {
    fixture.file("dir/file", "x");
    try (BuildContext context = fixture.open()) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> selection(context, ".").digest(Keying.MODES));
      assertFalse(Thread.interrupted());
      selection(context, ".").digest(Keying.MODES);
    }
  }
}
