package dev.varve.build.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.linux.Dir;
import dev.varve.store.Layer;
import dev.varve.store.PruneOptions;
import dev.varve.store.Store;
import dev.varve.testkit.Requires;
import dev.varve.testkit.tree.RandomTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A tree that is edited step by step, and after each step built twice: in a store that has seen all
 * steps, and in an empty one.
 */
final class Trial {
  private static final int AT_ONCE = 4;
  private static final int UNPACK_EVERY = 8;
  private static final int VERIFY_EVERY = 30;
  private static final int RECIPES = 4;

  /** Longer than any tick of a kernel's clock. */
  private static final Duration TICK = Duration.ofMillis(20);

  private final Path directory;
  private final Path context;
  private final Path store;
  private final Path fresh;
  private final List<Recipe> recipes = new ArrayList<>(Recipe.ALL);
  private final Random random;
  private final RandomTree tree;
  private final Oracle oracle = new Oracle();
  private final boolean trusting;
  private final Clock clock;
  private final List<String> history = new ArrayList<>();
  private int steps;
  private int edits;

  /**
   * A trial of some of the recipes, so that each is often built after few edits.
   *
   * @param directory where the tree grows
   * @param stores where stores are made
   * @param trusting whether the builds' clock is ahead, so that the stat of every file counts,
   *     however new it is; edits then wait until they are sure to show. Else the clock is right,
   *     edits come at once, and builds have to see which stats prove nothing.
   */
  Trial(Path directory, Path stores, long seed, boolean trusting) throws IOException {
    this.directory = directory;
    this.context = directory.resolve("context");
    this.store = stores.resolve("store");
    this.fresh = stores.resolve("fresh");
    this.random = new Random(seed);
    this.tree = new RandomTree(context, random);
    this.trusting = trusting;
    this.clock =
        trusting ? Clock.offset(Clock.systemUTC(), Duration.ofSeconds(60)) : Clock.systemUTC();
    for (Recipe recipe : Recipe.ALL) {
      Files.writeString(dockerfile(recipe), recipe.text());
    }
    Collections.shuffle(recipes, random);
    recipes.subList(RECIPES, recipes.size()).clear();
    tree.plant();
  }

  private Recipe recipe() {
    return recipes.get(random.nextInt(recipes.size()));
  }

  private Path dockerfile(Recipe recipe) {
    return directory.resolve("Dockerfile." + recipe.name());
  }

  int edits() {
    return edits;
  }

  /** What was done so far, the newest last. */
  List<String> history() {
    return history;
  }

  /** One to five edits, and the builds. */
  void step() throws Exception {
    steps++;
    if (trusting) {
      Thread.sleep(TICK);
    }
    int count = random.nextInt(5) < 2 ? 1 : 2 + random.nextInt(4);
    for (int n = count; n > 0; n--) {
      history.add(steps + ": " + tree.edit());
      edits++;
    }
    if (random.nextInt(25) == 0) {
      prune();
    }
    if (random.nextInt(20) == 0) {
      several();
    } else {
      one(recipe());
    }
    if (steps % VERIFY_EVERY == 0) {
      verify();
    }
  }

  /** That nothing in the store is damaged. */
  void verify() throws IOException {
    try (Store all = Store.open(store, clock)) {
      assertEquals(List.of(), all.verify().damage());
    }
  }

  private void one(Recipe recipe) throws IOException, InterruptedException {
    history.add(steps + ": build " + recipe.name());
    try (Store incremental = Store.open(store, clock)) {
      Built built = build(recipe, incremental);
      compare(recipe, built, incremental, true);
    }
  }

  private Built build(Recipe recipe, Store in) throws IOException, InterruptedException {
    return Built.of(recipe, dockerfile(recipe), context, in, clock);
  }

  /** Several builds at once, some of them of the same, in one process or store or in several. */
  private void several() throws Exception {
    List<Recipe> chosen = new ArrayList<>(List.of(recipes.getFirst(), recipes.getFirst()));
    while (chosen.size() < AT_ONCE) {
      chosen.add(recipe());
    }
    history.add(steps + ": build at once " + chosen.stream().map(Recipe::name).toList());
    List<Store> stores = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      boolean shared = random.nextBoolean();
      List<Future<Built>> running = new ArrayList<>();
      for (Recipe recipe : chosen) {
        if (stores.isEmpty() || !shared) {
          stores.add(Store.open(store, clock));
        }
        Store in = stores.getLast();
        running.add(threads.submit(() -> build(recipe, in)));
      }
      for (int i = 0; i < AT_ONCE; i++) {
        compare(chosen.get(i), running.get(i).get(), stores.get(shared ? 0 : i), false);
      }
    } finally {
      for (Store each : stores) {
        each.close();
      }
    }
  }

  private void compare(Recipe recipe, Built built, Store incremental, boolean alone)
      throws IOException, InterruptedException {
    try (Store nothing = Store.open(fresh, clock)) {
      Built wanted = build(recipe, nothing);
      oracle.check(built, wanted, alone);
      if (steps % UNPACK_EVERY == 0 && built.failure().isEmpty() && Requires.effectiveUid() == 0) {
        Map<String, String> root = unpacked(incremental, built);
        assertEquals(unpacked(nothing, wanted), root);
        compareWithContext(recipe, nothing, wanted);
      }
    } finally {
      try (Dir parent = Dir.open(fresh.resolveSibling(""))) {
        parent.deleteTree("fresh".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static Map<String, String> unpacked(Store store, Built built) throws IOException {
    List<Layer> layers = built.image().stream().map(Built.Made::layer).toList();
    return UnpackedRoot.of(store.layers().trees(layers));
  }

  /** What both builds could have in common and yet be wrong about: the files as they are. */
  private void compareWithContext(Recipe recipe, Store store, Built built) throws IOException {
    if (!recipe.name().equals("all") || Files.exists(context.resolve(".dockerignore"))) {
      return;
    }
    Path copied = built.image().getFirst().layer().tree().resolve("app");
    assertEquals(
        new TreeMap<>(UnpackedRoot.of(context, "")), new TreeMap<>(UnpackedRoot.of(copied, "")));
    assertEquals(1, store.layers().all().size());
  }

  private void prune() throws IOException {
    try (Store all = Store.open(store, clock)) {
      if (random.nextBoolean()) {
        history.add(steps + ": prune everything");
        all.prune(PruneOptions.DEFAULT.withAll(true));
        oracle.forgetAll();
      } else {
        history.add(steps + ": prune images without a name");
        all.prune(PruneOptions.DEFAULT);
        oracle.forget(all);
      }
    }
  }
}
