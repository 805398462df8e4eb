package dev.varve.store.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListsTest {
  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static Digest id(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ListedFile file(String path, long fingerprint) {
    return new ListedFile(EntryPath.of(path), 0100644, 0, 4_294_967_294L, 10, fingerprint);
  }

  private static FileList numbered(int count, int changed) {
    List<ListedFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(file("dir" + i % 7 + "/file" + i, i == changed ? -1 : i));
    }
    return FileList.of(files);
  }

  private long size(String id) throws IOException {
    return Files.size(store.root().resolve("files").resolve(id(id).hex()));
  }

  @Test
  void since_otherList_tellsAddedModifiedRemoved() {
    ListedFile chmodded = new ListedFile(EntryPath.of("m"), 0100755, 0, 0, 1, 5);
    FileList older =
        FileList.of(
            List.of(
                file("a", 1),
                file("b/c", 2),
                new ListedFile(EntryPath.of("m"), 0100644, 0, 0, 1, 5),
                file("z", 3)));
    FileList newer = FileList.of(List.of(chmodded, file("b/c", 9), file("b/d", 1), file("z", 3)));

    FileList.Difference difference = newer.since(older);

    assertEquals(List.of(file("b/d", 1)), difference.added());
    assertEquals(List.of(EntryPath.of("a")), difference.removed());
    assertEquals(
        List.of("content", "mode"),
        difference.modified().stream().map(m -> m.newer().differenceFrom(m.older())).toList());
    assertTrue(newer.since(newer).isEmpty());
  }

  @Test
  void of_samePathTwice_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> FileList.of(List.of(file("a", 1), file("a", 2))));
  }

  @Test
  void put_list_isFound() throws IOException {
    FileList list = numbered(100, 3);
    store.records().putFiles(id("x"), list);

    assertEquals(Optional.of(list), store.records().files(id("x")));
    assertEquals(Optional.empty(), store.records().files(id("y")));
  }

  @Test
  void put_littleChange_isStoredSmall() throws IOException {
    store.records().putFiles(id("v0"), numbered(1000, -1));
    for (int i = 1; i < 40; i++) {
      store.records().putFiles(id("v" + i), numbered(1000, i), id("v" + (i - 1)));
    }

    assertEquals(Optional.of(numbered(1000, 39)), store.records().files(id("v39")));
    assertTrue(size("v1") < 200, "a change takes " + size("v1") + " bytes");
    long all = 0;
    for (int i = 0; i < 40; i++) {
      all += size("v" + i);
    }
    assertTrue(all < 4 * size("v0"), "40 lists take " + all + " bytes");
  }

  @Test
  void put_emptyAndRemoved_areFound() throws IOException {
    store.records().putFiles(id("e"), FileList.of(List.of()));
    store.records().putFiles(id("one"), FileList.of(List.of(file("a", 1))), id("e"));
    store.records().putFiles(id("big"), numbered(50, 0));
    FileList less = FileList.of(numbered(50, 0).files().subList(1, 50));
    store.records().putFiles(id("less"), less, id("big"));

    assertEquals(0, store.records().files(id("e")).orElseThrow().files().size());
    assertEquals(1, store.records().files(id("one")).orElseThrow().files().size());
    assertEquals(Optional.of(less), store.records().files(id("less")));
  }

  @Test
  void find_damagedList_isNone() throws IOException {
    store.records().putFiles(id("x"), numbered(100, 3));
    Path file = store.root().resolve("files").resolve(id("x").hex());
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, 20, bytes.length / 2, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertEquals(Optional.empty(), store.records().files(id("x")));
    }
    Files.write(file, new byte[0]);
    assertEquals(Optional.empty(), store.records().files(id("x")));
    store.records().putFiles(id("x"), numbered(100, 3));
    assertEquals(Optional.of(numbered(100, 3)), store.records().files(id("x")));
  }

  @Test
  void find_missingBase_isNone() throws IOException {
    store.records().putFiles(id("v0"), numbered(1000, -1));
    store.records().putFiles(id("v1"), numbered(1000, 1), id("v0"));
    Files.delete(store.root().resolve("files").resolve(id("v0").hex()));

    assertEquals(Optional.empty(), store.records().files(id("v1")));
  }
}
