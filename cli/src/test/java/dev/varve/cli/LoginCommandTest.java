package dev.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.TestCaller.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people call them; what login does is tested beside it, without a registry. */
final class LoginCommandTest {
  @TempDir Path temporary;
  private TestCaller varve;
  private Path file;

  @BeforeEach
  void start() {
    file = temporary.resolve("docker/config.json");
    varve =
        new TestCaller(temporary.resolve("store"))
            .environment(Map.of("DOCKER_CONFIG", file.resolveSibling("").toString()));
  }

  private void assertUsage(String message, String... words) {
    Outcome outcome = varve.run(words);
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
    assertFalse(outcome.err().contains("s3cret"), outcome.err());
    assertEquals("", outcome.out());
    assertFalse(Files.exists(file));
  }

  @Test
  void login_withWrongOptions_saysWhy() {
    varve.input("s3cret".getBytes(StandardCharsets.UTF_8));
    assertUsage("mutually exclusive", "login", "-u", "me", "-p", "s3cret", "--password-stdin");
    assertUsage("--password-stdin needs --username", "login", "--password-stdin");
    assertUsage("not a terminal", "login");
    assertUsage("not a terminal", "login", "-u", "me");
    assertUsage("a colon in it", "login", "-u", "a:b", "-p", "s3cret");
    assertUsage("must not be empty", "login", "-u", "", "-p", "s3cret");
    assertUsage("password is empty", "login", "-u", "me", "-p", "");
    assertUsage("not the name of a registry", "login", "-u", "me", "-p", "s3cret", "https://");
    assertUsage("not the name of a registry", "logout", "a b");
  }

  @Test
  void logout_forgets() throws IOException {
    assertEquals("Not logged in to docker.io\n", varve.output("logout"));
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(
        file, "{\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \"eDp5\"}, \"a\": {}}}");
    assertEquals("Removed login credentials for docker.io\n", varve.output("logout"));
    assertEquals("Not logged in to docker.io\n", varve.output("logout"));
    assertEquals("Removed login credentials for a\n", varve.output("logout", "https://a/v2/"));
    assertEquals("{\n\t\"auths\": {}\n}", Files.readString(file));
    assertFalse(Files.exists(varve.root()), "no store is needed");
  }

  @Test
  void help_warnsOfPasswordsInArguments() {
    assertTrue(varve.output("login", "--help").contains("others can see it"));
    assertTrue(varve.output("help").contains("\n  logout "));
  }
}
