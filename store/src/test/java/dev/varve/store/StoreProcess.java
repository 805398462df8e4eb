package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A process that works with a store: for tests that need many of them, or one to kill. */
final class StoreProcess {
  private static final int LAYERS = 6;

  private StoreProcess() {}

  /** Starts a JVM that runs {@link #main} with the arguments. */
  static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xshare:auto");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(arguments[1] + ".log")))
        .start();
  }

  /**
   * {@code together <root> <start file>}: does what 16 builds of one project do, once the start
   * file is there. {@code forever <root> <seed>}: does everything a store can, until it is killed.
   */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "together" -> together(root, Path.of(arguments[2]));
      case "forever" -> forever(root, new Random(Long.parseLong(arguments[2])));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void together(Path root, Path start) throws Exception {
    while (!Files.exists(start)) {
      Thread.sleep(5);
    }
    try (Store store = Store.open(root, Clock.systemUTC())) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < LAYERS; i++) {
        Layer layer = i % 2 == 0 ? tar(store, i) : tree(store, i);
        layers.add(layer);
        StepRecord record = TestStore.record(store, "step " + i, layer);
        Digest found = store.records().find(record.key()).orElseThrow().diffId();
        if (!found.equals(layer.diffId())) {
          throw new IllegalStateException("record of another layer: " + found);
        }
      }
      for (Path tree : store.layers().trees(layers)) {
        if (!Files.isDirectory(tree)) {
          throw new IllegalStateException("no tree " + tree);
        }
      }
      Image image = TestStore.image(store, layers, "shop:latest");
      store.images().tag(image, Reference.parse("mine:" + ProcessHandle.current().pid()));
      store.reclaim();
      for (Layer layer : layers) {
        layer.writeTar(java.io.OutputStream.nullOutputStream());
      }
    }
  }

  static Layer tar(Store store, int number) throws IOException {
    return TestStore.layer(store, "tar/" + number, "content ".repeat(2000) + number);
  }

  private static Layer tree(Store store, int number) throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper.resolve("tree"));
    for (int i = 0; i < 6; i++) {
      Path file = upper.resolve("tree").resolve(number + "-" + i);
      Files.writeString(file, "content ".repeat(100) + i);
      Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    }
    Files.setLastModifiedTime(
        upper.resolve("tree"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    return store.layers().commitTree(upper);
  }

  private static void forever(Path root, Random random) throws Exception {
    while (true) {
      try (Store store = Store.open(root, Clock.systemUTC())) {
        for (int i = 0; i < 20; i++) {
          act(store, random);
          ready(root);
        }
      }
    }
  }

  /** Tells that the process is at work. */
  static Path readyFile(Path root) {
    return Path.of(root + ".ready");
  }

  private static void ready(Path root) throws IOException {
    if (!Files.exists(readyFile(root))) {
      Files.createFile(readyFile(root));
    }
  }

  private static void act(Store store, Random random) throws IOException {
    int number = random.nextInt(40);
    switch (random.nextInt(8)) {
      case 0, 1 -> TestStore.record(store, "step " + number, tar(store, number));
      case 2 -> TestStore.record(store, "step " + number, tree(store, number));
      case 3 -> tar(store, number).tree();
      case 4 -> TestStore.image(store, List.of(tar(store, number)), "shop:" + number % 5);
      case 5 -> {
        Layer from = tar(store, number);
        try (LayerWriter writer = store.layers().newLayer()) {
          writer
              .reuse(from.index().entry(from.index().size() - 1), from)
              .add(Tars.entry("n", "x"), new java.io.ByteArrayInputStream(new byte[] {'x'}))
              .commit();
        }
      }
      case 6 -> store.prune(PruneOptions.DEFAULT.withAll(random.nextInt(4) == 0));
      default -> store.history().put("p" + number, dev.varve.model.Json.Obj.EMPTY);
    }
  }
}
