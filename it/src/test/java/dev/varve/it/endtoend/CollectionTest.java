package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Leftovers;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Collections that a build makes by the way, that are killed, and that meet. */
@Timeout(300)
class CollectionTest {
  private static final int ROUNDS = 3;

  @TempDir Path temp;
  private Varve varve;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    Requires.command("busybox", "unshare");
    varve = Varve.with(temp.resolve("store"));
    BaseImages.importBusybox(varve, temp);
  }

  /** Builds an image and removes it: its layer is cache then. */
  private void makeCache(String content) throws IOException, InterruptedException {
    Path context = temp.resolve("cache");
    Command.file(context, "Dockerfile", "FROM scratch\nCOPY data /\n");
    Command.file(context, "data", content.repeat(100_000));
    varve.with("VARVE_GC", "off").run("build", "-q", "-t", "cache", context.toString()).orFail();
    varve.run("rmi", "cache").orFail();
  }

  private int layers() throws IOException {
    try (Stream<Path> list = Files.list(varve.store().resolve("layers"))) {
      return (int) list.count();
    }
  }

  private Process startLongBuild(String gc, String seconds) throws IOException {
    Path context = temp.resolve("long");
    Command.file(context, "Dockerfile", "FROM busybox\nRUN sleep " + seconds + "\n");
    return varve
        .with("VARVE_GC", gc)
        .command("build", "-q", "--isolation=builtin", "--network=none", context.toString())
        .start();
  }

  @Test
  void long_build_collects_by_the_way_and_leaves_no_process()
      throws IOException, InterruptedException {
    makeCache("gone");
    assertEquals(2, layers());
    Process build = startLongBuild("1k", "16180339");
    try {
      while (layers() > 1 || !Files.exists(varve.store().resolve("collected"))) {
        assertTrue(build.isAlive(), "it collects while it builds");
        Thread.sleep(50);
      }
    } finally {
      build.destroy();
    }
    assertTrue(build.waitFor(20, TimeUnit.SECONDS));
    Leftovers.awaitNone("16180339", varve.store());
    varve.run("verify").orFail();
    assertTrue(varve.run("images").orFail().out().contains("busybox"));

    makeCache("kept");
    Process again = startLongBuild("1k", "3");
    assertEquals(0, again.waitFor());
    assertEquals(3, layers(), "not again within the hour");
  }

  @Test
  void build_that_may_not_collect_does_not() throws IOException, InterruptedException {
    makeCache("kept");
    assertEquals(0, startLongBuild("off", "3").waitFor());
    assertEquals(3, layers());
    assertFalse(Files.exists(varve.store().resolve("collected")));
  }

  @Test
  void collections_at_once_and_killed_leave_whole_store() throws IOException, InterruptedException {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < 3; i++) {
        makeCache("cache " + round + i);
      }
      List<Process> running =
          List.of(
              varve.command("gc", "--max-used-space=1").start(),
              varve.command("gc", "--max-used-space=1").start());
      Thread.sleep(random.nextInt(400));
      running.getFirst().destroyForcibly();
      assertTrue(running.getFirst().waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, running.getLast().waitFor());
      varve.run("verify").orFail();
    }
    varve.run("gc", "--max-used-space=1").orFail();
    assertEquals(1, layers());
    assertEquals("1", varve.run("run", "--rm", "busybox", "echo", "1").orFail().out().strip());
  }
}
