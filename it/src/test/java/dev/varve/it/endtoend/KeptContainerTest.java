package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Command.Outcome;
import dev.varve.it.process.Leftovers;
import dev.varve.it.process.Varve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What can be done with a container between its end and its removal. */
class KeptContainerTest {
  private static final String WORK =
      "echo to out; echo to err >&2; echo made >/made; echo more >>/etc/passwd; rm /etc/group; exit"
          + " 3";

  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void container_kept_can_be_looked_at_copied_from_and_committed(Setting setting)
      throws IOException, InterruptedException {
    Varve varve = setting.varve();
    Path files = setting.context("files", Map.of("tree/in", "from outside\n"));
    Outcome ran =
        varve.run(
            "run",
            "--name=kept",
            "--network=none",
            "--isolation=" + setting.isolation(),
            "busybox",
            "sh",
            "-c",
            WORK);
    assertEquals(3, ran.status(), ran::err);

    String listed = varve.run("ps", "-a").orFail().out();
    assertTrue(listed.contains("kept") && listed.contains("Exited (3)"), listed);
    Outcome logs = varve.run("logs", "kept").orFail();
    assertEquals("to out\n", logs.out());
    assertEquals("to err\n", logs.err());
    assertEquals(
        "C /etc\nD /etc/group\nC /etc/passwd\nA /made\n", varve.run("diff", "kept").orFail().out());

    varve.run("cp", "kept:/made", files.resolve("out").toString()).orFail();
    assertEquals("made\n", Files.readString(files.resolve("out")));
    varve.run("cp", files.resolve("tree").toString(), "kept:/srv").orFail();
    byte[] tar = varve.run("cp", "kept:/srv/in", "-").orFail().bytes();
    assertTrue(tar.length >= 1024 && tar.length % 512 == 0, "a tar of " + tar.length + " bytes");
    Outcome missing = varve.run("cp", "kept:/etc/group", files.toString());
    assertFalse(missing.status() == 0);
    assertTrue(missing.err().contains("kept:/etc/group"), missing::err);

    varve.run("commit", "-c", "CMD [\"cat\", \"/made\", \"/srv/in\"]", "kept", "patched").orFail();
    assertEquals("made\nfrom outside\n", setting.container("patched").run().orFail().out());
    varve.run("rm", "kept").orFail();
    assertFalse(varve.run("ps", "-a").orFail().out().contains("kept"));
    assertEquals("made\nfrom outside\n", setting.container("patched").run().orFail().out());
    Leftovers.awaitNone(varve.store().toString(), varve.store());
  }
}
