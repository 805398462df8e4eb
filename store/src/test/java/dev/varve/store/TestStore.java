package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stores with something in them. */
final class TestStore {
  private TestStore() {}

  static Store open(Path temporary) throws IOException {
    return Store.open(temporary.resolve("store"), Clock.systemUTC());
  }

  static Digest digest(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A layer with one file. */
  static Layer layer(Store store, String path, String content) throws IOException {
    return store
        .layers()
        .importTar(new ByteArrayInputStream(Tars.of().file(path, content).bytes()));
  }

  /** A layer in form of a tree. */
  static Layer tree(Store store, String path, String content) throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper);
    Files.writeString(upper.resolve(path), content);
    return store.layers().commitTree(upper);
  }

  /** An image of layers, with names. */
  static Image image(Store store, List<Layer> layers, String... names) throws IOException {
    ImageConfig config = ImageConfig.scratch(new Platform("linux", "amd64"));
    for (Layer layer : layers) {
      config = config.withLayer(layer.diffId());
    }
    Image image = store.images().create(config);
    for (String name : names) {
      store.images().tag(image, Reference.parse(name));
    }
    return image;
  }

  /** A record that leads to a layer. */
  static StepRecord record(Store store, String key, Layer layer) throws IOException {
    StepRecord record =
        new StepRecord(
            digest(key),
            List.of(new KeyPart("instruction", key)),
            digest("instruction " + key),
            layer.diffId(),
            layer.identity(),
            Instant.parse("2026-01-02T03:04:05Z"),
            Duration.ofSeconds(3),
            Json.Obj.EMPTY);
    store.records().put(record);
    return record;
  }

  /** Flips one bit in the middle of a file. */
  static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
