package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import dev.varve.it.process.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The main job, as root and as an ordinary user, with the built-in isolation and with runc. */
class BuildAndRunTest {
  private static final String TWO_STAGES =
      """
      FROM busybox AS build
      WORKDIR /src
      COPY list ./
      RUN tr a-z A-Z <list >/words
      COPY source ./
      RUN cat /words source >/result
      FROM busybox
      COPY --from=build /result /result
      USER 65534:65534
      CMD ["cat", "/result"]
      """;

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void image_built_rebuilt_and_run(Setting setting) throws IOException, InterruptedException {
    Path context =
        setting.context(
            "main", Map.of("Dockerfile", TWO_STAGES, "list", "clay\n", "source", "first\n"));

    Outcome cold = setting.build(context, "main").run().orFail();
    assertEquals(List.of(), BuildLog.of(cold.err()).with(Result.CACHED));
    assertEquals("CLAY\nfirst\n", setting.container("main").run().orFail().out());

    Outcome again = setting.build(context, "main").run().orFail();
    assertEquals(List.of(), BuildLog.of(again.err()).with(Result.RAN));

    setting.context("main", Map.of("source", "second\n"));
    BuildLog edited = BuildLog.of(setting.build(context, "main").run().orFail().err());
    assertEquals(
        List.of(
            "COPY source ./",
            "RUN cat /words source >/result",
            "COPY --from=build /result /result"),
        edited.with(Result.RAN));
    assertTrue(edited.step("COPY source").because().contains("source"), edited::toString);
    assertEquals("CLAY\nsecond\n", setting.container("main").run().orFail().out());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void container_forgets_what_it_wrote(Setting setting) throws IOException, InterruptedException {
    String write =
        "echo changed >>/etc/passwd && rm /etc/group && touch /new && wc -l </etc/passwd";
    assertEquals("5\n", setting.container("busybox", "sh", "-c", write).run().orFail().out());
    assertEquals("5\n", setting.container("busybox", "sh", "-c", write).run().orFail().out());
    Outcome there = setting.container("busybox", "ls", "/etc/group", "/new").run();
    assertTrue(there.out().contains("/etc/group"));
    assertEquals(1, there.status(), "the status of ls passes through");
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void failing_run_says_where_and_leaves_a_working_store(Setting setting)
      throws IOException, InterruptedException {
    String dockerfile =
        """
        FROM busybox
        RUN echo before >/before
        RUN echo to standard output; echo to standard error >&2; exit 7
        """;
    Path context = setting.context("failing", Map.of("Dockerfile", dockerfile));
    Outcome outcome = setting.build(context, "failing").run();
    assertAll(
        () -> assertEquals(1, outcome.status(), outcome::err),
        () -> assertTrue(outcome.err().contains("to standard output"), outcome::err),
        () -> assertTrue(outcome.err().contains("to standard error"), outcome::err),
        () -> assertTrue(outcome.err().contains("Dockerfile:3"), outcome::err),
        () -> assertTrue(outcome.err().contains("7"), outcome::err),
        () -> assertFalse(outcome.err().contains("\tat "), outcome::err));

    Leftovers.awaitNone(setting.varve().store().toString(), setting.varve().store());
    setting.context("failing", Map.of("Dockerfile", dockerfile.replace("exit 7", "exit 0")));
    BuildLog mended = BuildLog.of(setting.build(context, "failing").run().orFail().err());
    assertEquals(Result.CACHED, mended.result("RUN echo before"));
    assertEquals("", setting.varve().run("verify").orFail().err());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void container_gets_environment_user_directory_and_volume(Setting setting)
      throws IOException, InterruptedException {
    Path shared = setting.context("shared", Map.of("in", "from outside\n"));
    Outcome outcome =
        setting
            .varve()
            .run(
                "run",
                "--rm",
                "--network=none",
                "--isolation=" + setting.isolation(),
                "-e",
                "GREETING=hello",
                "-w",
                "/tmp",
                "-u",
                "33:33",
                "-v",
                shared + ":/shared:ro",
                "--entrypoint",
                "/bin/sh",
                "busybox",
                "-c",
                "echo $GREETING $(pwd) $(id -u):$(id -g); cat /shared/in; echo x >/shared/out")
            .expect(1);
    assertEquals("hello /tmp 33:33\nfrom outside\n", outcome.out());
    assertFalse(Files.exists(shared.resolve("out")));
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void sixteen_builds_at_once_share_the_store(Setting setting)
      throws IOException, InterruptedException {
    String dockerfile =
        """
        FROM busybox
        COPY common /common
        RUN cat /common >/ran && sleep 1
        COPY own /own
        """;
    List<Path> contexts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      contexts.add(
          setting.context(
              "many/" + i,
              Map.of("Dockerfile", dockerfile, "common", "of all\n", "own", i / 2 + "\n")));
    }
    Setting fresh = setting.withStore("many-store").prepared(setting.work().resolve("busybox.tar"));
    List<Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> running = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Command build = fresh.build(contexts.get(i), "many-" + i);
        running.add(threads.submit(build::run));
      }
      for (Future<Outcome> future : running) {
        outcomes.add(future.get().orFail());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
    for (int i = 0; i < 16; i++) {
      String own = fresh.container("many-" + i, "cat", "/own", "/ran").run().orFail().out();
      assertEquals(i / 2 + "\nof all\n", own);
    }
    assertEquals("", fresh.varve().run("verify").orFail().err());
    assertEquals(16, outcomes.size());
  }
}
