package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.files.FileList;
import dev.varve.store.files.ListedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with one object of every kind, and what happens when any file of it is damaged. */
class VerificationTest {
  @TempDir Path temporary;
  private Store store;
  private Layer tar;
  private Layer tree;
  private Layer extents;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
    String big = "0123456789abcdef".repeat(1024);
    tar = TestStore.layer(store, "dir/big", big);
    tree = TestStore.tree(store, "made", "by a command");
    try (LayerWriter writer = store.layers().newLayer()) {
      extents =
          writer
              .reuse(tar.index().find(EntryPath.of("dir/big")).orElseThrow(), tar)
              .add(
                  Tars.entry("new", "own bytes"),
                  new ByteArrayInputStream(
                      "own bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
              .commit();
    }
    store.layers().trees(List.of(tar, tree, extents));
    image = TestStore.image(store, List.of(tar, tree, extents), "shop:1");
    TestStore.record(store, "k", tar);
    store
        .records()
        .putFiles(
            TestStore.digest("files"),
            FileList.of(List.of(new ListedFile(EntryPath.of("f"), 0100644, 0, 0, 1, 2))));
    store.history().put("project", Json.Obj.EMPTY.with("n", Json.Num.of(1)));
    store
        .containers()
        .put(new ContainerUse("c1", "c1", image.manifestDigest(), image.config().diffIds()));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void verify_soundStore_findsNothing() throws IOException {
    Verification found = store.verify();

    assertEquals(List.of(), found.damage());
    assertTrue(found.isSound());
    assertTrue(found.objects() >= 15, "only " + found.objects() + " objects");
    assertTrue(found.bytes() > 16 * 1024);
  }

  @Test
  void verify_anyFileDamaged_isFound() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(store.root())) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    int checked = 0;
    for (Path file : files) {
      String name = store.root().relativize(file).toString();
      byte[] good = Files.readAllBytes(file);
      if (name.startsWith("scratch")
          || name.startsWith("locks")
          || name.endsWith(".mark")
          || good.length == 0) {
        continue;
      }
      for (int at : new int[] {0, good.length / 2, good.length - 1}) {
        byte[] bad = good.clone();
        bad[at] ^= 0x10;
        Files.write(file, bad);
        if (name.equals("format")) {
          assertThrows(RuntimeException.class, () -> TestStore.open(temporary).close());
        } else {
          assertFalse(store.verify().isSound(), name + " damaged at " + at);
        }
      }
      Files.write(file, good);
      checked++;
    }
    assertTrue(checked >= 15, "only " + checked + " files");
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void verify_anyObjectMissing_isFound() throws IOException {
    for (Digest blob : store.blobs().all()) {
      Path file = store.blobs().path(blob);
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);
      assertFalse(store.verify().isSound(), "without blob " + blob);
      Files.write(file, good);
    }
    assertEquals(List.of(), store.verify().damage());
    store.layers().files().discard(tar.diffId());
    assertTrue(
        store.verify().damage().toString().contains("its layer " + tar.diffId()),
        "without a layer");
  }

  @Test
  void verify_changedTree_namesTheFile() throws IOException {
    Files.writeString(tree.tree().resolve("made"), "by somebody");

    List<Verification.Damage> damage = store.verify().damage();

    assertEquals(1, damage.size());
    assertEquals(
        "layer " + tree.diffId() + ": /made differs in its tree", damage.getFirst().toString());
  }

  @Test
  void verify_fileTooManyInATree_namesIt() throws IOException {
    Files.writeString(tar.tree().resolve("dir/more"), "x");

    assertTrue(store.verify().damage().toString().contains("/dir/more should not be in its tree"));
  }

  @Test
  void verify_indexOfAnotherLayer_isFound() throws IOException {
    Path one = store.layers().files().directory(tar.diffId()).resolve(LayerFiles.INDEX);
    Layer other = TestStore.layer(store, "dir/big", "else");
    Path two = store.layers().files().directory(other.diffId()).resolve(LayerFiles.INDEX);
    Files.copy(two, one, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertTrue(store.verify().damage().toString().contains("its index does not belong to its tar"));
  }

  @Test
  void use_damagedTar_isRefusedAndHeals() throws IOException {
    Path blob = store.blobs().path(tar.diffId());
    byte[] good = Files.readAllBytes(blob);
    byte[] bad = good.clone();
    bad[600] ^= 1;
    Files.write(blob, bad);

    assertThrows(DamagedException.class, () -> tar.writeTar(OutputStream.nullOutputStream()));
    // Now it is known, and nobody gets it any more.
    assertTrue(store.layers().find(tar.diffId()).isEmpty());
    Layer again = store.layers().importTar(new ByteArrayInputStream(good));
    assertEquals(tar.diffId(), again.diffId());
    again.writeTar(OutputStream.nullOutputStream());
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void use_damagedContent_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(store.blobs().path(tar.diffId()));
    bytes[1024 + 512] ^= 1;
    Files.write(store.blobs().path(tar.diffId()), bytes);

    DamagedException e =
        assertThrows(
            DamagedException.class,
            () -> {
              try (var in =
                  extents
                      .contents()
                      .open(extents.index().find(EntryPath.of("dir/big")).orElseThrow())) {
                in.readAllBytes();
              }
            });
    assertTrue(e.text().startsWith("file /dir/big of layer " + extents.diffId()), e.text());
  }

  @Test
  void use_damagedIndex_isRefusedAndHeals() throws IOException {
    byte[] good = Files.readAllBytes(store.blobs().path(tar.diffId()));
    TestStore.damage(store.layers().files().directory(tar.diffId()).resolve(LayerFiles.INDEX));

    Layer layer = store.layers().find(tar.diffId()).orElseThrow();
    assertThrows(DamagedException.class, layer::index);
    assertTrue(store.layers().find(tar.diffId()).isEmpty());
    assertEquals(
        tar.identity(), store.layers().importTar(new ByteArrayInputStream(good)).identity());
  }

  @Test
  void use_damagedMetadata_isAsIfNotThere() throws IOException {
    TestStore.damage(store.layers().files().directory(tree.diffId()).resolve(LayerFiles.META));
    store.close();
    store = TestStore.open(temporary);

    assertTrue(store.layers().find(tree.diffId()).isEmpty());
    assertThrows(dev.varve.model.VarveException.class, () -> store.layers().get(tree.diffId()));
  }
}
