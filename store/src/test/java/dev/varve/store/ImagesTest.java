package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.linux.FileLocks;
import dev.varve.model.Digest;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir Path temporary;
  private Store store;
  private Image image;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
    image = TestStore.image(store, List.of(TestStore.layer(store, "f", "x")), "shop:1", "shop:2");
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void container(String id, boolean ofImage) throws IOException {
    Digest other = TestStore.digest("another image");
    store
        .containers()
        .put(
            new ContainerUse(
                id,
                "name-" + id,
                ofImage ? image.manifestDigest() : other,
                image.config().diffIds()));
  }

  private VarveException refused(String text, boolean force) {
    VarveException e = assertThrows(VarveException.class, () -> store.images().remove(text, force));
    assertEquals(VarveException.Code.CONFLICT, e.code());
    return e;
  }

  private Optional<Digest> found(String text) throws IOException {
    return store.images().find(text).map(Image::id);
  }

  @Test
  void create_again_isTheSameImage() throws IOException {
    Image again = store.images().create(image.config());

    assertEquals(image, again);
    assertEquals(1, store.images().list().size());
  }

  @Test
  void create_layerThatIsNotThere_isRefused() {
    Digest missing = TestStore.digest("nothing");

    VarveException e =
        assertThrows(
            VarveException.class, () -> store.images().create(image.config().withLayer(missing)));
    assertTrue(e.text().contains(missing.toString()), e.text());
  }

  @Test
  void create_unknownFields_areKept() throws IOException {
    byte[] config =
        ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"x\":{\"y\":[1]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
            .getBytes(StandardCharsets.UTF_8);

    Image made = store.images().create(config);

    assertEquals(Digest.sha256Of(config), made.id());
  }

  @Test
  void find_everyWayToNameIt_isTheImage() throws IOException {
    Optional<Digest> id = Optional.of(image.id());

    assertEquals(id, found("shop:1"));
    assertEquals(id, found("docker.io/library/shop:2"));
    assertEquals(id, found(image.id().toString()));
    assertEquals(id, found(image.id().hex()));
    assertEquals(id, found(image.id().shortHex()));
    assertEquals(id, found("sha256:" + image.id().shortHex()));
    assertEquals(id, found(image.manifestDigest().toString()));
    assertEquals(id, found(image.manifestDigest().shortHex()));
    assertEquals(id, found("shop@" + image.manifestDigest()));
    assertEquals(Optional.empty(), found("shop"));
    assertEquals(Optional.empty(), found("shop:3"));
    // The digest says what is meant: an image that was pulled by it has no other name.
    assertEquals(id, found("other@" + image.manifestDigest()));
    assertEquals(Optional.empty(), found("shop@" + image.id()));
    assertEquals(Optional.empty(), found("NOT a name"));
  }

  @Test
  void find_pinnedToAnIndex_isTheImageForThisMachine() throws IOException {
    Digest index = Digest.sha256Of(new byte[] {1});
    assertEquals(Optional.empty(), found("shop@" + index));

    store.indexes().put(index, Platform.host(), image.manifestDigest());
    store.indexes().put(index, new Platform("linux", "other"), image.id());
    assertEquals(Optional.of(image.id()), found("shop@" + index));
    store.reclaim();
    assertEquals(Optional.of(image.id()), found("shop@" + index));
  }

  @Test
  void find_nameThatLooksLikeAnId_isTheName() throws IOException {
    String name = image.id().hex().substring(0, 4);
    Image other = TestStore.image(store, List.of(), name);

    assertEquals(Optional.of(other.id()), found(name));
  }

  @Test
  void find_beginningOfSeveral_isRefused() throws IOException {
    char first = image.id().hex().charAt(0);
    for (int i = 0; i < 60; i++) {
      Image other =
          TestStore.image(store, List.of(TestStore.layer(store, "f" + i, "x")), "other:" + i);
      if (other.id().hex().charAt(0) == first) {
        VarveException e =
            assertThrows(VarveException.class, () -> store.images().find("" + first));
        assertTrue(e.text().contains("beginning of the IDs"), e.text());
        return;
      }
    }
    throw new AssertionError("60 digests without two that begin alike");
  }

  @Test
  void resolve_missing_namesTheNearest() {
    VarveException e = assertThrows(VarveException.class, () -> store.images().resolve("shpo:1"));

    assertEquals(VarveException.Code.NOT_FOUND, e.code());
    assertEquals("no such image: shpo:1", e.text());
    assertEquals(Optional.of("did you mean 'shop:1'?"), e.hint());
  }

  @Test
  void resolve_noName_isAUsageError() {
    VarveException e = assertThrows(VarveException.class, () -> store.images().resolve("A b"));

    assertEquals(VarveException.Code.USAGE, e.code());
  }

  @Test
  void tag_takenName_leavesTheOldImageDangling() throws IOException {
    Image newer = TestStore.image(store, List.of(), "shop:1", "shop:2");

    assertEquals(Optional.of(newer.id()), found("shop:1"));
    List<ListedImage> images = store.images().list();
    assertEquals(2, images.size());
    assertEquals(
        List.of(image.id()),
        images.stream().filter(ListedImage::isDangling).map(i -> i.image().id()).toList());
  }

  @Test
  void list_image_knowsNamesAndSize() throws IOException {
    ListedImage listed = store.images().list().getFirst();

    assertEquals(
        List.of("shop:1", "shop:2"), listed.names().stream().map(Reference::familiar).toList());
    assertEquals(2048, listed.size());
  }

  @Test
  void remove_oneOfSeveralNames_untagsOnly() throws IOException {
    container("c1", true);

    RemovedImage removed = store.images().remove("shop:1", false);

    assertEquals(List.of(Reference.parse("shop:1")), removed.untagged());
    assertEquals(Optional.empty(), removed.deleted());
    assertEquals(Optional.of(image.id()), found("shop:2"));
  }

  @Test
  void remove_lastName_deletesTheImage() throws IOException {
    store.images().remove("shop:1", false);

    RemovedImage removed = store.images().remove("shop:2", false);

    assertEquals(Optional.of(image.id()), removed.deleted());
    assertEquals(Optional.empty(), found(image.id().toString()));
  }

  @Test
  void remove_lastNameUsedByAContainer_needsForce() throws IOException {
    store.images().remove("shop:1", false);
    container("0123456789abcdef", true);

    VarveException e = refused("shop:2", false);
    assertEquals(
        "image 'shop:2' is used by container 0123456789ab (name-0123456789abcdef)", e.text());
    assertEquals(Optional.of(image.id()), found("shop:2"));
    assertEquals(Optional.of(image.id()), store.images().remove("shop:2", true).deleted());
  }

  @Test
  void remove_nameUsedByARunningContainer_untagsWithForceOnly() throws Exception {
    store.images().remove("shop:1", false);
    container("c1", true);
    try (FileLocks.Lock _ =
        FileLocks.lock(store.containers().lockFile("c1"), FileLocks.Mode.EXCLUSIVE)) {
      refused("shop:2", false);

      RemovedImage removed = store.images().remove("shop:2", true);

      assertEquals(Optional.empty(), removed.deleted());
      assertEquals(Optional.of(image.id()), found(image.id().toString()));
      VarveException e = refused(image.id().hex(), true);
      assertTrue(e.text().contains("running container c1"), e.text());
    }
  }

  @Test
  void remove_idWithSeveralNames_needsForce() throws IOException {
    VarveException e = refused(image.id().shortHex(), false);
    assertEquals("image " + image.id().shortHex() + " has several names: shop:1, shop:2", e.text());

    RemovedImage removed = store.images().remove(image.id().shortHex(), true);

    assertEquals(2, removed.untagged().size());
    assertEquals(Optional.of(image.id()), removed.deleted());
    assertTrue(store.refs().all().isEmpty());
  }

  @Test
  void remove_idWithOneName_needsNoForce() throws IOException {
    store.images().untag(Reference.parse("shop:1"));

    assertEquals(
        Optional.of(image.id()), store.images().remove(image.id().toString(), false).deleted());
  }

  @Test
  void remove_idUsedByAStoppedContainer_needsForce() throws IOException {
    store.images().untag(Reference.parse("shop:1"));
    container("c1", true);
    container("c2", false);

    VarveException e = refused(image.id().hex(), false);
    assertTrue(e.text().contains("stopped container c1"), e.text());
    assertEquals(Optional.of(image.id()), store.images().remove(image.id().hex(), true).deleted());
  }

  @Test
  void remove_missing_isNotFound() {
    VarveException e =
        assertThrows(VarveException.class, () -> store.images().remove("nothing", true));

    assertEquals(VarveException.Code.NOT_FOUND, e.code());
  }

  @Test
  void damaged_config_isNamedAndNotUsed() throws IOException {
    TestStore.damage(store.blobs().path(image.id()));

    DamagedException e = assertThrows(DamagedException.class, () -> store.images().find("shop:1"));
    assertTrue(e.text().contains(image.id().toString()), e.text());
    assertEquals(image, store.images().create(image.config()));
    assertEquals(Optional.of(image.id()), found("shop:1"));
  }

  @Test
  void damaged_entry_isMadeAgainFromTheManifest() throws IOException {
    Path file = DiskFiles.list(store.root().resolve("images")).getFirst();
    TestStore.damage(file);

    assertEquals(Optional.of(image.id()), found("shop:1"));
    assertFalse(store.images().list().isEmpty());
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void damaged_name_isNotUsedAndCanBeRemoved() throws IOException {
    TestStore.damage(store.refs().path(Reference.parse("shop:1")));

    assertThrows(DamagedException.class, () -> store.images().find("shop:1"));
    assertThrows(DamagedException.class, () -> store.prune(PruneOptions.DEFAULT));
    assertEquals(1, store.images().list().size());
    store.images().remove("shop:1", false);
    assertEquals(Optional.empty(), found("shop:1"));
    assertEquals(Optional.of(image.id()), found("shop:2"));
  }
}
