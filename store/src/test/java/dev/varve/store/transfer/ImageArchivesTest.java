package dev.varve.store.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Digest;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageArchivesTest {
  private static final Digest DOCKER_ID =
      Digest.parse("sha256:845d4dedc8b463d0fc33ddf2ad3ca0522a433cf66025d8a5e42282f5e80cd2be");

  @TempDir Path temporary;
  private Store store;
  private ImageArchives archives;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
    archives = new ImageArchives(store);
  }

  @AfterEach
  void verifyAndClose() throws IOException {
    assertEquals(List.of(), store.verify().damage());
    store.close();
  }

  private static byte[] recorded(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImageArchivesTest.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  private List<LoadedImage> load(byte[] archive) throws IOException {
    return archives.load(new ByteArrayInputStream(archive));
  }

  private byte[] save(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    archives.save(List.of(names), out);
    return out.toByteArray();
  }

  private RootView rootOf(Image image) throws IOException {
    List<LayerIndex> indexes = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      indexes.add(store.layers().get(diffId).index());
    }
    return new RootView(indexes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"docker28.tar", "skopeo-docker.tar", "skopeo-oci-gzip.tar", "skopeo-oci-zstd.tar"})
  void load_recordedArchive_hasItsImage(String name) throws IOException {
    List<LoadedImage> loaded = load(recorded(name));

    assertEquals(1, loaded.size());
    Image image = loaded.getFirst().image();
    assertEquals(
        List.of("storetest/small:1"),
        loaded.getFirst().names().stream().map(Reference::familiar).toList());
    assertEquals(image.id(), store.images().resolve("storetest/small:1").id());
    assertEquals(2, image.config().diffIds().size());
    assertEquals("varve", image.config().config().labels().get("made.for"));
    RootView root = rootOf(image);
    assertTrue(root.find(EntryPath.of("dir/two")).isEmpty());
    assertTrue(root.find(EntryPath.of("dir/sub/three")).isEmpty());
    assertTrue(root.find(EntryPath.of("dir/sub/new")).isPresent());
    assertEquals(04755, root.find(EntryPath.of("run.sh")).orElseThrow().entry().mode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker28.tar", "skopeo-docker.tar"})
  void load_dockerArchive_keepsTheImageId(String name) throws IOException {
    assertEquals(DOCKER_ID, load(recorded(name)).getFirst().image().id());
  }

  @Test
  void load_ociArchive_keepsTheManifestDigest() throws IOException {
    assertEquals(
        "sha256:9e84edf44a862dde0f91dee6b384378b2fa8e08d2a977da35d514b0659dee0b7",
        load(recorded("skopeo-oci-gzip.tar")).getFirst().image().manifestDigest().toString());
  }

  @Test
  void load_compressedArchive_isTheSame() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = Compression.gzip(compressed, 6)) {
      gzip.write(recorded("docker28.tar"));
    }

    assertEquals(DOCKER_ID, load(compressed.toByteArray()).getFirst().image().id());
  }

  @Test
  void save_loadedImage_hasTheSameDocumentsAsDockers() throws IOException {
    load(recorded("docker28.tar"));

    byte[] saved = save("storetest/small:1");

    List<String> theirs = TarListing.documents(recorded("docker28.tar"));
    List<String> ours = TarListing.documents(saved);
    assertEquals(theirs, ours);
  }

  @Test
  void save_twice_isTheSame() throws IOException {
    load(recorded("docker28.tar"));

    assertArrayEquals(save("storetest/small"), save("storetest/small:1"));
  }

  @Test
  void save_thenLoadElsewhere_isTheSameImage() throws IOException {
    Image image = load(recorded("skopeo-oci-zstd.tar")).getFirst().image();
    store.images().tag(image, Reference.parse("other:2"));
    byte[] saved = save("storetest/small:1", "other:2");

    try (Store second = Store.open(temporary.resolve("second"), Clock.systemUTC())) {
      List<LoadedImage> loaded = new ImageArchives(second).load(new ByteArrayInputStream(saved));

      assertEquals(1, loaded.size());
      assertEquals(image.id(), loaded.getFirst().image().id());
      assertEquals(2, loaded.getFirst().names().size());
      assertEquals(List.of(), second.verify().damage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void save_compressed_namesTheCompressedBlobs(String format) throws IOException {
    load(recorded("docker28.tar"));
    LayerCompression compression =
        format.equals("gzip") ? LayerCompression.GZIP : LayerCompression.ZSTD;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    archives.save(List.of("storetest/small:1"), out, compression);

    byte[] archive = out.toByteArray();
    Image image = store.images().resolve("storetest/small:1");
    for (Digest diffId : image.config().diffIds()) {
      Digest blob = store.compressed().of(store.layers().get(diffId), compression).digest();
      String path = "blobs/sha256/" + blob.hex();
      assertEquals(blob, TarListing.digest(archive, path));
      assertTrue(TarListing.text(archive, "manifest.json").contains(path));
    }
    try (Store other = Store.open(temporary.resolve("other"), Clock.systemUTC())) {
      List<LoadedImage> loaded = new ImageArchives(other).load(new ByteArrayInputStream(archive));
      assertEquals(image.id(), loaded.getFirst().image().id());
    }
  }

  @Test
  void save_byId_hasNoName() throws IOException {
    load(recorded("docker28.tar"));

    String manifest = TarListing.text(save(DOCKER_ID.shortHex()), "manifest.json");

    assertTrue(manifest.contains("\"RepoTags\":null"), manifest);
  }

  @Test
  void save_unknownImage_saysSo() {
    VarveException e = assertThrows(VarveException.class, () -> save("nothing"));

    assertEquals(VarveException.Code.NOT_FOUND, e.code());
    assertEquals("no such image: nothing:latest", e.text());
  }

  @Test
  void load_oldDockerArchive_followsLinksBetweenLayers() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] config = ArchiveBuilder.config(layer, layer);
    String name = Digest.sha256Of(config).hex() + ".json";
    List<LoadedImage> loaded =
        archives.load(
            new ArchiveBuilder()
                    .file("aaa/layer.tar", layer)
                    .file("aaa/VERSION", "1.0")
                    .link("bbb/layer.tar", "../aaa/layer.tar")
                    .file(name, config)
                    .file(
                        "manifest.json",
                        "[{\"Config\":\""
                            + name
                            + "\",\"RepoTags\":[\"old:1\"],\"Layers\":[\"aaa/layer.tar\",\"bbb/layer.tar\"]}]")
                    .stream());

    assertEquals(Digest.sha256Of(config), loaded.getFirst().image().id());
    assertEquals(1, store.layers().all().size());
  }

  @Test
  void importRootfs_tar_isAnImageOfOneLayer() throws IOException {
    byte[] tar = ArchiveBuilder.layer("bin/sh", "#!");

    Image image =
        archives.importRootfs(
            new ByteArrayInputStream(tar),
            new Platform("linux", "amd64"),
            "Imported from -",
            Instant.EPOCH,
            config -> config.withCmd(List.of("/bin/sh")).withEnv("A", "b"));

    assertEquals(List.of(Digest.sha256Of(tar)), image.config().diffIds());
    assertEquals(List.of("A=b"), image.config().config().env());
    assertEquals("Imported from -", image.config().history().getFirst().comment());
  }

  // What has to be refused. Nothing may be left of it.

  private void refused(byte[] archive, String why) throws IOException {
    VarveException e = assertThrows(VarveException.class, () -> load(archive));
    assertTrue(e.text().contains(why), e.text());
    assertEquals(List.of(), store.images().list());
    assertEquals(List.of(), List.copyOf(store.refs().all().keySet()));
  }

  @Test
  void load_noArchive_isRefused() throws IOException {
    refused("nothing like a tar".repeat(100).getBytes(StandardCharsets.UTF_8), "damaged");
  }

  @Test
  void load_rootFileSystem_isRefused() throws IOException {
    refused(ArchiveBuilder.layer("bin/sh", "#!"), "no image archive");
  }

  @Test
  void load_truncatedArchive_isRefused() throws IOException {
    byte[] whole = recorded("docker28.tar");
    refused(java.util.Arrays.copyOf(whole, 9_000), "damaged");
  }

  @Test
  void load_blobWithAnotherDigest_isRefused() throws IOException {
    byte[] archive = recorded("docker28.tar");
    int at = indexOf(archive, "three\n");
    archive[at] ^= 1;

    refused(archive, "another digest");
  }

  private static int indexOf(byte[] in, String text) {
    return new String(in, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void load_layerWithAnotherDiffId_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] other = ArchiveBuilder.layer("f", "y");
    refused(dockerArchive(ArchiveBuilder.config(other), "l.tar", layer, "x:1"), "diff ID");
  }

  private static byte[] dockerArchive(byte[] config, String name, byte[] layer, String tag)
      throws IOException {
    return new ArchiveBuilder()
        .file("c.json", config)
        .file(name, layer)
        .file(
            "manifest.json",
            "[{\"Config\":\"c.json\",\"RepoTags\":[\""
                + tag
                + "\"],\"Layers\":[\""
                + name
                + "\"]}]")
        .bytes();
  }

  @Test
  void load_moreLayersThanDiffIds_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    refused(dockerArchive(ArchiveBuilder.config(), "l.tar", layer, "x:1"), "layers");
  }

  @Test
  void load_missingLayer_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] archive =
        new ArchiveBuilder()
            .file("c.json", ArchiveBuilder.config(layer))
            .file(
                "manifest.json",
                "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"gone.tar\"]}]")
            .bytes();
    refused(archive, "'gone.tar' is missing");
  }

  @Test
  void load_pathOutOfTheArchive_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] archive =
        new ArchiveBuilder()
            .file("c.json", ArchiveBuilder.config(layer))
            .link("l.tar", "../../../etc/passwd")
            .file(
                "manifest.json",
                "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"l.tar\"]}]")
            .bytes();
    refused(archive, "out of the archive");
  }

  @Test
  void load_loopOfLinks_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] archive =
        new ArchiveBuilder()
            .file("c.json", ArchiveBuilder.config(layer))
            .link("l.tar", "l.tar")
            .file(
                "manifest.json",
                "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"l.tar\"]}]")
            .bytes();
    refused(archive, "too many links");
  }

  @Test
  void load_badName_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    refused(dockerArchive(ArchiveBuilder.config(layer), "l.tar", layer, "UPPER:1"), "lowercase");
  }

  @Test
  void load_ociBlobThatIsALink_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] config = ArchiveBuilder.config(layer);
    byte[] manifest = manifest(config, layer, layer.length);
    byte[] archive =
        new ArchiveBuilder()
            .blob(config)
            .blob(manifest)
            .file("elsewhere", layer)
            .link("blobs/sha256/" + Digest.sha256Of(layer).hex(), "../../elsewhere")
            .file("index.json", index(manifest))
            .bytes();
    refused(archive, "is missing");
  }

  @Test
  void load_ociLayerOfAnotherSize_isRefused() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] config = ArchiveBuilder.config(layer);
    byte[] manifest = manifest(config, layer, 7);
    refused(
        new ArchiveBuilder()
            .blob(config)
            .blob(manifest)
            .blob(layer)
            .file("index.json", index(manifest))
            .bytes(),
        "should have 7 bytes");
  }

  @Test
  void load_ociIndexOfOtherPlatforms_saysWhich() throws IOException {
    byte[] layer = ArchiveBuilder.layer("f", "x");
    byte[] config = ArchiveBuilder.config(layer);
    byte[] manifest = manifest(config, layer, layer.length);
    String inner =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[{"
            + "\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
            + Digest.sha256Of(manifest)
            + "\",\"size\":"
            + manifest.length
            + ",\"platform\":{\"os\":\"plan9\",\"architecture\":\"mips\"}}]}";
    byte[] innerBytes = inner.getBytes(StandardCharsets.UTF_8);
    String outer =
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\""
            + Digest.sha256Of(innerBytes)
            + "\",\"size\":"
            + innerBytes.length
            + "}]}";
    refused(
        new ArchiveBuilder()
            .blob(config)
            .blob(manifest)
            .blob(layer)
            .blob(innerBytes)
            .file("index.json", outer)
            .bytes(),
        "plan9/mips");
  }

  private static byte[] manifest(byte[] config, byte[] layer, long layerSize) {
    return ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
            + Digest.sha256Of(config)
            + "\",\"size\":"
            + config.length
            + "},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\""
            + Digest.sha256Of(layer)
            + "\",\"size\":"
            + layerSize
            + "}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String index(byte[] manifest) {
    return "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
        + Digest.sha256Of(manifest)
        + "\",\"size\":"
        + manifest.length
        + "}]}";
  }
}
