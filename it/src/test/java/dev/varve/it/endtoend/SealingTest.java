package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Steps that run while the diff ID of the layer below them is still being worked out. */
class SealingTest {
  /** Takes a while to hash. */
  private static final String LARGE =
      "RUN mkdir /few && echo few >/few/file && dd if=/dev/urandom of=/large bs=1M count=96";

  private static final int KILLS = 3;

  private final Random random = new Random(11);

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void steps_on_a_layer_that_is_being_sealed_see_what_is_in_it(Setting setting)
      throws IOException, InterruptedException {
    String dockerfile =
        """
        FROM busybox AS one
        %s
        RUN wc -c </large >/count && rm -r /few
        FROM busybox
        COPY --from=one /large /count /there/
        """
            .formatted(LARGE);
    Path context = setting.context("overlap", Map.of("Dockerfile", dockerfile));
    setting.build(context, "overlap").run().orFail();
    Outcome seen =
        setting
            .container("overlap", "sh", "-c", "cat /there/count; wc -c </there/large; ls /few")
            .run();
    assertEquals("100663296\n100663296\n", seen.out());
    BuildLog again = BuildLog.of(setting.build(context, "overlap").run().orFail().err());
    assertEquals(3, again.with(Result.CACHED).size(), again::toString);
    assertEquals("", setting.varve().run("verify").orFail().err());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void step_that_fails_on_a_layer_that_is_being_sealed_leaves_it_cached(Setting setting)
      throws IOException, InterruptedException {
    String dockerfile = "FROM busybox\n" + LARGE + "\nRUN false\n";
    Path context = setting.context("fails", Map.of("Dockerfile", dockerfile));
    Outcome failed = setting.build(context, "fails").run();
    assertEquals(1, failed.status(), failed::err);
    BuildLog log = BuildLog.of(failed.err());
    assertEquals(Result.RAN, log.result("RUN mkdir"), failed::err);
    assertEquals(Result.FAILED, log.result("RUN false"), failed::err);

    setting.context("fails", Map.of("Dockerfile", dockerfile.replace("false", "true")));
    BuildLog next = BuildLog.of(setting.build(context, "fails").run().orFail().err());
    assertEquals(Result.CACHED, next.result("RUN mkdir"));
    assertEquals(Result.RAN, next.result("RUN true"));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void build_killed_while_a_layer_is_sealed_leaves_a_store_that_works(Setting setting)
      throws IOException, InterruptedException {
    for (int i = 0; i < KILLS; i++) {
      String first = LARGE.replace("echo few", "echo few" + i);
      String dockerfile = "FROM busybox\n" + first + "\nRUN echo started; sleep 60\n";
      Path context = setting.context("killed", Map.of("Dockerfile", dockerfile));
      Process build = setting.build(context, "killed").start();
      try {
        awaitLine(build.errorReader(), "started");
        // Whether the layer below is sealed by now, or not, is all the same.
        build.waitFor(random.nextLong(200), TimeUnit.MILLISECONDS);
      } finally {
        build.destroyForcibly().waitFor();
      }
      setting.context("killed", Map.of("Dockerfile", dockerfile.replace("sleep 60", "true")));
      setting.build(context, "killed").run().orFail();
      Outcome few = setting.container("killed", "cat", "/few/file").run().orFail();
      assertEquals("few" + i + "\n", few.out());
      assertEquals("", setting.varve().run("verify").orFail().err());
    }
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void layer_of_the_same_content_is_the_old_one_and_what_follows_stays_cached(Setting setting)
      throws IOException, InterruptedException {
    String dockerfile =
        """
        FROM busybox
        ENV WHY=first
        RUN dd if=/dev/zero of=/zeros bs=1M count=32 2>/dev/null
        ENV WHY=
        RUN wc -c </zeros >/count
        """;
    Path context = setting.context("cutoff", Map.of("Dockerfile", dockerfile));
    setting.build(context, "cutoff").run().orFail();
    setting.context("cutoff", Map.of("Dockerfile", dockerfile.replace("first", "second")));
    Outcome second = setting.build(context, "cutoff").run().orFail();
    BuildLog log = BuildLog.of(second.err());
    assertEquals(Result.RAN, log.result("RUN dd"), second::err);
    assertTrue(log.step("RUN dd").because().contains("WHY"), second::err);
    assertEquals(Result.CACHED, log.result("RUN wc"), second::err);
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
}
