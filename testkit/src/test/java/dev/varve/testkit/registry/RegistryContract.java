package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the registry in memory and the real one have in common. */
interface RegistryContract {
  byte[] NOTHING = new byte[0];
  String TYPE = "application/vnd.oci.image.manifest.v1+json";

  /** Where the registry under test has a path. */
  URI uri(String path);

  Client client();

  static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Begins an upload. */
  default URI begin(String repository) throws IOException, InterruptedException {
    HttpResponse<byte[]> begun =
        client().send("POST", uri("/v2/" + repository + "/blobs/uploads/"), NOTHING);
    assertEquals(202, begun.statusCode());
    assertEquals("0-0", Client.header(begun, "Range"));
    return location(begun);
  }

  default URI location(HttpResponse<?> response) {
    return uri("/").resolve(Client.header(response, "Location"));
  }

  static URI with(URI location, String digest) {
    return URI.create(location + (location.getQuery() == null ? "?" : "&") + "digest=" + digest);
  }

  default String push(String repository, byte[] blob) throws IOException, InterruptedException {
    String digest = Sha256.of(blob);
    HttpResponse<byte[]> put = client().send("PUT", with(begin(repository), digest), blob);
    assertEquals(201, put.statusCode(), () -> Client.text(put));
    return digest;
  }

  /** Pushes an image of one blob, which is config and layer. */
  default byte[] pushImage(String repository, String tag, int seed)
      throws IOException, InterruptedException {
    byte[] config = ("{\"seed\":" + seed + "}").getBytes(StandardCharsets.UTF_8);
    String descriptor = "\"digest\":\"" + push(repository, config) + "\",\"size\":" + config.length;
    byte[] manifest =
        ("{\"schemaVersion\":2,\"mediaType\":\""
                + TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + descriptor
                + "},\"layers\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    URI uri = uri("/v2/" + repository + "/manifests/" + tag);
    HttpResponse<byte[]> put = client().send("PUT", uri, manifest, "Content-Type", TYPE);
    assertEquals(201, put.statusCode(), () -> Client.text(put));
    assertEquals(Sha256.of(manifest), Client.header(put, "Docker-Content-Digest"));
    return manifest;
  }

  @Test
  default void base_is_there() throws Exception {
    assertEquals(200, client().get(uri("/v2/")).statusCode());
  }

  @Test
  default void blob_that_was_put_at_once_is_pulled() throws Exception {
    byte[] blob = bytes(1, 100_000);
    String digest = push("some/thing", blob);
    HttpResponse<byte[]> got = client().get(uri("/v2/some/thing/blobs/" + digest));
    assertArrayEquals(blob, got.body());
    assertEquals(digest, Client.header(got, "Docker-Content-Digest"));
    HttpResponse<byte[]> head =
        client().send("HEAD", uri("/v2/some/thing/blobs/" + digest), NOTHING);
    assertEquals(200, head.statusCode());
    assertEquals("100000", Client.header(head, "Content-Length"));
  }

  @Test
  default void blob_in_pieces_is_put_together() throws Exception {
    byte[] blob = bytes(2, 30_000);
    URI at = begin("pieces");
    for (int from = 0; from < blob.length; from += 10_000) {
      byte[] piece = Arrays.copyOfRange(blob, from, from + 10_000);
      String range = from + "-" + (from + 9_999);
      HttpResponse<byte[]> patched = client().send("PATCH", at, piece, "Content-Range", range);
      assertEquals(202, patched.statusCode());
      assertEquals("0-" + (from + 9_999), Client.header(patched, "Range"));
      at = location(patched);
      HttpResponse<byte[]> status = client().get(at);
      assertEquals(204, status.statusCode());
      assertEquals("0-" + (from + 9_999), Client.header(status, "Range"));
    }
    String digest = Sha256.of(blob);
    assertEquals(201, client().send("PUT", with(at, digest), NOTHING).statusCode());
    assertArrayEquals(blob, client().get(uri("/v2/pieces/blobs/" + digest)).body());
  }

  @Test
  default void blob_with_another_digest_is_refused() throws Exception {
    String digest = Sha256.of(bytes(3, 10));
    HttpResponse<byte[]> put = client().send("PUT", with(begin("liar"), digest), bytes(4, 10));
    assertEquals(400, put.statusCode());
    assertTrue(Client.text(put).contains("DIGEST_INVALID"), () -> Client.text(put));
    assertEquals(404, client().get(uri("/v2/liar/blobs/" + digest)).statusCode());
  }

  @Test
  default void upload_that_was_given_up_is_gone() throws Exception {
    URI at = begin("given/up");
    assertEquals(204, client().send("DELETE", at, NOTHING).statusCode());
    assertEquals(404, client().get(at).statusCode());
  }

  @Test
  default void ranges_of_a_blob_are_pulled() throws Exception {
    byte[] blob = bytes(5, 1000);
    URI uri = uri("/v2/ranges/blobs/" + push("ranges", blob));
    HttpResponse<byte[]> middle = client().get(uri, "Range", "bytes=10-19");
    assertEquals(206, middle.statusCode());
    assertEquals("bytes 10-19/1000", Client.header(middle, "Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(blob, 10, 20), middle.body());
    HttpResponse<byte[]> rest = client().get(uri, "Range", "bytes=990-");
    assertEquals("bytes 990-999/1000", Client.header(rest, "Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(blob, 990, 1000), rest.body());
    assertArrayEquals(rest.body(), client().get(uri, "Range", "bytes=-10").body());
  }

  @Test
  default void blob_is_mounted_from_another_repository() throws Exception {
    byte[] blob = bytes(6, 100);
    String digest = push("from/here", blob);
    String query = "?mount=" + digest + "&from=from/here";
    HttpResponse<byte[]> mounted =
        client().send("POST", uri("/v2/to/there/blobs/uploads/" + query), NOTHING);
    assertEquals(201, mounted.statusCode());
    assertArrayEquals(blob, client().get(uri("/v2/to/there/blobs/" + digest)).body());
  }

  @Test
  default void blob_that_cannot_be_mounted_is_to_be_uploaded() throws Exception {
    String query = "?mount=" + Sha256.of(bytes(7, 7)) + "&from=from/nowhere";
    HttpResponse<byte[]> begun =
        client().send("POST", uri("/v2/to/there/blobs/uploads/" + query), NOTHING);
    assertEquals(202, begun.statusCode());
    assertEquals(204, client().send("DELETE", location(begun), NOTHING).statusCode());
  }

  @Test
  default void manifest_is_pulled_by_tag_and_by_digest() throws Exception {
    byte[] manifest = pushImage("an/image", "latest", 1);
    for (String reference : new String[] {"latest", Sha256.of(manifest)}) {
      URI uri = uri("/v2/an/image/manifests/" + reference);
      HttpResponse<byte[]> got = client().get(uri, "Accept", TYPE);
      assertArrayEquals(manifest, got.body());
      assertEquals(TYPE, Client.header(got, "Content-Type"));
      assertEquals(Sha256.of(manifest), Client.header(got, "Docker-Content-Digest"));
      HttpResponse<byte[]> head = client().send("HEAD", uri, NOTHING, "Accept", TYPE);
      assertEquals(Integer.toString(manifest.length), Client.header(head, "Content-Length"));
    }
  }

  @Test
  default void manifest_of_what_is_not_there_is_refused() throws Exception {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",
        "digest":"%s","size":5},"layers":[]}"""
            .formatted(TYPE, Sha256.of(bytes(8, 5)));
    HttpResponse<byte[]> put =
        client()
            .send(
                "PUT",
                uri("/v2/hollow/manifests/latest"),
                manifest.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                TYPE);
    assertEquals(400, put.statusCode(), () -> Client.text(put));
    assertTrue(Client.text(put).contains("BLOB_UNKNOWN"), () -> Client.text(put));
  }

  @Test
  default void things_that_are_not_there_are_404() throws Exception {
    pushImage("there", "latest", 2);
    String digest = Sha256.of(bytes(9, 9));
    assertEquals(404, client().get(uri("/v2/there/manifests/other")).statusCode());
    assertEquals(404, client().get(uri("/v2/there/manifests/" + digest)).statusCode());
    assertEquals(404, client().get(uri("/v2/there/blobs/" + digest)).statusCode());
    assertEquals(404, client().get(uri("/v2/not/there/tags/list")).statusCode());
  }

  @Test
  default void tags_are_listed() throws Exception {
    for (String tag : new String[] {"c", "a", "b"}) {
      pushImage("tags", tag, 3);
    }
    String list = Client.text(client().get(uri("/v2/tags/tags/list")));
    for (String tag : new String[] {"\"a\"", "\"b\"", "\"c\""}) {
      assertTrue(list.contains(tag), list);
    }
  }

  @Test
  default void manifest_that_was_deleted_is_gone() throws Exception {
    byte[] manifest = pushImage("deleted", "latest", 4);
    URI uri = uri("/v2/deleted/manifests/" + Sha256.of(manifest));
    assertEquals(202, client().send("DELETE", uri, NOTHING).statusCode());
    assertEquals(404, client().get(uri, "Accept", TYPE).statusCode());
    assertEquals(404, client().get(uri("/v2/deleted/manifests/latest")).statusCode());
  }

  @Test
  default void blob_that_was_deleted_is_gone() throws Exception {
    URI uri = uri("/v2/deleted/blobs/" + push("deleted", bytes(10, 10)));
    assertEquals(202, client().send("DELETE", uri, NOTHING).statusCode());
    assertEquals(404, client().get(uri).statusCode());
  }
}
