package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.tree.TreeContents;
import dev.varve.archive.tree.TreeReader;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against GNU tar: we read what it writes, and it reads what we write. */
class GnuTarTest {
  private static final String LONG = "long-" + "n".repeat(120) + "/" + "m".repeat(150) + "-end";

  @TempDir Path temp;

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      assertEquals(0, process.waitFor(), () -> Arrays.toString(command) + "\n" + output);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }

  private Path tree() throws IOException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("c.txt"), "hello\n");
    Files.createDirectories(tree.resolve(LONG).getParent());
    Files.writeString(tree.resolve(LONG), "long name");
    Files.createSymbolicLink(tree.resolve("a/link"), Path.of("../" + "t".repeat(130)));
    Files.createLink(tree.resolve("a/hard"), tree.resolve("a/b/c.txt"));
    Files.write(tree.resolve("empty"), new byte[0]);
    Files.write(tree.resolve("block"), new byte[512]);
    run("mkfifo", tree.resolve("pipe").toString());
    run("chmod", "4755", tree.resolve("empty").toString());
    run("chmod", "1777", tree.resolve("a").toString());
    run("touch", "-h", "-d", "@1234567890", tree.resolve("a/link").toString());
    run("touch", "-d", "@1234567890", tree.resolve("block").toString());
    return tree;
  }

  private static LayerScan.ScannedLayer scan(Path tar) throws IOException {
    try (InputStream in = Files.newInputStream(tar)) {
      return LayerScan.scan(in, OutputStream.nullOutputStream(), Limits.DEFAULT);
    }
  }

  private static List<String> facts(LayerIndex index, boolean nanos) {
    List<String> facts = new ArrayList<>();
    for (LayerEntry e : index) {
      if (!e.path().isRoot()) {
        facts.add(
            e.path()
                + " "
                + e.type()
                + " "
                + Integer.toOctalString(e.mode())
                + " "
                + e.uid()
                + " "
                + e.size()
                + " "
                + e.mtimeSeconds()
                + (nanos ? "." + e.mtimeNanos() : "")
                + " "
                + e.linkTarget()
                + " "
                + e.contentDigest().map(Digest::shortHex).orElse(""));
      }
    }
    return facts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "oldgnu", "posix"})
  void gnuTar_everyFormat_readsAsTheTree(String format) throws IOException {
    Path tree = tree();
    Path tar = temp.resolve("t.tar");
    run("tar", "-C", tree.toString(), "--format", format, "-cf", tar.toString(), ".");
    boolean nanos = format.equals("posix");
    assertEquals(facts(TreeReader.read(tree), nanos), facts(scan(tar).index(), nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar"})
  void gnuTar_oldFormats_read(String format) throws IOException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("c.txt"), "hello\n");
    Files.createLink(tree.resolve("a/hard"), tree.resolve("a/b/c.txt"));
    Path tar = temp.resolve("t.tar");
    run("tar", "-C", tree.toString(), "--format", format, "-cf", tar.toString(), ".");
    assertEquals(facts(TreeReader.read(tree), false), facts(scan(tar).index(), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix:0.0", "posix:0.1", "posix:1.0"})
  void gnuTar_sparse_expands(String kind) throws IOException {
    Path file = temp.resolve("sparse");
    byte[] content = new byte[3_000_000];
    for (int at : new int[] {5000, 200_000, 1_000_000, 1_400_000, 1_800_000, 2_500_000}) {
      Arrays.fill(content, at, at + 6000, (byte) at);
    }
    Files.write(file, content);
    run("fallocate", "--dig-holes", file.toString());
    Path tar = temp.resolve("t.tar");
    List<String> command = new ArrayList<>(List.of("tar", "-C", temp.toString(), "-S"));
    String[] format = kind.split(":");
    command.add("--format=" + format[0]);
    if (format.length > 1) {
      command.add("--sparse-version=" + format[1]);
    }
    command.addAll(List.of("-cf", tar.toString(), "sparse"));
    run(command.toArray(String[]::new));
    assertTrue(Files.size(tar) < 200_000, "GNU tar made it sparse");
    LayerEntry entry = scan(tar).index().find(EntryPath.of("sparse")).orElseThrow();
    assertEquals(content.length, entry.size());
    assertEquals(Digest.sha256Of(content), entry.digest());
    try (TarContents contents = TarContents.open(tar);
        InputStream again = contents.open(entry)) {
      assertArrayEquals(content, again.readAllBytes());
    }
  }

  @Test
  void canonicalTar_readByGnuTar_givesTheTree() throws IOException {
    Path tree = tree();
    run("touch", "-d", "@-5.25", tree.resolve("empty").toString());
    LayerIndex index = TreeReader.read(tree);
    Path tar = temp.resolve("t.tar");
    CanonicalTar.Summary written;
    try (TreeContents contents = TreeContents.open(tree);
        OutputStream out = Files.newOutputStream(tar)) {
      written = CanonicalTar.write(index, contents, out);
    }
    assertEquals(Files.size(tar), written.size());
    run("tar", "-C", tree.toString(), "--compare", "-f", tar.toString());
    Path again = Files.createDirectory(temp.resolve("again"));
    run("tar", "-C", again.toString(), "-xpf", tar.toString());
    assertEquals(facts(index, true), facts(TreeReader.read(again), true));
    assertEquals(index, TreeReader.read(again));
  }

  @Test
  void canonicalTar_scanned_isTheSameLayerAgain() throws IOException {
    Path tree = tree();
    LayerIndex index = TreeReader.read(tree);
    Path tar = temp.resolve("t.tar");
    CanonicalTar.Summary written;
    try (TreeContents contents = TreeContents.open(tree);
        OutputStream out = Files.newOutputStream(tar)) {
      written = CanonicalTar.write(index, contents, out);
    }
    LayerScan.ScannedLayer scanned = scan(tar);
    assertEquals(written.diffId(), scanned.diffId());
    assertEquals(index.identity(), scanned.index().identity());
    assertEquals(index, scanned.index(), "offsets laid out are those found");
    try (TarContents contents = TarContents.open(tar)) {
      assertEquals(written, CanonicalTar.digest(scanned.index(), contents));
    }
  }

  @Test
  void types_ofTheTree_kept() throws IOException {
    LayerIndex index = TreeReader.read(tree());
    assertEquals(EntryType.FIFO, index.find(EntryPath.of("pipe")).orElseThrow().type());
    assertEquals(EntryType.HARDLINK, index.find(EntryPath.of("a/hard")).orElseThrow().type());
    assertEquals(04755, index.find(EntryPath.of("empty")).orElseThrow().mode());
  }
}
