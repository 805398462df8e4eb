package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryRegistryTest implements RegistryContract {
  private FaultServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    server = FaultServer.start();
    client = new Client();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @Override
  public URI uri(String path) {
    return server.uri(path);
  }

  @Override
  public Client client() {
    return client;
  }

  @Test
  void content_of_the_test_is_pulled_and_pushed_content_seen() throws Exception {
    byte[] blob = RegistryContract.bytes(1, 10);
    String digest = server.registry().addBlob("a", blob);
    assertArrayEquals(blob, client.get(uri("/v2/a/blobs/" + digest)).body());
    server.registry().addManifest("a", TYPE, "{}".getBytes(StandardCharsets.UTF_8), "one", "two");
    assertEquals("{}", Client.text(client.get(uri("/v2/a/manifests/two"))));
    String pushed = push("a", RegistryContract.bytes(2, 10));
    assertEquals(Set.of(digest, pushed), server.registry().blobs("a"));
    assertEquals(Set.of("one", "two"), server.registry().tags("a"));
    assertEquals(0, server.registry().openUploads());
    server.registry().removeBlob("a", digest);
    assertEquals(404, client.get(uri("/v2/a/blobs/" + digest)).statusCode());
  }

  @Test
  void address_that_was_left_behind_tells_progress_and_takes_nothing() throws Exception {
    URI first = begin("a");
    assertEquals(202, client.send("PATCH", first, RegistryContract.bytes(1, 10)).statusCode());
    assertEquals(400, client.send("PATCH", first, RegistryContract.bytes(2, 10)).statusCode());
    HttpResponse<byte[]> status = client.get(first);
    assertEquals("0-9", Client.header(status, "Range"));
    HttpResponse<byte[]> patched =
        client.send("PATCH", location(status), RegistryContract.bytes(3, 5));
    assertEquals("0-14", Client.header(patched, "Range"));
  }

  @Test
  void piece_that_starts_elsewhere_is_refused_with_the_progress() throws Exception {
    URI at = location(client.send("PATCH", begin("a"), RegistryContract.bytes(1, 10)));
    HttpResponse<byte[]> gap =
        client.send("PATCH", at, RegistryContract.bytes(2, 5), "Content-Range", "20-24");
    assertEquals(416, gap.statusCode());
    assertEquals("0-9", Client.header(gap, "Range"));
  }

  @Test
  void uploads_that_were_lost_are_404() throws Exception {
    URI at = begin("a");
    server.registry().loseUploads();
    assertEquals(404, client.send("PATCH", at, RegistryContract.bytes(1, 10)).statusCode());
  }

  @Test
  void blob_is_taken_with_the_first_request() throws Exception {
    byte[] blob = RegistryContract.bytes(1, 10);
    String digest = Sha256.of(blob);
    URI uri = uri("/v2/a/blobs/uploads/?digest=" + digest);
    assertEquals(201, client.send("POST", uri, blob).statusCode());
    assertEquals(Set.of(digest), server.registry().blobs("a"));
  }

  @Test
  void range_behind_the_end_is_refused_with_the_length() throws Exception {
    String digest = server.registry().addBlob("a", new byte[1000]);
    HttpResponse<byte[]> beyond = client.get(uri("/v2/a/blobs/" + digest), "Range", "bytes=1000-");
    assertEquals(416, beyond.statusCode());
    assertEquals("bytes */1000", Client.header(beyond, "Content-Range"));
  }

  @Test
  void page_of_tags_is_what_was_asked_for() throws Exception {
    byte[] manifest = "{}".getBytes(StandardCharsets.UTF_8);
    server.registry().addManifest("a", TYPE, manifest, "c", "a", "b", "d");
    HttpResponse<byte[]> page = client.get(uri("/v2/a/tags/list?n=2&last=a"));
    assertTrue(Client.text(page).contains("[\"b\",\"c\"]"), () -> Client.text(page));
  }

  @Test
  void pages_of_tags_are_as_small_as_the_registry_wants() throws Exception {
    server.registry().tagsPerPage(2);
    byte[] manifest = "{}".getBytes(StandardCharsets.UTF_8);
    server.registry().addManifest("a", TYPE, manifest, "1", "2", "3");
    HttpResponse<byte[]> first = client.get(uri("/v2/a/tags/list"));
    assertTrue(Client.text(first).contains("[\"1\",\"2\"]"));
    String link = Client.header(first, "Link");
    assertTrue(link.endsWith(">; rel=\"next\""), link);
    HttpResponse<byte[]> second = client.get(uri(link.substring(1, link.indexOf('>'))));
    assertTrue(Client.text(second).contains("[\"3\"]"));
    assertEquals("(none)", Client.header(second, "Link"));
  }

  @Test
  void hollow_manifest_is_taken_if_wanted() throws Exception {
    server.registry().takeDanglingManifests(true);
    byte[] manifest =
        ("{\"digest\": \"" + Sha256.of(new byte[1]) + "\"}").getBytes(StandardCharsets.UTF_8);
    URI uri = uri("/v2/a/manifests/latest");
    assertEquals(201, client.send("PUT", uri, manifest, "Content-Type", TYPE).statusCode());
    server.registry().takeDanglingManifests(false);
    assertEquals(400, client.send("PUT", uri, manifest, "Content-Type", TYPE).statusCode());
  }
}
