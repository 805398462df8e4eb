package dev.varve.it.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.image.ImageEntry;
import dev.varve.it.image.SavedImage;
import dev.varve.it.process.BaseImages;
import dev.varve.it.process.BuildLog;
import dev.varve.it.process.BuildLog.Result;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What beginners are taught about layers, containers and the cache. */
class TutorialClaimsTest {
  @TempDir Path work;
  private Varve varve;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    Requires.command("busybox");
    varve = Varve.with(work.resolve("store"));
    BaseImages.importBusybox(varve, work);
  }

  @Test
  void layer_records_only_what_its_instruction_changed() throws IOException, InterruptedException {
    SavedImage image =
        build(
            "FROM busybox\nRUN echo 1 >/one\nENV A=1\nWORKDIR /w\nEXPOSE 80\nCOPY file /two\nCMD [\"x\"]\n");
    assertEquals(3, image.layers().size(), "RUN and COPY make layers; ENV, EXPOSE, CMD do not");
    assertEquals(List.of("one"), files(image.layers().get(1)));
    assertEquals(List.of("two"), files(image.layers().get(2)));
  }

  @Test
  void same_layer_is_kept_once() throws IOException, InterruptedException {
    Path big = work.resolve("context/big");
    Files.createDirectories(big.getParent());
    Files.write(big, new byte[4 << 20]);
    build("FROM busybox\nCOPY big /big\nENV A=1\n");
    long once = size(varve.store());
    build("FROM busybox\nENV B=1\nCOPY big /big\nLABEL x=y\n");
    assertTrue(size(varve.store()) - once < 1 << 20, "the 4 MiB are not stored again");
  }

  @Test
  void container_copies_up_what_it_changes_and_forgets_it()
      throws IOException, InterruptedException {
    build("FROM busybox\n");
    String write = "echo more >>/etc/passwd; mkdir /new; touch /new/file; rm /etc/group";
    varve.run("run", "--network=none", "--name", "kept", "image", "sh", "-c", write).orFail();
    assertEquals(
        List.of("A /new", "A /new/file", "C /etc", "C /etc/passwd", "D /etc/group"),
        varve.run("diff", "kept").orFail().out().lines().sorted().toList());
    assertEquals(
        "gone\n",
        varve
            .run("run", "--rm", "--network=none", "image", "sh", "-c", "[ -e /new ] || echo gone")
            .orFail()
            .out());

    varve.run("commit", "kept", "committed").orFail();
    assertEquals(
        "/new/file\n",
        varve.run("run", "--rm", "--network=none", "committed", "ls", "/new/file").orFail().out());
    varve.run("rm", "kept").orFail();
    assertFalse(varve.run("ps", "-a").orFail().out().contains("kept"));
  }

  @Test
  void one_miss_cascades_to_all_that_follow() throws IOException, InterruptedException {
    String dockerfile =
        "FROM busybox\nRUN echo %s >/one\nRUN date +%%N >/two\nRUN cat /two >/three\n";
    log(dockerfile.formatted("a"));
    assertEquals(List.of(), log(dockerfile.formatted("a")).with(Result.RAN));
    BuildLog changed = log(dockerfile.formatted("b"));
    assertEquals(3, changed.with(Result.RAN).size(), "the changed step and both after it");
    assertEquals(List.of(), log(dockerfile.formatted("b")).with(Result.RAN));
    assertEquals(List.of(), log(dockerfile.formatted("a")).with(Result.RAN), "older ones are kept");
  }

  @Test
  void touched_but_unchanged_file_keeps_the_cache() throws IOException, InterruptedException {
    Path file = Command.file(work.resolve("context"), "file", "text\n");
    String dockerfile = "FROM busybox\nCOPY file /file\nRUN cat /file >/copy\n";
    log(dockerfile);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_000L));
    assertEquals(List.of(), log(dockerfile).with(Result.RAN));
  }

  @Test
  void ignored_file_is_not_sent_and_does_not_disturb_the_cache()
      throws IOException, InterruptedException {
    Path context = work.resolve("context");
    Command.file(context, "src/app", "text\n");
    Command.file(context, "notes.md", "first\n");
    Command.file(context, ".dockerignore", "*.md\n.dockerignore\nDockerfile\n");
    String dockerfile = "FROM busybox\nCOPY . /app\nRUN ls -R /app >/list\n";
    log(dockerfile);
    Command.file(context, "notes.md", "second\n");
    assertEquals(List.of(), log(dockerfile).with(Result.RAN));
    assertEquals(
        "src\n", varve.run("run", "--rm", "--network=none", "image", "ls", "/app").orFail().out());
  }

  private BuildLog log(String dockerfile) throws IOException, InterruptedException {
    Path context = work.resolve("context");
    Command.file(context, "Dockerfile", dockerfile);
    return BuildLog.of(
        varve
            .run("build", "--progress=plain", "--network=none", "-t", "image", context.toString())
            .orFail()
            .err());
  }

  private SavedImage build(String dockerfile) throws IOException, InterruptedException {
    Command.file(work.resolve("context"), "file", "text\n");
    log(dockerfile);
    return SavedImage.read(new ByteArrayInputStream(varve.run("save", "image").orFail().bytes()));
  }

  private static List<String> files(List<ImageEntry> layer) {
    TreeSet<String> files = new TreeSet<>();
    for (ImageEntry entry : layer) {
      if (entry.type() != ImageEntry.Type.DIRECTORY) {
        files.add(entry.path());
      }
    }
    return List.copyOf(files);
  }

  private static long size(Path directory) throws IOException, InterruptedException {
    String du =
        Command.of(List.of("du", "-sk", directory.toString()), directory).run().orFail().out();
    return Long.parseLong(du.substring(0, du.indexOf('\t'))) * 1024;
  }
}
