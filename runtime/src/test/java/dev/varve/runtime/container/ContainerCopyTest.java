package dev.varve.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.Platform;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerCopyTest {

  @TempDir Path directory;

  private Store store;
  private Containers containers;
  private ContainerCopy copy;
  private Path host;

  @BeforeEach
  void prepare() throws Exception {
    Requires.root();
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
    containers = new Containers(store, Clock.systemUTC());
    copy = new ContainerCopy(store, containers, ContainerCopy.Options.DEFAULT);
    host = Files.createDirectory(directory.resolve("host"));
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    LayerIndex.Builder index = new LayerIndex.Builder();
    index.add(LayerEntry.directory(EntryPath.of("data"), 0755));
    index.add(
        LayerEntry.file(EntryPath.of("data/file"), 0640, text.length)
            .withDigest(Digest.sha256Of(text))
            .withOwner(5, 6));
    index.add(link("link", "/data"));
    index.add(link("out", "/../../../../../../../../" + host));
    index.add(link("data/name", "file"));
    Layer layer = store.layers().create(index.build(), entry -> new ByteArrayInputStream(text));
    Image image =
        store.images().create(ImageConfig.scratch(Platform.host()).withLayer(layer.diffId()));
    containers
        .create(new ContainerRequest("one", "base", image, List.of("x"), Json.Obj.EMPTY, false))
        .close();
  }

  private static LayerEntry link(String path, String target) {
    return LayerEntry.symlink(
        EntryPath.of(path), Bytes.of(target.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() throws IOException {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void fromContainer_file_toNameAndIntoDirectory() throws Exception {
    copy.fromContainer("one", "/link/file", host.resolve("new").toString());
    copy.fromContainer("one", "data/file", host.toString());
    assertEquals("text", Files.readString(host.resolve("new")));
    assertEquals("text", Files.readString(host.resolve("file")));
    assertEquals(0, Files.getAttribute(host.resolve("file"), "unix:uid"));
    assertEquals(0640, (int) Files.getAttribute(host.resolve("file"), "unix:mode") & 07777);
  }

  @Test
  void fromContainer_directory_underItsNameOrContents() throws Exception {
    copy.fromContainer("one", "/data", host.toString());
    copy.fromContainer("one", "/data", host.resolve("copied").toString());
    Path flat = Files.createDirectory(host.resolve("flat"));
    copy.fromContainer("one", "/data/.", flat.toString());
    assertTrue(Files.exists(host.resolve("data/file")));
    assertTrue(Files.exists(host.resolve("copied/file")));
    assertTrue(Files.exists(flat.resolve("file")));
    assertTrue(Files.isSymbolicLink(flat.resolve("name")));
  }

  @Test
  void fromContainer_link_itselfUnlessASlashFollows() throws Exception {
    copy.fromContainer("one", "/link", host.toString());
    assertEquals(Path.of("/data"), Files.readSymbolicLink(host.resolve("link")));
    Path flat = Files.createDirectory(host.resolve("flat"));
    copy.fromContainer("one", "/link/.", flat.toString());
    assertTrue(Files.exists(flat.resolve("file")));
  }

  @Test
  void fromContainer_missing_saysWhat() {
    VarveException e =
        assertThrows(VarveException.class, () -> copy.fromContainer("one", "/no", host.toString()));
    assertEquals("no such file or directory: one:/no", e.getMessage());
    String nowhere = host.resolve("a/b").toString();
    VarveException t =
        assertThrows(VarveException.class, () -> copy.fromContainer("one", "/data/file", nowhere));
    assertEquals("no such file or directory: " + nowhere, t.getMessage());
  }

  @Test
  void toContainer_fileAndDirectory_belongToRoot() throws Exception {
    Path tree = Files.createDirectory(host.resolve("tree"));
    Files.writeString(tree.resolve("a"), "A");
    copy.toContainer(tree.toString(), "one", "/data");
    copy.toContainer(tree.resolve("a").toString(), "one", "/link/b");
    copy.toContainer(tree + "/.", "one", "/data");
    assertEquals(
        List.of("C /data", "A /data/a", "A /data/b", "A /data/tree", "A /data/tree/a"),
        containers.diff("one").stream().map(Change::toString).toList());
    copy.fromContainer("one", "/data/tree/a", host.resolve("back").toString());
    assertEquals("A", Files.readString(host.resolve("back")));
  }

  @Test
  void toContainer_linkOutOfTheRoot_staysInside() throws Exception {
    Files.writeString(host.resolve("file"), "from host");
    assertThrows(
        VarveException.class,
        () -> copy.toContainer(host.resolve("file").toString(), "one", "/out/escaped"));
    assertFalse(Files.exists(host.resolve("escaped")));
  }

  @Test
  void toContainer_directoryOverFile_isAConflict() throws Exception {
    VarveException e =
        assertThrows(
            VarveException.class, () -> copy.toContainer(host.toString(), "one", "/data/file"));
    assertEquals(VarveException.Code.CONFLICT, e.code());
    assertEquals(List.of(), containers.diff("one"));
  }

  @Test
  void toContainer_running_isAConflict() throws Exception {
    try (OpenContainer open = containers.open("one")) {
      assertThrows(VarveException.class, () -> copy.toContainer(host.toString(), "one", "/data"));
      copy.fromContainer("one", "/data/file", host.toString());
      assertEquals("one", open.state().name());
    }
  }

  @Test
  void fromContainer_fileInTheWay_isReplacedWhole() throws Exception {
    Files.writeString(host.resolve("file"), "much longer than what comes");
    copy.fromContainer("one", "/data/file", host.toString());
    assertEquals("text", Files.readString(host.resolve("file")));
    try (var entries = Files.list(host)) {
      assertEquals(List.of(host.resolve("file")), entries.toList());
    }
  }

  @Test
  void options_ownersAndLink_areKeptAndFollowed() throws Exception {
    ContainerCopy faithful =
        new ContainerCopy(store, containers, new ContainerCopy.Options(true, true));
    faithful.fromContainer("one", "/data/name", host.resolve("new").toString());
    assertEquals("text", Files.readString(host.resolve("new")));
    assertEquals(5, Files.getAttribute(host.resolve("new"), "unix:uid"));
    assertEquals(6, Files.getAttribute(host.resolve("new"), "unix:gid"));

    Path link = Files.createSymbolicLink(host.resolve("link"), Path.of("new"));
    faithful.toContainer(link.toString(), "one", "/data/back");
    faithful.fromContainer("one", "/data/back", host.resolve("again").toString());
    assertTrue(Files.isRegularFile(host.resolve("again"), LinkOption.NOFOLLOW_LINKS));
    assertEquals(5, Files.getAttribute(host.resolve("again"), "unix:uid"));
  }

  @Test
  void tar_outAndIn_keepsFilesAndNames() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    copy.toTar("one", "/data", tar);
    Process list = new ProcessBuilder("tar", "-tv", "--numeric-owner").start();
    try (OutputStream in = list.getOutputStream()) {
      in.write(tar.toByteArray());
    }
    String listed = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, list.waitFor());
    assertTrue(listed.contains("-rw-r----- 5/6"), listed);
    assertTrue(listed.contains(" data/file"), listed);
    assertTrue(listed.contains(" data/name -> file"), listed);

    copy.fromTar(new ByteArrayInputStream(tar.toByteArray()), "one", "/data");
    copy.fromContainer("one", "/data/data/file", host.toString());
    assertEquals("text", Files.readString(host.resolve("file")));
  }

  @Test
  void fromTar_nameOfAWhiteout_isRefusedAndHidesNothing() throws Exception {
    Path tree = Files.createDirectory(host.resolve("tree"));
    Files.writeString(tree.resolve(".wh.file"), "no whiteout");
    Process tar = new ProcessBuilder("tar", "-C", tree.toString(), "-c", ".wh.file").start();
    ArchiveException e =
        assertThrows(
            ArchiveException.class, () -> copy.fromTar(tar.getInputStream(), "one", "/data"));
    assertTrue(String.valueOf(e.getMessage()).contains(".wh.file"), e::toString);
    assertEquals(List.of(), containers.diff("one"));
  }

  @Test
  void fromTar_damagedOrNowhere_changesNothing() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    copy.toTar("one", "/data", tar);
    byte[] cut = Arrays.copyOf(tar.toByteArray(), 700);
    assertThrows(
        ArchiveException.class, () -> copy.fromTar(new ByteArrayInputStream(cut), "one", "/data"));
    assertThrows(
        VarveException.class,
        () -> copy.fromTar(new ByteArrayInputStream(tar.toByteArray()), "one", "/data/file"));
    assertEquals(List.of(), containers.diff("one"));
  }
}
