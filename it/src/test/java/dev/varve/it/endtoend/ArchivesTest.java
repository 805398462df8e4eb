package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.image.SavedImage;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Images that leave and come back as archives. */
class ArchivesTest {
  private static final String DOCKERFILE =
      """
      FROM busybox
      RUN mkdir /d && echo one >/d/one && ln /d/one /d/two && rm -r /home
      COPY . /context
      ENV A=1
      """;

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void saved_image_is_the_same_in_another_store(Setting setting)
      throws IOException, InterruptedException {
    Path context = setting.context("saved", Map.of("Dockerfile", DOCKERFILE, "file", "text\n"));
    setting.build(context, "saved").run().orFail();
    Path archive = setting.work().resolve("saved.tar");
    setting.varve().run("save", "-o", archive.toString(), "saved").orFail();

    Varve other = setting.varve().storing(setting.work().resolve("other-store"));
    other.run("load", "-i", archive.toString()).orFail();
    assertEquals(id(setting.varve()), id(other));
    String[] run = {
      "run",
      "--rm",
      "--network=none",
      "--isolation=" + setting.isolation(),
      "saved",
      "sh",
      "-c",
      "cat /d/two /context/file; ls -d /home; echo $A"
    };
    assertEquals("one\ntext\n1\n", other.run(run).orFail().out());

    byte[] again = other.run("save", "saved").orFail().bytes();
    SavedImage image = SavedImage.read(new ByteArrayInputStream(again));
    assertEquals(3, image.layers().size());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void loaded_image_is_a_base_for_builds(Setting setting) throws IOException, InterruptedException {
    Path first = setting.context("base", Map.of("Dockerfile", DOCKERFILE, "file", "base\n"));
    setting.build(first, "base").run().orFail();
    Path archive = setting.work().resolve("base.tar");
    setting.varve().run("save", "-o", archive.toString(), "base").orFail();
    Command.Outcome gzip =
        Command.shell("gzip -kf '" + archive + "' && chmod 644 '" + archive + ".gz'", Path.of("/"));
    gzip.orFail();

    Setting other = setting.withStore("loaded-store");
    other.varve().run("load", "-i", archive + ".gz").orFail();
    Path context =
        setting.context("on-base", Map.of("Dockerfile", "FROM base\nRUN cat /d/two >/three\n"));
    other.build(context, "on-base").run().orFail();
    assertEquals("one\n", other.container("on-base", "cat", "/three").run().orFail().out());
  }

  private static String id(Varve varve) throws IOException, InterruptedException {
    String id = varve.run("inspect", "-f", "{{.Id}}", "saved").orFail().out().strip();
    assertTrue(id.startsWith("sha256:"), id);
    return id;
  }
}
