package dev.varve.archive.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.LayerRebase;
import dev.varve.archive.RootView;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's overlay as the judge: of trees we write, and of upper directories we read. */
class OverlayTest {
  /** As {@link #seen} prints entries; link counts of directories say nothing. */
  private static final String FIND =
      "find \"$PWD/merged\" -mindepth 1 -printf '%P %y %m %l\\n' | sed 's/ $//' | LC_ALL=C sort";

  private static final String CHANGES =
      """
      cd merged
      rm d/a
      rm -r e
      mkdir -m 0700 e
      echo q > e/q
      chmod 0600 d/keep
      ln d/big d/big2
      ln -s ../x d/link
      rm -r dir
      echo file > dir
      rm link
      mkdir link
      echo in > link/in
      mv d/sub d/moved
      mkfifo pipe
      rm -r gone
      """;

  private static final ContentSource CONTENT =
      entry -> new ByteArrayInputStream(new byte[(int) entry.size()]);

  @TempDir Path temp;

  private static LayerEntry file(String path, int size) {
    return LayerEntry.file(EntryPath.of(path), 0644, size)
        .withDigest(Digest.sha256Of(new byte[size]));
  }

  private static LayerEntry dir(String path, int mode) {
    return LayerEntry.directory(EntryPath.of(path), mode);
  }

  private static LayerIndex layer(LayerEntry... entries) throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : entries) {
      builder.add(entry);
    }
    return builder.build();
  }

  private static List<LayerIndex> layers() throws ArchiveException {
    return List.of(
        layer(
            dir("d", 0711),
            file("d/a", 1),
            file("d/b", 1),
            file("d/big", 100_000),
            file("d/keep", 5),
            dir("d/sub", 0755),
            file("d/sub/f", 3),
            dir("e", 0755),
            file("e/old", 1),
            dir("dir", 0755),
            file("dir/f", 1),
            dir("gone", 0755),
            file("gone/f", 1),
            LayerEntry.symlink(EntryPath.of("link"), Bytes.of("d")),
            LayerEntry.symlink(EntryPath.of("bin"), Bytes.of("d/sub"))),
        layer(
            LayerEntry.whiteout(EntryPath.of("d/b")),
            dir("e", 0750).withOpaque(true),
            file("e/new", 1),
            file("d/implied/f", 1),
            file("bin/tool", 1),
            LayerEntry.hardlink(EntryPath.of("linked"), EntryPath.of("d/keep"))));
  }

  private static String typeOf(EntryType type) {
    return switch (type) {
      case FILE, HARDLINK -> "f";
      case DIRECTORY -> "d";
      case SYMLINK -> "l";
      case CHAR_DEVICE -> "c";
      case BLOCK_DEVICE -> "b";
      case FIFO -> "p";
      case WHITEOUT -> "whiteout";
    };
  }

  private static List<String> seen(RootView view) throws IOException {
    List<String> lines = new ArrayList<>();
    view.walk(
        EntryPath.ROOT,
        found -> {
          LayerEntry e = found.entry();
          String link = e.type() == EntryType.SYMLINK ? " " + e.linkTarget() : "";
          lines.add(
              e.path() + " " + typeOf(e.type()) + " " + Integer.toOctalString(e.mode()) + link);
          return true;
        });
    Collections.sort(lines);
    return lines;
  }

  private List<String> shell(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "--mount", "sh", "-ec", script)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void overlay_ofOurTrees_showsTheRootView() throws Exception {
    assumeTrue(
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "mounts need root");
    List<LayerIndex> layers = layers();
    List<LayerIndex> below = new ArrayList<>();
    List<Digest> diffIds =
        List.of(Digest.sha256Of(new byte[] {0}), Digest.sha256Of(new byte[] {1}));
    for (int i = 0; i < layers.size(); i++) {
      LayerIndex rebased =
          LayerRebase.onto(new RootView(below), diffIds.subList(0, i), layers.get(i));
      TreeWriter.apply(rebased, CONTENT, Files.createDirectory(temp.resolve("l" + i)));
      below.add(layers.get(i));
    }
    for (String name : List.of("upper", "work", "merged")) {
      Files.createDirectory(temp.resolve(name));
    }
    String mount =
        "mount -t overlay overlay -o userxattr,lowerdir=l1:l0,upperdir=upper,workdir=work merged\n";
    RootView view = new RootView(layers);
    assertEquals(seen(view), shell(mount + FIND));
    List<String> changed = shell(mount + "(" + CHANGES + ")\n" + FIND);
    LayerIndex upper = TreeReader.read(temp.resolve("upper"));
    assertEquals(seen(view.with(upper)), changed);
    assertTrue(changed.contains("link/in f 644") && changed.contains("dir f 644"));
    assertTrue(changed.stream().noneMatch(line -> line.startsWith("gone")));
    // What came of the change is a layer of its own: unpacked, it shows the same again.
    TreeWriter.apply(
        upper, TreeContents.open(temp.resolve("upper")), Files.createDirectory(temp.resolve("l2")));
    assertEquals(
        changed, shell("mount -t overlay overlay -o userxattr,lowerdir=l2:l1:l0 merged\n" + FIND));
  }
}
