package dev.varve.it.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.build.BuildRequest;
import dev.varve.build.Builder;
import dev.varve.build.context.ContextSource;
import dev.varve.build.context.DockerfileSource;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.model.Digest;
import dev.varve.store.Image;
import dev.varve.store.Store;
import dev.varve.testkit.tree.RandomTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds of one tree with one store, several at once and some of them killed, between edits of the
 * tree. Each that ends made what a build from nothing makes, and the store stays whole. {@code
 * -Dvarve.random.rounds=N} takes more rounds, {@code -Dvarve.random.seed=S} another seed.
 */
class KilledBuildsTest {
  private static final Map<String, String> DOCKERFILES =
      Map.of(
          "all", "FROM scratch\nCOPY . /app\n",
          "overlapping", "FROM scratch\nCOPY --chown=5:6 . /app\nCOPY . /app\n",
          "stages", "FROM scratch AS one\nCOPY . /app\nFROM scratch\nCOPY --from=one /app /copy\n");

  private static final int ROUNDS = 4;
  private static final int KILLS = 12;
  private static final int BIG = 6 << 20;

  @TempDir Path temp;
  private final long seed = Long.getLong("varve.random.seed", 1);
  private final int factor = Integer.getInteger("varve.random.rounds", 1);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();
  private Path context;
  private RandomTree tree;
  private Varve varve;

  @BeforeEach
  void plant() throws IOException {
    context = temp.resolve("context");
    tree = new RandomTree(context, random);
    tree.plant();
    varve = Varve.with(temp.resolve("store"));
    for (Map.Entry<String, String> each : DOCKERFILES.entrySet()) {
      Files.writeString(temp.resolve(each.getKey()), each.getValue());
    }
  }

  @Test
  void four_builds_at_once_between_edits_each_make_the_whole_image()
      throws IOException, InterruptedException {
    List<String> names = List.of("all", "all", "overlapping", "stages");
    for (int round = 0; round < ROUNDS * factor; round++) {
      edit();
      List<Process> running = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        running.add(build(names.get(i), "image" + i).start());
      }
      for (Process process : running) {
        String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), () -> errors + told());
      }
      Map<String, List<Digest>> wanted = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        if (!wanted.containsKey(name)) {
          wanted.put(name, identitiesFromNothing(name));
        }
        assertEquals(wanted.get(name), identities(varve.store(), "image" + i), this::told);
      }
    }
    verify();
  }

  @Test
  void build_after_a_killed_one_is_the_build_from_nothing()
      throws IOException, InterruptedException {
    edit();
    long begin = System.nanoTime();
    build("stages", "image").run().orFail();
    long usual = System.nanoTime() - begin;
    for (int round = 0; round < KILLS * factor; round++) {
      String name = List.copyOf(DOCKERFILES.keySet()).get(random.nextInt(DOCKERFILES.size()));
      edit();
      long delay = random.nextLong(usual);
      history.add("kill " + name + " after " + delay / 1000 + " µs");
      Process doomed = build(name, "image").start();
      if (!doomed.waitFor(delay, TimeUnit.NANOSECONDS)) {
        doomed.destroyForcibly();
      }
      assertTrue(doomed.waitFor(20, TimeUnit.SECONDS));
      if (random.nextBoolean()) {
        edit();
      }
      Command.Outcome next = build(name, "image").run();
      assertEquals(0, next.status(), () -> next.err() + told());
      assertEquals(identitiesFromNothing(name), identities(varve.store(), "image"), this::told);
      if (round % 3 == 0) {
        verify();
      }
    }
    verify();
  }

  private void edit() throws IOException, InterruptedException {
    for (int n = 1 + random.nextInt(5); n > 0; n--) {
      history.add(tree.edit());
    }
    // Something that takes its time, so that a kill may come in the middle.
    byte[] big = new byte[BIG];
    random.nextBytes(big);
    Files.write(context.resolve("big" + random.nextInt(2)), big);
  }

  private Command build(String name, String tag) {
    String file = temp.resolve(name).toString();
    return varve.command("build", "-q", "-f", file, "-t", tag, context.toString());
  }

  private void verify() throws IOException, InterruptedException {
    Command.Outcome outcome = varve.run("verify");
    assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err() + told());
  }

  /** The identities of an image's layers, which have to be what they are named by. */
  private static List<Digest> identities(Path root, String tag) throws IOException {
    try (Store store = Store.open(root, Clock.systemUTC())) {
      return identities(store, store.images().find(tag).orElseThrow());
    }
  }

  private List<Digest> identitiesFromNothing(String name) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory(temp, "fresh");
    try (Store store = Store.open(root, Clock.systemUTC())) {
      Builder builder =
          new Builder(
              store,
              Clock.systemUTC(),
              _ -> {
                throw new AssertionError("nothing is run");
              });
      BuildRequest request =
          BuildRequest.of(
              new ContextSource.Directory(context),
              new DockerfileSource.File(temp.resolve(name).toString()),
              "fresh");
      return identities(store, builder.build(request, _ -> {}).image());
    }
  }

  private static List<Digest> identities(Store store, Image image) throws IOException {
    List<Digest> identities = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      identities.add(store.layers().get(diffId).identity());
    }
    return identities;
  }

  private String told() {
    return "\nseed " + seed + "\n" + String.join("\n", history);
  }
}
