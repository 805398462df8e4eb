package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.testkit.Requires;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerRegistryTest implements RegistryContract {
  @TempDir private static Path shared;
  private static DockerRegistry registry;
  private static Client client;

  @TempDir private Path temp;

  @BeforeAll
  static void start() throws Exception {
    Requires.dockerRegistry();
    registry = DockerRegistry.start(shared.resolve("registry"), DockerRegistry.Options.OPEN);
    client = new Client();
  }

  @AfterAll
  static void close() throws Exception {
    if (registry != null) {
      client.close();
      registry.close();
    }
  }

  @Override
  public URI uri(String path) {
    return registry.uri(path);
  }

  @Override
  public Client client() {
    return client;
  }

  /** What clients have to live with: its answer to a range that cannot be is broken itself. */
  @Test
  void range_behind_the_end_is_refused_with_a_wrong_length() throws Exception {
    URI uri = uri("/v2/ranges/blobs/" + push("ranges", new byte[1000]));
    IOException cut =
        assertThrows(IOException.class, () -> client.get(uri, "Range", "bytes=1000-"));
    assertTrue(String.valueOf(cut.getMessage()).contains("1000"), cut::toString);
    int status =
        client
            .http()
            .send(
                Client.request("GET", uri, NOTHING, "Range", "bytes=1000-"),
                HttpResponse.BodyHandlers.ofInputStream())
            .statusCode();
    assertEquals(416, status);
  }

  @Test
  void registry_that_was_closed_is_gone() throws Exception {
    DockerRegistry other = DockerRegistry.start(temp.resolve("other"), DockerRegistry.Options.OPEN);
    URI base = other.uri("/v2/");
    assertEquals(200, client.get(base).statusCode());
    other.close();
    other.close();
    assertThrows(ConnectException.class, () -> client.get(base));
  }

  @Test
  void deletion_is_refused_where_it_is_switched_off() throws Exception {
    try (DockerRegistry other =
        DockerRegistry.start(temp.resolve("other"), DockerRegistry.Options.OPEN.withoutDelete())) {
      URI uri = other.uri("/v2/a/blobs/" + Sha256.of(NOTHING));
      assertEquals(405, client.send("DELETE", uri, NOTHING).statusCode());
    }
  }

  @Test
  void password_is_wanted_and_no_other_taken() throws Exception {
    try (DockerRegistry other =
        DockerRegistry.start(temp.resolve("other"), DockerRegistry.Options.OPEN.withPassword())) {
      URI base = other.uri("/v2/");
      assertEquals(401, client.get(base).statusCode());
      String right = Gate.basic(other.user(), other.password());
      assertEquals(200, client.get(base, "Authorization", right).statusCode());
      String wrong = Gate.basic(other.user(), other.password() + "r");
      assertEquals(401, client.get(base, "Authorization", wrong).statusCode());
    }
  }

  @Test
  void certificate_is_shown_and_trusted_by_who_knows_it() throws Exception {
    SelfSigned certificate = SelfSigned.create(temp.resolve("certificate"));
    try (DockerRegistry other =
            DockerRegistry.start(
                temp.resolve("other"), DockerRegistry.Options.OPEN.with(certificate));
        Client trusting = new Client(certificate.client())) {
      assertEquals("https", other.uri("/").getScheme());
      assertEquals(200, trusting.get(other.uri("/v2/")).statusCode());
      assertThrows(IOException.class, () -> client.get(other.uri("/v2/")));
    }
  }

  @Test
  void registry_that_cannot_start_says_why() throws Exception {
    SelfSigned certificate = SelfSigned.create(temp.resolve("certificate"));
    Files.delete(certificate.key());
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                DockerRegistry.start(
                    temp.resolve("other"), DockerRegistry.Options.OPEN.with(certificate)));
    assertTrue(String.valueOf(failure.getMessage()).contains("key.pem"), failure::toString);
  }
}
