package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfiguredConnectionsTest {
  private static final String REGISTRY = "registry.test:5000";
  private static final String DOCKER = "etc/docker/certs.d/" + REGISTRY + "/";

  @TempDir Path temporary;
  private Machine machine;

  @BeforeEach
  void start() {
    machine = new Machine(temporary);
  }

  /** Puts a file of the test's resources where it is looked for. */
  private Path put(Path file, String resource) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    try (InputStream in = getClass().getResourceAsStream("tls/" + resource)) {
      Files.copy(in, file);
    }
    return file;
  }

  private Path system(String name, String resource) throws IOException {
    return put(machine.root().resolve(DOCKER + name), resource);
  }

  private Optional<SSLContext> tls(boolean insecure) throws IOException {
    return machine.configuration().connections().tls(REGISTRY, insecure);
  }

  private SSLContext context() throws IOException {
    return tls(false).orElseThrow();
  }

  @Test
  void withoutFiles_theJvmDecides() throws IOException {
    assertEquals(Optional.empty(), tls(false));
    system("ca.crt", "ca.crt");
    var connections = machine.configuration().connections();
    assertEquals(Optional.empty(), connections.tls("registry.test", false));
    assertEquals(Optional.empty(), connections.tls("../certs.d/" + REGISTRY, false));
    assertSame(
        connections.tls(REGISTRY, false).orElseThrow(),
        connections.tls(REGISTRY, false).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root/etc/docker",
        "root/etc/containers",
        "home/.config/containers",
        "home/.config/docker"
      })
  void authority_isTrusted_whereverItIs(String place) throws Exception {
    put(temporary.resolve(place).resolve("certs.d/" + REGISTRY + "/ca.crt"), "ca.crt");
    try (TlsServer server = TlsServer.start(false)) {
      assertEquals("anonymous", server.greet(context(), "registry.test"));
      // The name is looked at as well.
      assertThrows(SSLException.class, () -> server.greet(context(), "other.test"));
    }
  }

  @Test
  void authority_comesOnTopOfTheJvms() throws Exception {
    system("ca.crt", "ca.crt");
    List<String> trusted =
        CertificateDirectory.read(List.of(machine.root().resolve(DOCKER))).authorities().stream()
            .map(each -> each.getSubjectX500Principal().getName())
            .toList();
    assertEquals(List.of("CN=Varve test authority"), trusted);
    try (TlsServer server = TlsServer.start(false)) {
      assertThrows(
          SSLException.class, () -> server.greet(SSLContext.getDefault(), "registry.test"));
    }
  }

  @Test
  void insecure_trustsEverybodyByEveryName() throws Exception {
    try (TlsServer server = TlsServer.start(false)) {
      SSLContext context = tls(true).orElseThrow();
      assertEquals("anonymous", server.greet(context, "other.test"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.cert, rsa.pkcs1.key, CN=rsa",
    "rsa.cert, rsa.pkcs8.key, CN=rsa",
    "ec.cert, ec.sec1.key, CN=ec",
    "ec.cert, ec.pkcs8.key, CN=ec",
    "ed.cert, ed.pkcs8.key, CN=ed"
  })
  void identity_isShown(String certificate, String key, String subject) throws Exception {
    system("ca.crt", "ca.crt");
    system("client.cert", certificate);
    system("client.key", key);
    try (TlsServer server = TlsServer.start(true)) {
      assertEquals(subject, server.greet(context(), "registry.test"));
      assertEquals(subject, server.greet(tls(true).orElseThrow(), "other.test"));
    }
  }

  @Test
  void identity_thatIsMissing_failsWhereOneIsWanted() throws Exception {
    system("ca.crt", "ca.crt");
    try (TlsServer server = TlsServer.start(true)) {
      assertThrows(IOException.class, () -> server.greet(context(), "registry.test"));
    }
  }

  private void assertNames(Path file) {
    VarveException failure = assertThrows(VarveException.class, () -> tls(true));
    assertTrue(failure.text().contains(file.toString()), failure.text());
  }

  @Test
  void halfOfAPair_isAnErrorThatNamesIt() throws IOException {
    Path certificate = system("client.cert", "rsa.cert");
    assertNames(certificate);
    assertNames(certificate);
    Files.delete(certificate);
    assertNames(system("client.key", "rsa.pkcs1.key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ec.sec1.key", "ec.pkcs8.key", "rsa.encrypted.key", "rsa.cert", "ed.pkcs8.key"})
  void key_thatDoesNotFit_isAnErrorThatNamesIt(String key) throws IOException {
    system("client.cert", "rsa.cert");
    assertNames(system("client.key", key));
  }

  @Test
  void key_ofAnotherOfTheSameKind_isAnErrorThatNamesIt() throws IOException {
    system("client.cert", "server.cert");
    assertNames(system("client.key", "ec.sec1.key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
        "-----BEGIN X-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN "
      })
  void malformed_isAnErrorThatNamesTheFile(String content) throws IOException {
    Path file = machine.root().resolve(DOCKER + "ca.crt");
    Machine.write(file, content);
    assertNames(file);
    Files.delete(file);
    Path key = Machine.write(machine.root().resolve(DOCKER + "client.key"), content);
    system("client.cert", "rsa.cert");
    assertNames(key);
  }

  @Test
  void otherFiles_arePassedOver() throws IOException {
    Machine.write(machine.root().resolve(DOCKER + "README"), "nonsense");
    assertEquals(Optional.empty(), tls(false));
  }
}
