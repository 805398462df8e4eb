package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Credential.IdentityToken;
import dev.varve.registry.Credential.Password;
import dev.varve.registry.Credential.RegistryToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfiguredCredentialsTest {
  private static final String DOCKER = ".docker/config.json";
  private static final String SECRET = "s3cret";

  @TempDir Path temporary;
  private Machine machine;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
  }

  private Optional<Credential> find(String registry, String repository)
      throws IOException, InterruptedException {
    return machine.configuration().credentials().find(registry, repository);
  }

  private void assertUser(String user, String registry, String repository)
      throws IOException, InterruptedException {
    Optional<String> found = find(registry, repository).map(each -> ((Password) each).user());
    assertEquals(Optional.ofNullable(user.isEmpty() ? null : user), found);
  }

  private static String entry(String user) {
    return "{'auth': '" + Machine.base64(user + ":pw") + "'}";
  }

  @Test
  void find_withoutFiles_isNone() throws Exception {
    assertEquals(Optional.empty(), find("docker.io", "library/shop"));
  }

  @Test
  void find_withoutHome_isNone() throws Exception {
    Places homeless = new Places(Map.of(), null, machine.root());
    var credentials = new RegistryConfiguration(homeless, Machine.LONG).credentials();
    assertEquals(Optional.empty(), credentials.find("quay.io", ""));
  }

  @Test
  void auth_isUserAndPasswordWithColons() throws Exception {
    machine.home(DOCKER, "{'auths': {'quay.io': {'auth': '" + Machine.base64("me:a:b:") + "'}}}");
    assertEquals(Optional.of(new Password("me", "a:b:")), find("quay.io", "x"));
    assertEquals(Optional.empty(), find("ghcr.io", "x"));
  }

  @Test
  void auth_goesBeforePlainFields() throws Exception {
    machine.home(
        DOCKER,
        """
        {'auths': {
          'a.example': {'username': 'plain', 'password': 'p:1'},
          'b.example': {'username': 'plain', 'password': 'p', 'auth': '%s'},
          'c.example': {'auth': '%s', 'identitytoken': 'idt'},
          'd.example': {'auth': '', 'identitytoken': 'idt', 'registrytoken': 'regt'},
          'e.example': {},
          'f.example': {'auth': null, 'email': 'x'}}}
        """
            .formatted(Machine.base64("coded:pw\0\0"), Machine.base64("<token>:")));
    assertEquals(Optional.of(new Password("plain", "p:1")), find("a.example", ""));
    assertEquals(Optional.of(new Password("coded", "pw")), find("b.example", ""));
    assertEquals(Optional.of(new IdentityToken("idt")), find("c.example", ""));
    assertEquals(Optional.of(new RegistryToken("regt")), find("d.example", ""));
    assertEquals(Optional.empty(), find("e.example", ""));
    assertEquals(Optional.empty(), find("f.example", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://index.docker.io/v1/",
        "http://index.docker.io/v1/",
        "https://index.docker.io/v2/",
        "index.docker.io/v1/",
        "index.docker.io",
        "docker.io",
        "https://docker.io"
      })
  void keyOfDockersOwn_inAnyForm_isFound(String key) throws Exception {
    machine.home(DOCKER, "{'auths': {'" + key + "': " + entry("hub") + "}}");
    assertUser("hub", "docker.io", "library/shop");
    assertUser("", "quay.io", "shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reg.example:5000",
        "http://reg.example:5000",
        "https://reg.example:5000/v2/",
        "reg.example:5000/",
        "https://reg.example:5000/a/b"
      })
  void keyOfHost_asAddress_isFound(String key) throws Exception {
    machine.home(DOCKER, "{'auths': {'" + key + "': " + entry("me") + "}}");
    assertUser("me", "reg.example:5000", "a/b");
    assertUser("", "reg.example", "a/b");
    assertUser("", "reg.example:500", "a/b");
    assertUser("", "evil.reg.example:5000", "a/b");
  }

  @Test
  void dockersOwnWay_goesBeforeOthers() throws Exception {
    machine.home(
        DOCKER,
        "{'auths': {'docker.io': "
            + entry("podman")
            + ", 'https://index.docker.io/v1/': "
            + entry("docker")
            + "}}");
    assertUser("docker", "docker.io", "library/shop");
  }

  @Test
  void repository_goesBeforeWhatIsAbove() throws Exception {
    machine.home(
        DOCKER,
        "{'auths': {'quay.io': "
            + entry("host")
            + ", 'quay.io/org': "
            + entry("org")
            + ", 'quay.io/org/app': "
            + entry("app")
            + ", 'quay.io/empty/app': {}, 'docker.io/library/shop': "
            + entry("hub")
            + "}}");
    assertUser("app", "quay.io", "org/app");
    assertUser("org", "quay.io", "org/application");
    assertUser("org", "quay.io", "org/a/b/c");
    assertUser("host", "quay.io", "organisation/app");
    assertUser("host", "quay.io", "empty/app");
    assertUser("host", "quay.io", "");
    assertUser("hub", "docker.io", "library/shop");
    assertUser("", "docker.io", "library/other");
  }

  @Test
  void files_areReadInOrder() throws Exception {
    Path run = temporary.resolve("run");
    machine.home(DOCKER, "{'auths': {'a.example': " + entry("docker") + "}}");
    Machine.write(
        run.resolve("containers/auth.json"),
        ("{'auths': {'a.example': " + entry("run") + ", 'b.example': " + entry("run") + "}}")
            .replace('\'', '"'));
    machine.home(
        ".config/containers/auth.json",
        "{'auths': {'b.example': " + entry("config") + ", 'c.example': " + entry("config") + "}}");
    assertUser("", "b.example:1", "");
    assertUser("config", "b.example", "");
    machine.set("XDG_RUNTIME_DIR", run.toString());
    assertUser("docker", "a.example", "");
    assertUser("run", "b.example", "");
    assertUser("config", "c.example", "");

    Path other = Machine.write(temporary.resolve("other/config.json"), "{}");
    machine.set("DOCKER_CONFIG", other.resolveSibling("").toString());
    assertUser("", "a.example", "");
    machine.set("REGISTRY_AUTH_FILE", run.resolve("containers/auth.json").toString());
    assertUser("run", "a.example", "");
    assertUser("", "c.example", "");
    machine.set("REGISTRY_AUTH_FILE", "/dev/null");
    assertUser("", "a.example", "");
  }

  @Test
  void helpers_goBeforeStore_andStoreBeforeFile() throws Exception {
    machine.helper("all");
    machine.helper("one");
    var logins = machine.configuration().logins();
    for (String name : new String[] {"all", "one"}) {
      machine.home(DOCKER, "{'credsStore': '" + name + "'}");
      logins.store("a.example", new Password(name, "pw"));
      logins.store("docker.io", new Password(name, "pw"));
    }
    machine.home(
        DOCKER,
        """
        {'credsStore': 'all', 'credHelpers': {'a.example': 'one', 'd.example': '', 'docker.io': 'one'},
         'auths': {'a.example': %1$s, 'b.example': %1$s, 'd.example': %1$s}}
        """
            .formatted(entry("file")));
    assertUser("one", "a.example", "x/y");
    assertUser("one", "docker.io", "library/shop");
    // Who is asked first decides, as with Docker.
    assertUser("", "b.example", "");
    assertUser("file", "d.example", "");
    machine.home(DOCKER, "{'credsStore': 'all'}");
    assertUser("all", "a.example", "");
    assertUser("all", "docker.io", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'auths': {'a.example': {'auth': '" + SECRET + "!'}}}",
        "{'auths': {'a.example': {'auth': 'czNjcmV0'}}}",
        "{'auths': {'a.example': '" + SECRET + "'}}",
        "{'auths': {'a.example': {'identitytoken': ['" + SECRET + "']}}}",
        "{'auths': '" + SECRET + "'}",
        "{'auths': {'" + SECRET + "@a.example': 1}, 'credHelpers': {'" + SECRET + "': 1}}",
        "{'auths': {'" + SECRET + "': 1, '" + SECRET + "': 2}}",
        "{'auths': {" + SECRET,
        "['" + SECRET + "']",
        SECRET,
        "{'credsStore': 1, 'x': '" + SECRET + "'}",
        "{'credsStore': '../" + SECRET + "'}",
        "{'credsStore': '/bin/" + SECRET + "'}",
        "{'credsStore': '" + SECRET + " x'}"
      })
  void malformed_isOneErrorThatNamesTheFile(String content) throws Exception {
    Path file = machine.home(DOCKER, content);
    VarveException failure = Machine.failure(() -> find("a.example", ""), SECRET);
    assertTrue(failure.text().contains(file.toString()), failure.text());
    assertEquals(VarveException.Code.ENVIRONMENT, failure.code());
  }

  @Test
  void malformed_saysWhere() throws Exception {
    machine.home(DOCKER, "{\n  x");
    VarveException failure = Machine.failure(() -> find("a.example", ""), SECRET);
    assertTrue(failure.text().endsWith("not a JSON object, see line 2, column 3"), failure.text());
  }

  @Test
  void malformedElsewhere_isNoMatter() throws Exception {
    machine.home(DOCKER, "{'auths': {'a.example': 1, 'b.example': " + entry("b") + "}, 'x': []}");
    assertUser("b", "b.example", "");
  }

  @Test
  void files_thatAreNone_areRefused() throws Exception {
    Path file = machine.home().resolve(DOCKER);
    Files.createDirectories(file);
    VarveException failure = Machine.failure(() -> find("a.example", ""), SECRET);
    assertEquals("cannot use " + file + ": it is a directory", failure.text());
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    failure = Machine.failure(() -> find("a.example", ""), SECRET);
    assertEquals("cannot use " + file + ": it is no regular file", failure.text());
    Files.delete(file);
    machine.home(DOCKER, "{'x': '" + SECRET + " ".repeat(ConfigFile.MAX_BYTES) + "'}");
    failure = Machine.failure(() -> find("a.example", ""), SECRET);
    assertEquals("cannot use " + file + ": it is longer than 1 MiB", failure.text());
    machine.home(DOCKER, "");
    assertEquals(Optional.empty(), find("a.example", ""));
  }
}
