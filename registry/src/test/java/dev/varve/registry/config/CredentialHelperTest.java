package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential.IdentityToken;
import dev.varve.registry.Credential.Password;
import dev.varve.registry.Credential.RegistryToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialHelperTest {
  private static final String SECRET = "s3cret";
  private static final Path SOURCE = Path.of("/x/config.json");

  @TempDir Path temporary;
  private Machine machine;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
  }

  private CredentialHelper helper(Duration limit) {
    return new CredentialHelper("fake", SOURCE, machine.places().environment(), limit);
  }

  private CredentialHelper script(String script) throws IOException {
    machine.helper("fake", "#!/bin/sh\n" + script + "\n");
    return helper(Machine.LONG);
  }

  @Test
  void storedCredential_isGotUntilItIsErased() throws Exception {
    machine.helper("fake");
    CredentialHelper helper = helper(Machine.LONG);
    assertEquals(Optional.empty(), helper.get("quay.io"));
    assertFalse(helper.erase("quay.io"));
    Password credential = new Password("me:too", "a\"b\\c:é\n");
    helper.store("quay.io", credential);
    assertEquals(Optional.of(credential), helper.get("quay.io"));
    assertEquals(Optional.empty(), helper.get("ghcr.io"));
    helper.store("https://index.docker.io/v1/", new IdentityToken("idt"));
    assertEquals(Optional.of(new IdentityToken("idt")), helper.get("https://index.docker.io/v1/"));
    assertTrue(helper.erase("quay.io"));
    assertEquals(Optional.empty(), helper.get("quay.io"));
  }

  @Test
  void get_tellsTheServerAndNothingElse() throws Exception {
    CredentialHelper helper =
        script("printf '{\"Username\":\"%s\",\"Secret\":\"%s\"}' \"$*\" \"$(od -c | head -n 1)\"");
    Password found = (Password) helper.get("a:1").orElseThrow();
    assertEquals("get", found.user());
    assertEquals("0000000   a   :   1", found.password());
  }

  @Test
  void environment_isTheCallers() throws Exception {
    machine.set("VARVE_TEST_CANARY", "canary");
    CredentialHelper helper =
        script("echo '{\"Username\":\"u\",\"Secret\":\"'$VARVE_TEST_CANARY'\"}'");
    assertEquals(Optional.of(new Password("u", "canary")), helper.get("a"));
  }

  @Test
  void emptyAnswer_isNone() throws Exception {
    assertEquals(Optional.empty(), script("echo '{\"Username\":\"\",\"Secret\":\"\"}'").get("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo " + SECRET,
        "echo '{\"Username\":\"u\",\"Secret\":\"" + SECRET + "\"} " + SECRET + "'",
        "echo '{\"Username\":[\"" + SECRET + "\"]}'",
        "echo '\"" + SECRET + "\"'",
        "echo " + SECRET + "; exit 1",
        "echo " + SECRET + " >&2; exit 3",
        "echo credentials not found in native keychain " + SECRET + "; exit 1",
        "true",
        "kill -9 $$",
        "exec yes " + SECRET
      })
  void garbage_isOneErrorWithoutIt(String script) throws Exception {
    CredentialHelper helper = script(script);
    VarveException failure = Machine.failure(() -> helper.get("quay.io"), SECRET);
    assertTrue(
        failure.text().startsWith("the credential helper docker-credential-fake failed to get: "),
        failure.text());
    assertTrue(failure.hint().orElse("").contains(SOURCE.toString()), failure.toString());
  }

  @Test
  void helper_thatNeverAnswers_isEnded() throws Exception {
    machine.helper("fake", "#!/bin/sh\nexec sleep 100000\n");
    CredentialHelper helper = helper(Duration.ofMillis(50));
    VarveException failure = Machine.failure(() -> helper.get("quay.io"), SECRET);
    assertTrue(failure.text().contains("no answer in"), failure.text());
  }

  @Test
  void interruption_isPassedOn() throws Exception {
    CredentialHelper helper = script("exec sleep 100000");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> helper.get("quay.io"));
    assertFalse(Thread.interrupted());
  }

  @Test
  void program_isLookedForOnPathOnly() throws Exception {
    VarveException failure = Machine.failure(() -> helper(Machine.LONG).get("quay.io"), SECRET);
    assertTrue(failure.text().contains("docker-credential-fake on PATH"), failure.text());
    machine.helper("fake");
    var nowhere = new CredentialHelper("fake", SOURCE, Map.of("PATH", ".::bin"), Machine.LONG);
    Machine.failure(() -> nowhere.get("quay.io"), SECRET);
    Path program = temporary.resolve("bin/docker-credential-fake");
    assertFalse(Files.exists(program.resolveSibling(program.getFileName() + ".calls")));
  }

  @Test
  void registryToken_isNotForHelpers() throws Exception {
    machine.helper("fake");
    VarveException failure =
        Machine.failure(
            () -> helper(Machine.LONG).store("quay.io", new RegistryToken(SECRET)), SECRET);
    assertEquals(VarveException.Code.UNSUPPORTED, failure.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..\\x", "../x", "/x", "a/b", "a b", "a\0b", "é", "$(x)"})
  void name_thatIsNone_isRefused(String name) {
    VarveException failure =
        assertThrows(
            VarveException.class, () -> new CredentialHelper(name, SOURCE, Map.of(), Machine.LONG));
    assertTrue(failure.text().contains(SOURCE.toString()), failure.text());
  }
}
