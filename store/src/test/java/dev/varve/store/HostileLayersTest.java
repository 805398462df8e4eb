package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.testkit.Requires;
import dev.varve.testkit.WholeTreeDeletion;
import dev.varve.testkit.layers.Canary;
import dev.varve.testkit.layers.HostileLayer;
import dev.varve.testkit.layers.HostileLayers;
import dev.varve.testkit.layers.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores take no hostile layer, or keep it inside of its tree; and they stay whole. */
class HostileLayersTest {
  @TempDir(deletionStrategy = WholeTreeDeletion.class)
  static Path temporary;

  private static Canary canary;
  private static FormStores stores;

  @BeforeAll
  static void plant() throws IOException {
    Requires.root();
    canary = Canary.plant(temporary);
    stores = new FormStores(canary.inside());
  }

  @AfterAll
  static void verifyAndClose() throws IOException {
    if (stores != null) {
      stores.verifyAndClose();
    }
  }

  static List<HostileLayer> layers() {
    return HostileLayers.all(canary.target());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layer_hostile_getsItsAnswer(HostileLayer layer) throws IOException {
    for (Map.Entry<String, byte[]> form : layer.sample().forms().entrySet()) {
      Store store = stores.of(form.getKey());
      try {
        answer(layer, form.getValue(), store);
      } finally {
        canary.check();
      }
    }
  }

  private static void answer(HostileLayer layer, byte[] form, Store store) throws IOException {
    switch (layer.answer()) {
      case REJECTED -> {
        int before = store.layers().all().size();
        assertThrows(ArchiveException.class, () -> FormStores.imported(store, form));
        assertEquals(before, store.layers().all().size(), "nothing was stored");
      }
      case REJECTED_ON_STACK -> {
        List<Layer> stack = FormStores.stack(store, layer.sample(), form);
        assertThrows(ArchiveException.class, () -> store.layers().checkStack(stack));
        assertThrows(ArchiveException.class, () -> store.layers().trees(stack));
      }
      case CONTAINED -> {
        List<Layer> stack = FormStores.stack(store, layer.sample(), form);
        store.layers().checkStack(stack);
        Listing tree = Listing.of(store.layers().trees(stack).getLast());
        for (String path : layer.lands()) {
          assertTrue(tree.has(path), () -> path + " is not in\n" + tree);
        }
      }
    }
  }
}
