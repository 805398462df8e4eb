package dev.varve.cli;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.model.ContainerConfig;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.LayerWriter;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Images for the tests of commands, with fixed content and so with fixed digests. */
final class SampleImages {
  private static final Instant BASE = Instant.parse("2026-02-01T12:00:00Z");
  private static final Instant SHOP = Instant.parse("2026-03-01T11:30:00Z");

  private SampleImages() {}

  /** {@code base:1}, one layer, and {@code shop:latest} and {@code shop:1} on top of it. */
  static void make(Store store) throws IOException {
    Layer below = layer(store, "etc/os", "linux");
    ImageConfig base =
        ImageConfig.scratch(new Platform("linux", "amd64"))
            .withCreated(BASE)
            .withConfig(ContainerConfig.EMPTY.withEnv("PATH", "/bin").withCmd(List.of("sh")))
            .withLayer(below.diffId())
            .withHistory(new History(BASE, "", "Imported from -", "", false));
    tag(store, store.images().create(base), "base:1");
    Layer above = layer(store, "app/main", "x".repeat(1500));
    ImageConfig shop =
        base.withCreated(SHOP)
            .withConfig(
                base.config()
                    .withLabel("team", "till")
                    .withWorkingDir("/app")
                    .withEntrypoint(List.of("/app/main", "--serve")))
            .withHistory(new History(SHOP, "WORKDIR /app", "buildkit.dockerfile.v0", "", true))
            .withLayer(above.diffId())
            .withHistory(
                new History(
                    SHOP,
                    "COPY main /app/main # buildkit, with a comment that goes on and on",
                    "buildkit.dockerfile.v0",
                    "",
                    false));
    Image image = store.images().create(shop);
    tag(store, image, "shop:latest");
    tag(store, image, "shop:1");
  }

  private static void tag(Store store, Image image, String name) throws IOException {
    store.images().tag(image, Reference.parse(name));
  }

  static Layer layer(Store store, String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (LayerWriter writer = store.layers().newLayer()) {
      writer.add(
          LayerEntry.file(EntryPath.of(path), 0644, bytes.length), new ByteArrayInputStream(bytes));
      return writer.commit();
    }
  }
}
