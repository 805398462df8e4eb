package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.image.SavedImage;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** Decompresses every layer of an unpacked archive and compares it with its diff ID. */
  private static final String LAYERS_ARE_SOUND =
      """
      set -e
      mkdir unpacked && tar xf "$1" -C unpacked && cd unpacked
      layers=$(sed 's/.*"Layers":\\[\\([^]]*\\)\\].*/\\1/; s/[",]/ /g' manifest.json)
      config=$(sed 's/.*"Config":"\\([^"]*\\)".*/\\1/' manifest.json)
      count=0
      for layer in $layers; do
        grep -q "$(basename "$layer")" blobs/sha256/*
        [ "$(sha256sum <"$layer" | cut -d ' ' -f 1)" = "$(basename "$layer")" ]
        $2 -d -c <"$layer" | tar tf - >/dev/null
        grep -q "sha256:$($2 -d -c <"$layer" | sha256sum | cut -d ' ' -f 1)" "$config"
        grep -q "layer.v1.tar+$2" blobs/sha256/*
        count=$((count + 1))
      done
      [ "$count" = 3 ]
      """;

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void compressed_layers_are_read_by_the_usual_tools(Setting setting)
      throws IOException, InterruptedException {
    Requires.command("gzip", "zstd", "tar", "sha256sum");
    Path context = setting.context("packed", Map.of("Dockerfile", DOCKERFILE, "file", "text\n"));
    setting.build(context, "saved").run().orFail();
    for (String type : List.of("gzip", "zstd")) {
      Path archive = setting.work().resolve("saved-" + type + ".tar");
      setting
          .varve()
          .run("save", "--compression", type, "-o", archive.toString(), "saved")
          .orFail();
      Path place = Files.createTempDirectory(setting.work(), type);
      Command.of(List.of("sh", "-c", LAYERS_ARE_SOUND, "sh", archive.toString(), type), place)
          .run()
          .orFail();

      Varve other = setting.varve().storing(setting.work().resolve("store-" + type));
      other.run("load", "-i", archive.toString()).orFail();
      assertEquals(id(setting.varve()), id(other));
    }
    setting.varve().run("verify").orFail();
  }

  private static String id(Varve varve) throws IOException, InterruptedException {
    String id = varve.run("inspect", "-f", "{{.Id}}", "saved").orFail().out().strip();
    assertTrue(id.startsWith("sha256:"), id);
    return id;
  }
}
