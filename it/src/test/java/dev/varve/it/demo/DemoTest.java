package dev.varve.it.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Account;
import dev.varve.it.process.Command;
import dev.varve.it.process.Leftovers;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve demo} as its users start it. */
final class DemoTest {
  @TempDir private Path directory;

  @Test
  void demo_asRoot_showsTheSameTwiceAndLeavesOnlyTheBaseImage()
      throws IOException, InterruptedException {
    Requires.root();
    Varve varve = Varve.with(directory.resolve("store"));
    String first = assertShown(varve.run("demo").orFail());
    String second = assertShown(varve.run("demo").orFail());
    assertEquals(first, second);
    assertLeftOnlyBase(varve, directory.resolve("store"));
  }

  @Test
  void demo_asOrdinaryUser_showsTheSame() throws IOException, InterruptedException {
    Requires.root();
    Requires.userNamespaces();
    Requires.command("useradd", "setpriv", "newuidmap");
    try (Account account = Account.create()) {
      Path examples = Files.createDirectories(account.home().resolve("varve/examples"));
      Command.of(
              List.of("cp", "-R", Varve.home().resolve("examples/site").toString(), "."), examples)
          .run()
          .orFail();
      account.own();
      Varve varve = account.varve("store");
      assertShown(varve.run("demo").orFail());
      assertLeftOnlyBase(varve, account.home().resolve("store"));
    }
  }

  @Test
  void demo_withoutTheExample_saysSo() throws IOException, InterruptedException {
    Requires.root();
    Varve varve =
        Varve.with(directory.resolve("store"))
            .with("VARVE_JAVA_OPTS", "-Dvarve.home=" + directory.resolve("gone"));
    Command.Outcome outcome = varve.run("demo");
    assertEquals(3, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("varve: demo: the example is missing: "), outcome.err());
  }

  /** What it claims on standard output, with what the builds themselves print beside it. */
  private static String assertShown(Command.Outcome outcome) {
    List<String> claims =
        outcome.out().lines().filter(line -> line.startsWith("   checked: ")).toList();
    assertEquals(
        List.of(
            "   checked: all 10 steps cached, and the image is the same",
            "   checked: 4 of 10 steps ran; the other 6 came from the cache",
            "   checked: the edit is there"),
        claims,
        outcome.out() + outcome.err());
    String builds = outcome.err();
    assertEquals(3, count(builds, "#0 building site:latest"), builds);
    assertEquals(1, count(builds, "because: 1 file changed (+0 ~1 -0): content/index.md"), builds);
    assertEquals(2, count(builds, "rendered index.html"), builds);
    assertEquals(1, count(builds, "installing render"), builds);
    assertTrue(outcome.out().contains("varve build -t app ."), outcome.out());
    return String.join("\n", claims);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static void assertLeftOnlyBase(Varve varve, Path store)
      throws IOException, InterruptedException {
    String images = varve.run("images", "--format", "{{.Repository}}").orFail().out();
    assertEquals("demo-base\n", images);
    try (Stream<Path> scratch = Files.list(store.resolve("scratch"))) {
      assertEquals(List.of(), scratch.toList());
    }
    varve.run("verify").orFail();
    Leftovers.awaitNone(store.toString(), store);
  }
}
