package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A full disk, damaged and forbidden files: a clear line, the right status, nothing lost. */
class FaultsTest {
  private static final String FILLS_DISK =
      """
      FROM busybox
      RUN echo small >/small
      RUN dd if=/dev/zero of=/big bs=1M count=64
      """;

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void full_disk_is_said_and_the_store_stays_whole(Setting setting)
      throws IOException, InterruptedException {
    if (Requires.effectiveUid() != 0) {
      Requires.root();
    }
    Path disk = Files.createDirectories(setting.work().resolve("disk"));
    Command.shell("mount -t tmpfs -o size=24m,mode=1777 small '" + disk + "'", Path.of("/"))
        .orFail();
    try {
      Setting small =
          setting.withStore("disk/store").prepared(setting.work().resolve("busybox.tar"));
      Path context = setting.context("fills", Map.of("Dockerfile", FILLS_DISK));
      Outcome full = small.build(context, "full").run();
      assertNotEquals(0, full.status());
      assertTrue(full.err().toLowerCase(Locale.ROOT).contains("no space left"), full::err);
      assertFalse(full.err().contains("\tat "), full::err);
      assertEquals("", small.varve().run("verify").orFail().err());

      Path files = setting.context("copies", Map.of("Dockerfile", "FROM busybox\nCOPY big /\n"));
      Command.shell("dd if=/dev/urandom of='" + files + "/big' bs=1M count=64 2>/dev/null", files)
          .orFail();
      Outcome copy = small.build(files, "full").run();
      assertEquals(3, copy.status(), copy::err);
      assertTrue(copy.err().toLowerCase(Locale.ROOT).contains("no space left"), copy::err);
      assertEquals("", small.varve().run("verify").orFail().err());

      setting.context("fills", Map.of("Dockerfile", FILLS_DISK.replace("count=64", "count=1")));
      small.build(context, "fits").run().orFail();
      assertEquals("small\n", small.container("fits", "cat", "/small").run().orFail().out());
    } finally {
      Command.shell("umount -l '" + disk + "'", Path.of("/")).orFail();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void damaged_file_of_the_store_is_named_and_never_used(Setting setting)
      throws IOException, InterruptedException {
    Setting fresh = setting.withStore("damaged").prepared(setting.work().resolve("busybox.tar"));
    Path context =
        setting.context(
            "damage",
            Map.of("Dockerfile", "FROM busybox\nCOPY data /data\n", "data", "intact ".repeat(999)));
    fresh.build(context, "whole").run().orFail();

    List<Path> files;
    try (Stream<Path> walk = Files.walk(fresh.varve().store())) {
      files = walk.filter(f -> holds(f, "intact intact")).toList();
    }
    assertFalse(files.isEmpty(), "the store holds the file's bytes somewhere");
    for (Path file : files) {
      flip(file, "intact intact");
    }

    Outcome verify = fresh.varve().run("verify");
    assertNotEquals(0, verify.status(), "verify finds it");
    Outcome run = fresh.container("whole", "cat", "/data").run();
    Outcome save = fresh.varve().run("save", "-o", setting.work() + "/damaged.tar", "whole");
    assertAll(
        () -> assertTrue((verify.out() + verify.err()).contains("sha256:"), "names the object"),
        () ->
            assertTrue(
                run.status() != 0 || run.out().equals("intact ".repeat(999)), "never wrong bytes"),
        () -> assertNotEquals(0, save.status(), "refuses to pass it on"),
        () -> assertFalse(Files.exists(setting.work().resolve("damaged.tar")), "nor a part of it"));

    fresh.build(context, "whole", "--no-cache").run().orFail();
    assertEquals(
        "intact ".repeat(999), fresh.container("whole", "cat", "/data").run().orFail().out());
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void store_that_may_not_be_written_is_said(Setting setting)
      throws IOException, InterruptedException {
    Path context = setting.context("plain", Map.of("Dockerfile", "FROM busybox\nCMD [\"x\"]\n"));
    Setting forbidden =
        setting.withStore("busybox.tar/store"); // below a file: not even root may make that
    Outcome outcome = forbidden.build(context, "x").run();
    assertEquals(3, outcome.status(), outcome::err);
    assertTrue(outcome.err().contains("busybox.tar"), outcome::err);
    assertFalse(outcome.err().contains("\tat "), outcome::err);
  }

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void unreadable_file_of_the_context_is_named(Setting setting)
      throws IOException, InterruptedException {
    Path context =
        setting.context(
            "unreadable",
            Map.of("Dockerfile", "FROM busybox\nCOPY . /x\n", "secret/key", "k", "open", "o"));
    // Who is mapped to root in a user namespace reads own files whatever their mode; but not
    // others'.
    String owner = setting.account().isPresent() ? "chown 0:0 '%1$s/secret/key'; " : "";
    Command.shell((owner + "chmod 000 '%1$s/secret/key'").formatted(context), context).orFail();
    Outcome outcome = setting.build(context, "unreadable").run();
    if (setting.account().isEmpty()) {
      assertEquals(0, outcome.status(), outcome::err);
      return;
    }
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.err().contains("secret/key"), outcome::err);
    assertTrue(outcome.err().contains("ermission denied"), outcome::err);

    setting.context("unreadable", Map.of(".dockerignore", "secret\n"));
    Command.shell("chown -R 0:0 '" + context + "/secret'", context).orFail();
    setting.build(context, "unreadable").run().orFail();
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.isRegularFile(file)
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static void flip(Path file, String text) throws IOException {
    String before = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(before.indexOf(text));
      bytes.write('X');
    }
  }
}
