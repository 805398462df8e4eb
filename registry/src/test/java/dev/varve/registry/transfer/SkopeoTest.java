package dev.varve.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.registry.MadeImage;
import dev.varve.registry.RealRegistry;
import dev.varve.store.Image;
import dev.varve.store.Store;
import dev.varve.store.transfer.LayoutDirectory;
import dev.varve.testkit.Requires;
import dev.varve.testkit.registry.DockerRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another client makes of what we push, and we of what it pushes. */
final class SkopeoTest {
  @TempDir Path directory;
  private RealRegistry registry;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    Requires.dockerRegistry();
    Requires.command("skopeo");
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
    registry = RealRegistry.start(directory.resolve("registry"), DockerRegistry.Options.OPEN);
  }

  @AfterEach
  void close() throws Exception {
    if (registry != null) {
      registry.close();
      store.close();
    }
  }

  private byte[] skopeo(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("skopeo.out");
    Path errors = directory.resolve("skopeo.err");
    int status =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    assertEquals(0, status, () -> said(errors));
    return Files.readAllBytes(out);
  }

  private static String said(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String docker(Reference name) {
    return "docker://" + name.registry() + "/" + name.repository() + ":" + name.tag();
  }

  private static PushOptions options(String compression) {
    LayerCompression chosen =
        switch (compression) {
          case "none" -> LayerCompression.NONE;
          case "zstd" -> new LayerCompression(dev.varve.archive.compress.Compression.ZSTD, 3);
          default -> LayerCompression.GZIP;
        };
    return new PushOptions(chosen, false, false, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "none"})
  void image_thatWePush_isReadByteForByte(String compression) throws Exception {
    Image image = MadeImage.built(store, 500_000, 2_000_000);
    Reference name = registry.name("team/app", "v1");
    Pushed pushed =
        new Pusher(store, registry.registries(), TransferListener.NONE)
            .push(image, name, options(compression));
    assertArrayEquals(
        pushed.manifest().toBytes(),
        skopeo("inspect", "--raw", "--tls-verify=false", docker(name)));
    Path layout = directory.resolve("layout");
    skopeo(
        "copy",
        "--preserve-digests",
        "--src-tls-verify=false",
        docker(name),
        "oci:" + layout + ":v1");
    Descriptor copied = new LayoutDirectory(layout).tagged("v1").orElseThrow();
    assertEquals(pushed.descriptor().digest(), copied.digest());
    for (Descriptor layer : pushed.manifest().layers()) {
      byte[] blob = Files.readAllBytes(layout.resolve("blobs/sha256/" + layer.digest().hex()));
      assertEquals(layer.digest(), Digest.sha256Of(blob));
    }
  }

  @Test
  void image_thatItPushes_isPulledWithTheSameDigests() throws Exception {
    Image image = MadeImage.built(store, 500_000, 2_000_000);
    Reference name = registry.name("team/app", "v1");
    Pushed pushed =
        new Pusher(store, registry.registries(), TransferListener.NONE)
            .push(image, name, PushOptions.DEFAULT);
    Reference theirs = registry.name("team/theirs", "v2s2");
    skopeo(
        "copy",
        "--format=v2s2",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        docker(name),
        docker(theirs));
    byte[] raw = skopeo("inspect", "--raw", "--tls-verify=false", docker(theirs));
    try (Store other = Store.open(directory.resolve("other"), Clock.systemUTC())) {
      Pulled pulled =
          new Puller(other, registry.registries(), TransferListener.NONE)
              .pull(theirs, MadeImage.PLATFORM, Puller.Extent.ALL);
      assertEquals(Digest.sha256Of(raw), pulled.digest());
      assertArrayEquals(
          raw, other.blobs().readAll(pulled.image().manifestDigest(), 1 << 20).orElseThrow());
      assertTrue(!pulled.digest().equals(pushed.descriptor().digest()), "it is Docker's format");
      assertEquals(image.config().diffIds(), pulled.image().config().diffIds());
      Pushed back =
          new Pusher(other, registry.registries(), TransferListener.NONE)
              .push(pulled.image(), registry.name("team/back", "v1"), PushOptions.DEFAULT);
      assertEquals(pulled.digest(), back.descriptor().digest());
    }
  }
}
