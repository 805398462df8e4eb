package dev.varve.it.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Account;
import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Leftovers;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./varve} makes of the ids of an ordinary user: all its subordinate ones, or the one
 * it has. Either way the process that was started becomes the JVM.
 */
class LauncherNamespacesTest {
  private static final String IDS =
      "id -u; touch /f; chown 5:7 /f 2>/dev/null || echo refused; stat -c %u:%g /f";

  private static final String MANY = "0\n5:7\n";
  private static final String ONE = "0\nrefused\n0:0\n";

  @TempDir private static Path work;
  private static Account account;
  private static Varve user;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Requires.root();
    Requires.userNamespaces();
    Requires.command("useradd", "setpriv", "newuidmap", "newgidmap", "busybox");
    account = Account.create();
    Files.copy(BaseImages.busybox(work), account.home().resolve("busybox.tar"));
    account.own();
    user = account.varve("store");
    user.run("import", account.home() + "/busybox.tar", "busybox").orFail();
  }

  @AfterAll
  static void remove() throws IOException {
    if (account != null) {
      account.close();
    }
  }

  @Test
  void subordinate_ids_are_there() throws IOException, InterruptedException {
    assertEquals(MANY, container(user, IDS).run().orFail().out());
    assertPassesSignals(user);
  }

  @Test
  void subordinate_ids_are_there_with_an_older_unshare() throws IOException, InterruptedException {
    Varve older = with("unshare", "case \"$*\" in *--map-auto*) exit 1 ;; esac\nexec %s \"$@\"");
    assertEquals(MANY, container(older, IDS).run().orFail().out());
    assertPassesSignals(older);
  }

  @Test
  void refused_by_newuidmap_one_id_is_there() throws IOException, InterruptedException {
    Varve refused = with("newuidmap", "echo no >&2; exit 1");
    Command.Outcome outcome = container(refused, IDS).run().orFail();
    assertEquals("", outcome.err());
    assertTrue(outcome.out().startsWith("0\nrefused\n"), outcome::out);
    assertPassesSignals(refused);
  }

  @Test
  void without_newuidmap_one_id_is_there() throws IOException, InterruptedException {
    Programs programs = Programs.all(Files.createDirectories(account.home().resolve("fewer")));
    Files.delete(programs.directory().resolve("newuidmap"));
    Varve alone = user.with("PATH", programs.directory().toString());
    assertEquals(ONE, container(alone, IDS).run().orFail().out());
    assertPassesSignals(alone);
  }

  @Test
  void without_subordinate_ids_one_id_is_there() throws IOException, InterruptedException {
    try (Account single = Account.create()) {
      Command.shell("sed -i '/^" + single.name() + ":/d' /etc/subuid /etc/subgid", Path.of("/"))
          .orFail();
      Files.copy(work.resolve("busybox.tar"), single.home().resolve("busybox.tar"));
      single.own();
      Varve varve = single.varve("store");
      varve.run("import", single.home() + "/busybox.tar", "busybox").orFail();
      assertEquals(ONE, container(varve, IDS).run().orFail().out());
      assertPassesSignals(varve);
    }
  }

  @Test
  void nothing_built_and_no_permission_to_build_is_said() throws IOException, InterruptedException {
    Installation installation =
        Installation.bare(Files.createDirectories(account.home().resolve("install")).resolve("p"));
    installation.withSources();
    account.own();
    Command.shell("chown -R 0:0 '" + installation.home() + "'", Path.of("/")).orFail();
    Varve other = user.startedBy(installation.home().resolve("varve")).with("VARVE_NO_BUILD", "");
    assertEquals(
        "varve: not built yet, and " + installation.home() + "/cli is not writable\n",
        other.run("version").expect(3).err());
  }

  /** The user's Varve with a stand-in for a program, in whose script {@code %s} is the real one. */
  private static Varve with(String program, String script) throws IOException {
    Path directory = Files.createTempDirectory(account.home(), "stand-in");
    Programs.script(directory, program, script.formatted(Programs.find(program)));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return user.with("PATH", directory + ":" + System.getenv("PATH"));
  }

  private static Command container(Varve varve, String script) {
    return varve.command("run", "--rm", "--network=none", "busybox", "sh", "-c", script);
  }

  /** The process that the caller started is the JVM, and what it is sent arrives in the end. */
  private static void assertPassesSignals(Varve varve) throws IOException, InterruptedException {
    Process process =
        container(varve, "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done")
            .withDefaultSignals()
            .start();
    try {
      assertEquals("up", process.inputReader().readLine());
      Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      String words = new String(Files.readAllBytes(line), StandardCharsets.ISO_8859_1);
      assertTrue(words.contains("dev.varve.cli.Varve"), words);
      assertFalse(words.startsWith("unshare"), words);
      assertTrue(process.toHandle().destroy(), "is sent SIGTERM");
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(9, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
    Leftovers.awaitNone(varve.store().toString(), varve.store());
  }
}
