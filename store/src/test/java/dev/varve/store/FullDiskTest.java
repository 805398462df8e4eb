package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Json;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DiskFiles;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system of two megabytes. */
class FullDiskTest {
  @TempDir Path temporary;
  private Path disk;
  private Store store;

  @BeforeEach
  void mount() throws Exception {
    Requires.root();
    Requires.command("mount", "umount");
    disk = Files.createDirectory(temporary.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", disk.toString());
    store = Store.open(disk.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void unmount() throws Exception {
    if (store != null) {
      store.close();
      // Lazily: indexes stay mapped until they are collected.
      run("umount", "-l", disk.toString());
    }
  }

  private static void run(String... command) throws Exception {
    assertEquals(
        0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
  }

  private void refused(Executable action) throws IOException {
    VarveException e = assertThrows(VarveException.class, action);
    assertEquals(VarveException.Code.ENVIRONMENT, e.code());
    assertEquals("no space left on the disk of the store " + store.root(), e.text());
    assertTrue(e.hint().isPresent());
    // Nothing of it is left, and what was there before is as it was.
    for (Path own : DiskFiles.list(store.root().resolve("scratch"))) {
      for (Path file : DiskFiles.list(own)) {
        String name = DiskFiles.name(file);
        assertTrue(name.equals("owner") || name.equals("lease"), "left behind: " + file);
      }
    }
  }

  /** Leaves no space at all. */
  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    try (var out = Files.newOutputStream(filler)) {
      byte[] page = new byte[4096];
      for (int i = 0; i < 4096; i++) {
        out.write(page);
      }
    } catch (IOException full) {
      return filler;
    }
    throw new IOException("the disk does not get full");
  }

  private static byte[] big() throws IOException {
    return Tars.of().file("big", "0123456789abcdef".repeat(200_000)).bytes();
  }

  @Test
  void importTar_tooBig_leavesNothing() throws IOException {
    Layer before = TestStore.layer(store, "f", "x");

    byte[] tar = big();
    refused(() -> store.layers().importTar(new ByteArrayInputStream(tar)));

    assertEquals(List.of(before.diffId()), store.layers().all());
    assertEquals(List.of(), store.verify().damage());
    TestStore.layer(store, "g", "x");
  }

  @Test
  void writer_tooBig_leavesNothing() throws IOException {
    refused(
        () -> {
          try (LayerWriter writer = store.layers().newLayer()) {
            String content = "0123456789abcdef".repeat(200_000);
            writer
                .add(
                    Tars.entry("big", content),
                    new ByteArrayInputStream(
                        content.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .commit();
          }
        });

    assertEquals(List.of(), store.layers().all());
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void blob_tooBig_leavesNothing() throws IOException {
    byte[] content = big();
    refused(() -> store.blobs().put(new ByteArrayInputStream(content), null, Blobs.UNKNOWN_SIZE));

    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void tree_tooBig_leavesNothing() throws IOException {
    Layer layer = TestStore.layer(store, "f", "0123456789abcdef".repeat(80_000));

    refused(layer::tree);

    assertEquals(java.util.EnumSet.of(LayerForm.TAR), layer.forms());
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void documents_onAFullDisk_leaveTheOldOnes() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Image old = TestStore.image(store, List.of(layer), "shop");
    StepRecord record = TestStore.record(store, "k", layer);
    Json.Obj document = Json.Obj.EMPTY.with("n", Json.Num.of(1));
    store.history().put("p", document);
    Path filler = fill();

    refused(() -> TestStore.record(store, "l", layer));
    refused(() -> store.history().put("p", Json.Obj.EMPTY));
    refused(() -> store.images().create(old.config().withAuthor("me")));
    refused(() -> store.refs().set(Reference.parse("shop"), TestStore.digest("x")));

    assertEquals(old.id(), store.images().resolve("shop").id());
    assertEquals(record, store.records().find(record.key()).orElseThrow());
    assertEquals(document, store.history().find("p").orElseThrow());
    Files.delete(filler);
    assertEquals(List.of(), store.verify().damage());
    TestStore.record(store, "l", layer);
  }

  @Test
  void open_onAFullDisk_canStillPrune() throws IOException {
    Layer layer = TestStore.layer(store, "f", "0123456789abcdef".repeat(1000));
    TestStore.record(store, "k", layer);
    store.close();
    fill();

    store = Store.open(disk.resolve("store"), Clock.systemUTC());
    Pruned pruned = store.prune(PruneOptions.DEFAULT.withAll(true));

    assertEquals(List.of(layer.diffId()), pruned.reclaimed().layers());
    assertEquals(List.of(), store.layers().all());
  }
}
