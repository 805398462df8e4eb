package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Credential.IdentityToken;
import dev.varve.registry.Credential.Password;
import dev.varve.registry.Credential.RegistryToken;
import dev.varve.registry.config.LoginStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginStoreTest {
  private static final String DOCKER = ".docker/config.json";

  @TempDir Path temporary;
  private Machine machine;
  private Path file;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
    file = machine.home().resolve(DOCKER);
  }

  private Kept store(String registry, Credential credential) throws Exception {
    return machine.configuration().logins().store(registry, credential);
  }

  private boolean erase(String registry) throws Exception {
    return machine.configuration().logins().erase(registry);
  }

  private Optional<Credential> find(String registry) throws Exception {
    return machine.configuration().credentials().find(registry, "");
  }

  private String text() throws IOException {
    return Files.readString(file).replace('"', '\'');
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void first_makesTheFileForItsOwnerOnly() throws Exception {
    Kept kept = store("docker.io", new Password("me", "a:b"));
    assertEquals(new Kept.InFile(file), kept);
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(file.resolveSibling("")));
    assertEquals(
        "{\n\t'auths': {\n\t\t'https://index.docker.io/v1/': {\n\t\t\t'auth': '"
            + Machine.base64("me:a:b")
            + "'\n\t\t}\n\t}\n}",
        text());
    assertEquals(Optional.of(new Password("me", "a:b")), find("docker.io"));
  }

  @Test
  void everyCredential_isFoundAgain() throws Exception {
    List<Credential> all =
        List.of(
            new Password("me", ""),
            new Password("é", "a\"\\\n:"),
            new IdentityToken("idt"),
            new RegistryToken("regt"));
    for (Credential credential : all) {
      store("reg.example:5000", credential);
      assertEquals(Optional.of(credential), find("reg.example:5000"));
    }
  }

  @Test
  void store_keepsEverythingElseInItsOrder() throws Exception {
    String before =
        """
        {
        	'zeta': 1.50,
        	'auths': {
        		'b.example': {
        			'auth': 'x'
        		},
        		'http://a.example/': {
        			'email': 'me@example',
        			'auth': 'eDp5',
        			'identitytoken': 'old'
        		},
        		'a.example/org': {
        			'auth': 'x'
        		}
        	},
        	'HttpHeaders': {
        		'k': '    not indentation'
        	}
        }""";
    machine.home(DOCKER, before);
    store("a.example", new Password("me", "pw"));
    String after =
        before.replace("'auth': 'eDp5',\n\t\t\t'identitytoken': 'old'", "'auth': 'bWU6cHc='");
    assertEquals(after, text());
    assertTrue(erase("a.example"));
    assertFalse(text().contains("http://a.example/"), text());
    assertTrue(text().contains("a.example/org"), text());
    assertFalse(erase("a.example"));
  }

  @Test
  void file_thatWasOpenToOthers_isClosed() throws Exception {
    machine.home(DOCKER, "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    store("a.example", new Password("me", "pw"));
    assertEquals("rw-------", mode(file));
    try (Stream<Path> left = Files.list(file.resolveSibling(""))) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void links_stay() throws Exception {
    Path target = Machine.write(temporary.resolve("dotfiles/docker.json"), "{\"x\": 1}");
    Files.createDirectories(file.resolveSibling(""));
    Files.createSymbolicLink(file.resolveSibling("between"), target);
    Files.createSymbolicLink(file, Path.of("between"));
    store("a.example", new Password("me", "pw"));
    assertTrue(Files.isSymbolicLink(file));
    assertTrue(Files.isSymbolicLink(file.resolveSibling("between")));
    assertFalse(Files.isSymbolicLink(target));
    assertTrue(Files.readString(target).contains("\"x\": 1"));
    assertEquals("rw-------", mode(target));
  }

  @Test
  void linkToNothing_isFollowed() throws Exception {
    Path target = temporary.resolve("later/config.json");
    Files.createDirectories(file.resolveSibling(""));
    Files.createSymbolicLink(file, target);
    store("a.example", new Password("me", "pw"));
    assertTrue(Files.isRegularFile(target));
    assertEquals(Optional.of(new Password("me", "pw")), find("a.example"));
  }

  @Test
  void linkToItself_isAnError() throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    Files.createSymbolicLink(file, file.getFileName());
    assertThrows(VarveException.class, () -> store("a.example", new Password("me", "pw")));
    assertTrue(Files.isSymbolicLink(file));
  }

  @Test
  void helper_keepsTheCredential_andTheFileAMark() throws Exception {
    machine.helper("fake");
    machine.home(
        DOCKER, "{'credsStore': 'fake', 'auths': {'quay.io': {'auth': 'eDp5', 'email': 'e'}}}");
    assertEquals(new Kept.ByHelper("fake"), store("quay.io", new Password("me", "s3cret")));
    assertEquals(new Kept.ByHelper("fake"), store("docker.io", new IdentityToken("s3cret")));
    assertFalse(text().contains("auth'") || text().contains("s3cret"), text());
    assertTrue(text().contains("'email': 'e'"), text());
    assertTrue(text().contains("'https://index.docker.io/v1/': {}"), text());
    assertEquals(Optional.of(new Password("me", "s3cret")), find("quay.io"));
    assertEquals(Optional.of(new IdentityToken("s3cret")), find("docker.io"));

    assertTrue(erase("quay.io"));
    assertEquals(Optional.empty(), find("quay.io"));
    assertFalse(erase("quay.io"));
    assertTrue(erase("docker.io"));
    assertEquals("{\n\t'credsStore': 'fake',\n\t'auths': {}\n}", text());
  }

  @Test
  void helperForOne_leavesOthersInTheFile() throws Exception {
    machine.helper("fake");
    machine.home(DOCKER, "{'credHelpers': {'quay.io': 'fake'}}");
    assertEquals(new Kept.ByHelper("fake"), store("quay.io", new Password("me", "pw")));
    assertEquals(new Kept.InFile(file), store("ghcr.io", new Password("me", "pw")));
  }

  @Test
  void helperThatFails_leavesTheFileAsItWas() throws Exception {
    machine.helper("fake", "#!/bin/sh\nexit 1\n");
    machine.home(DOCKER, "{'credsStore': 'fake'}");
    Machine.failure(() -> store("quay.io", new Password("me", "s3cret")), "s3cret");
    Machine.failure(() -> erase("quay.io"), "s3cret");
    assertEquals("{'credsStore': 'fake'}", text());
  }

  @Test
  void malformedFile_isNotReplaced() throws Exception {
    machine.home(DOCKER, "{'auths': []}");
    assertThrows(VarveException.class, () -> store("quay.io", new Password("me", "pw")));
    machine.home(DOCKER, "{");
    assertThrows(VarveException.class, () -> store("quay.io", new Password("me", "pw")));
    assertEquals("{", text());
  }

  @Test
  void variables_sayWhichFile() throws Exception {
    Path other = temporary.resolve("new/dir/auth.json");
    machine.set("DOCKER_CONFIG", temporary.resolve("docker").toString());
    store("quay.io", new Password("docker", "pw"));
    machine.set("REGISTRY_AUTH_FILE", other.toString());
    store("quay.io", new Password("file", "pw"));
    assertTrue(Files.exists(other));
    assertTrue(Files.exists(temporary.resolve("docker/config.json")));
    assertFalse(Files.exists(file));
  }

  @Test
  void withoutHome_thereIsNoPlace() {
    Path run = temporary.resolve("run");
    Places homeless = new Places(Map.of("XDG_RUNTIME_DIR", run.toString()), null, temporary);
    LoginStore logins = new RegistryConfiguration(homeless, Machine.LONG).logins();
    assertThrows(VarveException.class, () -> logins.store("quay.io", new Password("me", "pw")));
    assertFalse(Files.exists(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b"})
  void user_thatCannotBeWritten_isRefused(String user) {
    assertThrows(VarveException.class, () -> store("quay.io", new Password(user, "pw")));
  }

  @ParameterizedTest
  @CsvSource({
    "quay.io, quay.io",
    "https://index.docker.io/v1/, docker.io",
    "http://localhost:5000/x, localhost:5000",
    "[::1]:5000, [::1]:5000",
    "quay.io/org, quay.io"
  })
  void server_isTheRegistryThatIsMeant(String server, String registry) {
    assertEquals(registry, LoginStore.registry(server));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://", "a b", "-x", "..", "user@host", "é"})
  void server_thatIsNone_isRefused(String server) {
    assertThrows(VarveException.class, () -> LoginStore.registry(server));
  }
}
