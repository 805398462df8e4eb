package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.testkit.layers.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A store for each form of layers, so that none knows a layer by another form already. */
final class FormStores {
  private final Path directory;
  private final Map<String, Store> stores = new LinkedHashMap<>();

  FormStores(Path directory) {
    this.directory = directory;
  }

  Store of(String form) throws IOException {
    Store store = stores.get(form);
    if (store == null) {
      store = Store.open(directory.resolve(form.replace(' ', '-')), Clock.systemUTC());
      stores.put(form, store);
    }
    return store;
  }

  static Layer imported(Store store, byte[] stream) throws IOException {
    try (InputStream in =
        Compression.decompressed(new ByteArrayInputStream(stream), Limits.DEFAULT)) {
      return store.layers().importTar(in);
    }
  }

  /** The layer of a sample, and the one below it if the sample names one; bottom first. */
  static List<Layer> stack(Store store, Sample sample, byte[] form) throws IOException {
    List<Layer> stack = new ArrayList<>();
    if (sample.lower().isPresent()) {
      stack.add(imported(store, sample.lower().get()));
    }
    stack.add(imported(store, form));
    return stack;
  }

  /** What came in did the stores no harm, and nothing temporary is left. */
  void verifyAndClose() throws IOException {
    for (Store store : stores.values()) {
      assertEquals(List.of(), store.verify().damage());
      store.close();
      try (Stream<Path> left = Files.list(store.root().resolve("scratch"))) {
        assertEquals(List.of(), left.toList());
      }
    }
  }
}
