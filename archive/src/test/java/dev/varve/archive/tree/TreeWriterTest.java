package dev.varve.archive.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Xattr;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.linux.Dir;
import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees written and read back. Owners, devices and whiteouts need root. */
class TreeWriterTest {
  @TempDir Path temp;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(temp.resolve("tree"));
  }

  private static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] contentOf(LayerEntry entry) {
    byte[] content = new byte[(int) entry.size()];
    Arrays.fill(content, (byte) ('a' + entry.size() % 26));
    return content;
  }

  private static final ContentSource CONTENT = entry -> new ByteArrayInputStream(contentOf(entry));

  private static LayerEntry file(String path, long size) {
    LayerEntry entry =
        LayerEntry.file(EntryPath.of(path), 0640, size).withTime(1_600_000_000, 123_456_789);
    return entry.withDigest(Digest.sha256Of(contentOf(entry)));
  }

  private static LayerIndex everything() throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    builder.add(LayerEntry.directory(EntryPath.of("d"), 01755).withOwner(5, 6).withTime(1000, 7));
    builder.add(LayerEntry.directory(EntryPath.of("closed"), 0).withTime(1001, 0));
    builder.add(LayerEntry.directory(EntryPath.of("o"), 0755).withOpaque(true));
    builder.add(file("d/small", 10).withOwner(1000, 4_000_000_000L));
    builder.add(file("d/big", 300_000).withMode(06755));
    builder.add(file("closed/in", 1));
    builder.add(file("empty", 0));
    builder.add(
        file("cap", 3)
            .withXattrs(
                List.of(
                    new Xattr(
                        Bytes.of("security.capability"),
                        Bytes.of(
                            new byte[] {
                              1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                            })),
                    new Xattr(Bytes.of("user.note"), Bytes.of("hi")))));
    builder.add(
        LayerEntry.hardlink(EntryPath.of("z"), EntryPath.of("d/big"))
            .withFileOf(file("d/big", 300_000).withMode(06755)));
    builder.add(
        LayerEntry.symlink(EntryPath.of("link"), Bytes.of("/etc/passwd"))
            .withOwner(3, 4)
            .withTime(-5, 500_000_000));
    builder.add(LayerEntry.of(EntryPath.of("pipe"), EntryType.FIFO, 0622));
    builder.add(LayerEntry.of(EntryPath.of("null"), EntryType.CHAR_DEVICE, 0666).withDevice(1, 3));
    builder.add(
        LayerEntry.of(EntryPath.of("disk"), EntryType.BLOCK_DEVICE, 0660).withDevice(259, 70_000));
    builder.add(LayerEntry.whiteout(EntryPath.of("d/gone")));
    return builder.build();
  }

  @Test
  void layer_writtenAndRead_isTheSame() throws IOException {
    assumeTrue(isRoot(), "owners and devices need root");
    LayerIndex index = everything();
    TreeWriter.apply(index, CONTENT, tree);
    LayerIndex read = TreeReader.read(tree);
    for (LayerEntry entry : index) {
      assertEquals(
          entry.withPlace(false, 0, 0),
          read.find(entry.path()).orElseThrow().withPlace(false, 0, 0));
    }
    assertEquals(index.size(), read.size());
    assertEquals(index.identity(), read.identity());
    try (TreeContents contents = TreeContents.open(tree)) {
      assertEquals(CanonicalTar.digest(index, CONTENT), CanonicalTar.digest(read, contents));
    }
  }

  @Test
  void marks_ofOverlay_areTheKernels() throws IOException {
    assumeTrue(isRoot(), "whiteouts need root");
    TreeWriter.apply(everything(), CONTENT, tree);
    try (Dir root = Dir.open(tree);
        Dir d = root.openDir(name("d"))) {
      FileStat gone = d.stat(name("gone"));
      assertTrue(gone.isCharDevice());
      assertEquals(0, gone.rdevMajor() + gone.rdevMinor());
      assertEquals(
          "y",
          new String(
              root.xattr(name("o"), name("user.overlay.opaque")).orElseThrow(),
              StandardCharsets.US_ASCII));
      assertEquals(d.stat(name("big")).inode(), root.stat(name("z")).inode());
    }
  }

  @Test
  void rootEntry_metadata_applied() throws IOException {
    LayerIndex index =
        new LayerIndex.Builder()
            .add(LayerEntry.directory(EntryPath.ROOT, 0711).withTime(77, 0))
            .build();
    long uid = ((Integer) Files.getAttribute(tree, "unix:uid")).longValue();
    assumeTrue(uid == 0, "the entry is root's");
    TreeWriter.apply(index, CONTENT, tree);
    try (Dir root = Dir.open(tree)) {
      assertEquals(0711, root.stat().permissions());
      assertEquals(77, root.stat().mtimeSeconds());
    }
  }

  @Test
  void sparseFile_holes_staySo() throws IOException {
    assumeTrue(isRoot(), "the entry is root's");
    LayerEntry hole = LayerEntry.file(EntryPath.of("hole"), 0644, 50_000_000).withPlace(true, 0, 0);
    LayerIndex index = new LayerIndex.Builder().add(hole).build();
    TreeWriter.apply(index, e -> new ByteArrayInputStream(new byte[(int) e.size()]), tree);
    try (Dir root = Dir.open(tree)) {
      FileStat stat = root.stat(name("hole"));
      assertEquals(50_000_000, stat.size());
      assertTrue(stat.blocks() < 100, "blocks " + stat.blocks());
    }
  }

  @Test
  void links_outOfTheRoot_touchNothingThere() throws IOException {
    Path canary = Files.createDirectory(temp.resolve("canary"));
    Files.writeString(canary.resolve("secret"), "alive");
    List<String> before = listing(canary);
    LayerIndex.Builder builder = new LayerIndex.Builder();
    int i = 0;
    for (String target :
        List.of(
            canary.toString(), "../canary", "../../../../../../.." + canary, "x/../../canary")) {
      String link = "l" + i++;
      builder.add(own(LayerEntry.symlink(EntryPath.of(link), Bytes.of(target))));
      builder.add(own(file(link + "/secret", 9)));
      builder.add(own(LayerEntry.directory(EntryPath.of(link + "/dir"), 0777)));
      builder.add(
          own(LayerEntry.hardlink(EntryPath.of(link + "/hard"), EntryPath.of(link + "/secret"))));
    }
    TreeWriter.apply(builder.build(), CONTENT, tree);
    assertEquals(before, listing(canary));
    assertEquals("alive", Files.readString(canary.resolve("secret")));
    assertTrue(Files.isSymbolicLink(tree.resolve("l1")));
  }

  private static LayerEntry own(LayerEntry entry) throws IOException {
    long uid = ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    long gid = ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid")).longValue();
    return entry.withOwner(uid, gid);
  }

  private static List<String> listing(Path directory) throws IOException {
    List<String> facts = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted().toList()) {
        facts.add(
            path
                + " "
                + Files.readAttributes(
                    path,
                    "unix:mode,ino,nlink,size,lastModifiedTime,ctime",
                    LinkOption.NOFOLLOW_LINKS));
      }
    }
    return facts;
  }

  @Test
  void swappedParent_whileWriting_staysInTheRoot() throws IOException {
    Path canary = Files.createDirectory(temp.resolve("canary"));
    LayerIndex.Builder builder = new LayerIndex.Builder();
    builder.add(own(LayerEntry.directory(EntryPath.of("d"), 0755)));
    builder.add(own(file("d/f", 9)));
    ContentSource swapping =
        entry -> {
          Files.move(tree.resolve("d"), tree.resolve("moved"));
          Files.createSymbolicLink(tree.resolve("d"), canary);
          return CONTENT.open(entry);
        };
    assertThrows(
        IOException.class,
        () -> {
          TreeWriter.apply(builder.add(own(file("e", 1))).build(), swapping, tree);
        });
    assertEquals(1, listing(canary).size());
  }

  @Test
  void content_shorterOrLonger_refused() throws IOException {
    LayerIndex index = new LayerIndex.Builder().add(own(file("f", 10))).build();
    for (int size : new int[] {9, 11, 300_000}) {
      Path into = Files.createDirectory(temp.resolve("tree" + size));
      assertThrows(
          ArchiveException.class,
          () -> TreeWriter.apply(index, _ -> new ByteArrayInputStream(new byte[size]), into));
    }
  }

  @Test
  void hardlink_toLowerLayer_refusedUnlessRebased() throws ArchiveException {
    LayerIndex index =
        new LayerIndex.Builder()
            .add(LayerEntry.hardlink(EntryPath.of("a"), EntryPath.of("b")))
            .build();
    assertThrows(ArchiveException.class, () -> TreeWriter.apply(index, CONTENT, tree));
  }

  @Test
  void interrupt_whileWriting_endsIt() throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (int i = 0; i < 500; i++) {
      builder.add(own(file("f" + i, 1)));
    }
    LayerIndex index = builder.build();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> TreeWriter.apply(index, CONTENT, tree));
    assertTrue(Thread.interrupted());
  }

  @Test
  void reader_socketsAndPipes_neverOpened() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
      try (Dir root = Dir.open(tree)) {
        root.mknod(name("pipe"), FileStat.FIFO | 0600, 0, 0);
      }
      LayerIndex index = TreeReader.read(tree);
      assertEquals(1, index.size());
      assertEquals(EntryType.FIFO, index.entry(0).type());
    }
  }

  @Test
  void reader_markerName_refused() throws IOException {
    Files.writeString(tree.resolve(".wh.x"), "");
    assertThrows(ArchiveException.class, () -> TreeReader.read(tree));
  }

  @Test
  void reader_movedDirectoryOfOverlay_refused() throws IOException {
    Files.createDirectory(tree.resolve("d"));
    try (Dir root = Dir.open(tree)) {
      root.setXattr(name("d"), name("user.overlay.redirect"), name("/elsewhere"));
    }
    assertThrows(ArchiveException.class, () -> TreeReader.read(tree));
  }

  @Test
  void reader_namesThatAreNotUtf8_keptByteForByte() throws IOException {
    byte[] odd = {'a', (byte) 0xff, '\n', (byte) 0x80};
    try (Dir root = Dir.open(tree)) {
      root.createFile(odd, 0600).close();
      root.symlink(odd, name("s"));
    }
    LayerIndex index = TreeReader.read(tree);
    assertArrayEquals(odd, index.path(0).toArray());
    assertEquals(Bytes.of(odd), index.entry(1).linkTarget());
    assertFalse(index.path(0).toString().contains("\n"));
  }
}
