package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Command;
import dev.varve.it.process.Leftovers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A build or container that is ended from outside, by whatever signal and in the middle of a RUN,
 * leaves no process, no mount and no temporary file, and a store that works.
 */
class InterruptionTest {
  /** A number of seconds that nobody else sleeps, so that its process can be told from others. */
  private static final AtomicInteger SLEEP = new AtomicInteger(27_182_818);

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void build_on_interrupt_leaves_nothing(Setting setting) throws IOException, InterruptedException {
    endBuild(setting, "INT");
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void build_on_terminate_leaves_nothing(Setting setting) throws IOException, InterruptedException {
    endBuild(setting, "TERM");
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void build_on_kill_leaves_nothing(Setting setting) throws IOException, InterruptedException {
    endBuild(setting, "KILL");
  }

  private static void endBuild(Setting setting, String signal)
      throws IOException, InterruptedException {
    String seconds = Integer.toString(SLEEP.incrementAndGet());
    String dockerfile =
        """
        FROM busybox
        RUN echo done >/done
        RUN dd if=/dev/zero of=/partial bs=1k count=64 2>/dev/null; (sleep %s &); echo started; sleep %s
        """
            .formatted(seconds, seconds);
    Path context = setting.context("ended-" + signal, Map.of("Dockerfile", dockerfile));
    Process build = setting.build(context, "ended").withDefaultSignals().start();
    try {
      awaitLine(build.errorReader(), "started");
      assertFalse(Leftovers.processes("sleep " + seconds).isEmpty(), "RUN is seen from here");
      send(signal, build);
      assertTrue(build.waitFor(20, TimeUnit.SECONDS), "ends within 20 seconds of SIG" + signal);
      assertNotEquals(0, build.exitValue());
    } finally {
      build.destroyForcibly();
    }

    Leftovers.awaitNone("sleep " + seconds, setting.varve().store());
    setting.context(
        "ended-" + signal, Map.of("Dockerfile", dockerfile.replace("sleep " + seconds, "true")));
    BuildLog next = BuildLog.of(setting.build(context, "ended").run().orFail().err());
    assertEquals(Result.CACHED, next.result("RUN echo done"));
    assertEquals("", setting.varve().run("verify").orFail().err());
    assertEquals(List.of(), scratch(setting), "temporary files are gone with the next command");
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void container_on_terminate_ends_its_process(Setting setting)
      throws IOException, InterruptedException {
    String seconds = Integer.toString(SLEEP.incrementAndGet());
    String script = "trap 'echo trapped; exit 9' TERM; echo started; sleep " + seconds + " & wait";
    Process run = setting.container("busybox", "sh", "-c", script).withDefaultSignals().start();
    try {
      BufferedReader out = run.inputReader();
      awaitLine(out, "started");
      send("TERM", run);
      awaitLine(out, "trapped");
      assertTrue(run.waitFor(20, TimeUnit.SECONDS));
      assertEquals(9, run.exitValue(), "signal and status pass through");
    } finally {
      run.destroyForcibly();
    }
    Leftovers.awaitNone("sleep " + seconds, setting.varve().store());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void container_on_kill_leaves_nothing(Setting setting) throws IOException, InterruptedException {
    String seconds = Integer.toString(SLEEP.incrementAndGet());
    Process run =
        setting.container("busybox", "sh", "-c", "echo started; sleep " + seconds).start();
    awaitLine(run.inputReader(), "started");
    send("KILL", run);
    assertTrue(run.waitFor(20, TimeUnit.SECONDS));
    Leftovers.awaitNone("sleep " + seconds, setting.varve().store());
    setting.varve().run("ps", "-a").orFail();
    assertEquals("", setting.varve().run("verify").orFail().err());
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    List<String> kill = List.of("kill", "-" + signal, Long.toString(process.pid()));
    Command.of(kill, Path.of("/")).run().orFail();
  }

  private static void awaitLine(BufferedReader reader, String text) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      seen.append(line).append('\n');
      if (line.endsWith(text)) {
        return;
      }
    }
    throw new AssertionError("ended without '" + text + "':\n" + seen);
  }

  private static List<String> scratch(Setting setting) throws IOException {
    Path directory = setting.varve().store().resolve("scratch");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(Path::toString).toList();
    }
  }
}
