package dev.varve.archive.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer as root of a user namespace that maps nobody else. */
class RootlessTreeTest {
  @TempDir Path temp;

  /** Run in the namespace: writes a layer, then one with an owner that is not mapped. */
  public static void main(String[] args) throws IOException {
    Path tree = Files.createDirectory(Path.of(args[0]).resolve("tree"));
    LayerIndex.Builder layer = new LayerIndex.Builder();
    layer.add(LayerEntry.directory(EntryPath.of("d"), 02755));
    layer.add(LayerEntry.file(EntryPath.of("d/setuid"), 04755, 0));
    layer.add(LayerEntry.whiteout(EntryPath.of("d/gone")));
    layer.add(LayerEntry.directory(EntryPath.of("o"), 0700).withOpaque(true));
    layer.add(device("null", 3));
    layer.add(device("zero", 5));
    TreeWriter.apply(
        layer.build(), ContentSource.NONE, tree, line -> System.out.println("warning: " + line));
    for (LayerEntry entry : TreeReader.read(tree)) {
      System.out.println(
          entry.path()
              + " "
              + entry.type()
              + " "
              + Integer.toOctalString(entry.mode())
              + " "
              + entry.uid()
              + (entry.opaque() ? " opaque" : ""));
    }
    LayerEntry foreign = LayerEntry.file(EntryPath.of("foreign"), 0644, 0).withOwner(33, 33);
    try {
      TreeWriter.apply(
          new LayerIndex.Builder().add(foreign).build(), ContentSource.NONE, tree, _ -> {});
    } catch (ArchiveException e) {
      System.out.println("error: " + e.getMessage());
    }
  }

  private static LayerEntry device(String name, int minor) {
    return LayerEntry.of(EntryPath.of(name), EntryType.CHAR_DEVICE, 0666).withDevice(1, minor);
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void layer_inUserNamespace_writtenAsFarAsItMayBe() throws Exception {
    Process probe = new ProcessBuilder("unshare", "--user", "--map-root-user", "true").start();
    assumeTrue(probe.waitFor() == 0, "no user namespaces here");
    List<String> lines =
        run(
            "unshare",
            "--user",
            "--map-root-user",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RootlessTreeTest.class.getName(),
            temp.toString());
    assertEquals(
        List.of(
            "d DIRECTORY 2755 0",
            "d/gone WHITEOUT 0 0",
            "d/setuid FILE 4755 0",
            "o DIRECTORY 700 0 opaque"),
        lines.subList(1, 5));
    assertTrue(lines.getFirst().startsWith("warning: devices cannot be made"), lines::toString);
    assertEquals(6, lines.size(), "one warning for both devices: " + lines);
    assertTrue(lines.get(5).contains("/etc/subuid"), lines::toString);
    assertTrue(lines.get(5).contains("33:33"), lines::toString);
  }
}
