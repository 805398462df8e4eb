package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Reference;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes and threads on one store, and processes that are killed. */
class SharingTest {
  private static final int PROCESSES = 16;

  @TempDir Path temporary;

  private Path root() {
    return temporary.resolve("store");
  }

  private void checkSoundAndClean() throws IOException {
    TestStore.open(temporary).close();
    assertEquals(List.of(), DiskFiles.list(root().resolve("scratch")));
    try (Store store = TestStore.open(temporary)) {
      assertEquals(List.of(), store.verify().damage());
    }
  }

  @Test
  void processes_makingTheSame_storeItOnce() throws Exception {
    Path start = temporary.resolve("start");
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(StoreProcess.start("together", root().toString(), start.toString()));
      }
      Files.writeString(start, "go");
      for (Process process : processes) {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "a process hangs");
        assertEquals(0, process.exitValue(), () -> log());
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }

    try (Store store = TestStore.open(temporary)) {
      assertEquals(6, store.layers().all().size());
      assertEquals(1, store.images().list().size());
      assertEquals(1 + PROCESSES, store.refs().all().size());
      assertEquals(6, store.records().keys().size());
      // three tars, a manifest and a config: nothing twice, nothing left over
      assertEquals(5, store.blobs().all().size());
      assertEquals(
          store.images().find(Reference.parse("shop")).orElseThrow().id(),
          store.images().list().getFirst().image().id());
    }
    checkSoundAndClean();
  }

  private String log() {
    try {
      return Files.readString(Path.of(root() + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void threads_makingAndRemoving_disturbNobody() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean prunes = i == 0;
      tasks.add(
          () -> {
            for (int round = 0; round < 10; round++) {
              try (Store store = TestStore.open(temporary)) {
                if (prunes) {
                  store.prune(PruneOptions.DEFAULT.withAll(true));
                } else {
                  useWhatWasMade(store, round);
                }
              }
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Void> result : threads.invokeAll(tasks)) {
        result.get();
      }
    }
    checkSoundAndClean();
  }

  /** Whatever this store made has to stay, whatever the one that prunes does. */
  private static void useWhatWasMade(Store store, int round) throws IOException {
    Layer layer = StoreProcess.tar(store, round % 3);
    Image image = TestStore.image(store, List.of(layer));
    assertTrue(Files.isDirectory(layer.tree()));
    layer.writeTar(java.io.OutputStream.nullOutputStream());
    assertTrue(store.images().get(image.manifestDigest()).isPresent());
    assertEquals(layer.diffId(), store.layers().get(layer.diffId()).diffId());
  }

  @Test
  void process_killedAnywhere_leavesASoundStore() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 8; i++) {
      Process process = StoreProcess.start("forever", root().toString(), Integer.toString(i));
      try {
        Path ready = StoreProcess.readyFile(root());
        while (!Files.exists(ready) && process.isAlive()) {
          Thread.sleep(2);
        }
        Thread.sleep(random.nextInt(300));
        assertTrue(process.isAlive(), () -> log());
        Files.delete(ready);
      } finally {
        process.destroyForcibly().waitFor();
      }
      checkSoundAndClean();
    }
    try (Store store = TestStore.open(temporary)) {
      assertTrue(
          store.layers().all().size() + store.images().list().size() > 0,
          "nothing was made between the kills");
    }
  }
}
