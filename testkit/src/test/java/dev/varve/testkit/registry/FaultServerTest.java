package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, the records, the life of a server. What goes over the wire is in FaultsTest. */
class FaultServerTest {
  private static final byte[] NOTHING = new byte[0];
  @TempDir private Path temp;
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

  private int status(String path) throws Exception {
    return client.get(server.uri(path)).statusCode();
  }

  @Test
  void request_is_recorded_with_all_that_it_brought() throws Exception {
    byte[] body = "key=a%20b&other=c".getBytes(StandardCharsets.US_ASCII);
    client.send("POST", server.uri("/some/path?n=1&digest=sha256%3Aab&n=2"), body, "X-Test", "yes");
    SeenRequest seen = server.requests().getFirst();
    assertEquals("POST", seen.method());
    assertEquals("/some/path", seen.path());
    assertEquals("n=1&digest=sha256%3Aab&n=2", seen.query());
    assertEquals("sha256:ab", seen.parameter("digest").orElseThrow());
    assertEquals(List.of("1", "2"), seen.parameters("n"));
    assertEquals("yes", seen.header("x-test").orElseThrow());
    assertArrayEquals(body, seen.body());
    assertEquals(17, seen.length());
    assertEquals(Sha256.of(body), seen.digest());
    assertEquals("a b", seen.field("key").orElseThrow());
    assertTrue(seen.complete());
  }

  @Test
  void rules_are_taken_in_their_order_and_as_often_as_they_say() throws Exception {
    server.on("GET", path -> path.equals("/v2/")).times(1).answer(Answer.status(500));
    Rule second =
        server.on("GET", path -> path.equals("/v2/")).skip(1).times(2).answer(Answer.status(429));
    assertEquals(500, status("/v2/"));
    assertEquals(200, status("/v2/"));
    assertEquals(429, status("/v2/"));
    assertThrows(AssertionError.class, server::scriptIsDone);
    assertEquals(404, status("/other"));
    assertEquals(429, status("/v2/"));
    assertEquals(200, status("/v2/"));
    assertEquals(2, second.used());
    server.scriptIsDone();
  }

  @Test
  void server_behaves_again_when_told_to() throws Exception {
    server.on("GET", path -> true).answer(Answer.status(503).header("Retry-After", "1"));
    assertEquals("1", Client.header(client.get(server.uri("/v2/")), "Retry-After"));
    server.behave();
    assertEquals(200, status("/v2/"));
  }

  @Test
  void request_is_handled_though_its_answer_is_lost() throws Exception {
    URI uploads = server.uri("/v2/a/blobs/uploads/?digest=" + Sha256.of(new byte[] {1}));
    server.on("POST", path -> true).times(1).answerAfterHandling(Answer.status(502));
    assertEquals(502, client.send("POST", uploads, new byte[] {1}).statusCode());
    assertEquals(1, server.registry().blobs("a").size());
  }

  @Test
  void request_is_not_handled_where_it_is_only_answered() throws Exception {
    URI uploads = server.uri("/v2/a/blobs/uploads/?digest=" + Sha256.of(new byte[] {1}));
    server.on("POST", path -> true).times(1).answer(Answer.status(201));
    assertEquals(201, client.send("POST", uploads, new byte[] {1}).statusCode());
    assertEquals(0, server.registry().blobs("a").size());
  }

  @Test
  void true_answer_is_changed() throws Exception {
    server
        .on("GET", path -> true)
        .change(answer -> answer.header("Docker-Content-Digest", "sha256:lie").as(206));
    String digest = server.registry().addBlob("a", new byte[] {1, 2});
    HttpResponse<byte[]> got = client.get(server.uri("/v2/a/blobs/" + digest));
    assertEquals(206, got.statusCode());
    assertEquals("sha256:lie", Client.header(got, "Docker-Content-Digest"));
    assertArrayEquals(new byte[] {1, 2}, got.body());
  }

  @Test
  void reply_that_fails_fails_the_server() throws Exception {
    FaultServer other = FaultServer.start();
    other
        .on("GET", path -> true)
        .reply(
            (request, real) -> {
              throw new AssertionError("expected something else");
            });
    assertEquals(500, client.get(other.uri("/v2/")).statusCode());
    AssertionError failure = assertThrows(AssertionError.class, other::close);
    assertTrue(String.valueOf(failure.getMessage()).contains("expected something else"));
  }

  @Test
  void secret_is_found_in_each_of_its_spellings() throws Exception {
    String secret = "Zeichen/mit:besonderen+Zeichen?" + server.canary();
    URI base = server.uri("/v2/");
    server.neverSaw(secret);
    client.get(base, "X-Test", "Bearer " + secret);
    assertThrows(AssertionError.class, () -> server.neverSaw(secret));
    for (String user : new String[] {"", "u", "us", "use", "user"}) {
      try (FaultServer other = FaultServer.start()) {
        client.get(other.uri("/v2/"), "Authorization", Gate.basic(user, secret));
        assertTrue(other.saw(secret), user);
        other.neverSaw(secret + "and more");
      }
    }
    try (FaultServer other = FaultServer.start()) {
      String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
      client.get(other.uri("/v2/?password=" + encoded));
      assertTrue(other.saw(secret));
    }
    try (FaultServer other = FaultServer.start()) {
      byte[] body = ("{\"password\":\"" + secret + "\"}").getBytes(StandardCharsets.UTF_8);
      client.send("POST", other.uri("/v2/"), body);
      assertTrue(other.saw(secret));
    }
    assertThrows(IllegalArgumentException.class, () -> server.neverSaw("short"));
  }

  @Test
  void servers_have_canaries_of_their_own() throws Exception {
    try (FaultServer other = FaultServer.start()) {
      assertNotEquals(server.canary(), other.canary());
      client.get(server.uri("/v2/"), "X-Test", server.password());
      assertTrue(server.saw(server.canary()));
      other.neverSaw(server.canary());
    }
  }

  @Test
  void tls_is_spoken_and_recorded_in_clear() throws Exception {
    Path directory = temp.resolve("certificate");
    SelfSigned certificate = SelfSigned.create(directory);
    try (FaultServer secure = FaultServer.start(certificate.server());
        Client trusting = new Client(certificate.client())) {
      String digest = secure.registry().addBlob("a", new byte[100_000]);
      HttpResponse<byte[]> got =
          trusting.get(secure.uri("/v2/a/blobs/" + digest), "X-Test", secure.password());
      assertEquals(100_000, got.body().length);
      assertTrue(secure.saw(secure.canary()));
      assertThrows(IOException.class, () -> client.get(secure.uri("/v2/")));
      secure.on("GET", path -> true).answer(Answer.none(Ending.RESET));
      assertThrows(IOException.class, () -> trusting.get(secure.uri("/v2/")));
    }
  }

  @Test
  void proxy_requests_are_taken_by_their_path() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    InetSocketAddress proxy = new InetSocketAddress(loopback, server.uri("/").getPort());
    try (HttpClient http = HttpClient.newBuilder().proxy(ProxySelector.of(proxy)).build()) {
      URI uri = URI.create("http://registry.invalid/v2/?a=b");
      HttpResponse<byte[]> got =
          http.send(Client.request("GET", uri, NOTHING), HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(200, got.statusCode());
    }
    SeenRequest seen = server.requests().getFirst();
    assertEquals("http://registry.invalid/v2/?a=b", seen.target());
    assertEquals("/v2/", seen.path());
    assertEquals("a=b", seen.query());
  }

  @Test
  void connection_is_kept_and_counted() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertEquals(200, status("/v2/"));
    }
    assertEquals(1, server.connections());
    assertEquals(5, server.requests("GET", "/v2/"::equals).size());
  }

  @Test
  void many_clients_are_served_at_once() throws Exception {
    int clients = 8;
    CountDownLatch allThere = new CountDownLatch(clients);
    server
        .on("GET", path -> true)
        .reply(
            (request, real) -> {
              allThere.countDown();
              allThere.await(); // each is answered when all have asked
              return real.get();
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers =
          threads.invokeAll(Collections.nCopies(clients, () -> status("/v2/")));
      for (Future<Integer> answer : answers) {
        assertEquals(200, answer.get());
      }
    }
    assertEquals(clients, server.requests().size());
  }

  @Test
  void close_ends_stalled_connections_replies_and_threads() throws Exception {
    FaultServer other = FaultServer.start();
    String name = "fault-server-" + other.uri("/").getPort();
    Rule stalled = other.on("GET", "/stall"::equals).answer(Answer.none(Ending.STALL));
    Rule blocked =
        other
            .on("GET", "/block"::equals)
            .reply(
                (request, real) -> {
                  new CountDownLatch(1).await();
                  return real.get();
                });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> one = threads.submit(() -> client.get(other.uri("/stall")));
      Future<?> two = threads.submit(() -> client.get(other.uri("/block")));
      stalled.awaitUsed(1);
      blocked.awaitUsed(1);
      assertTrue(runs(name));
      other.close();
      assertThrows(Exception.class, one::get);
      assertThrows(Exception.class, two::get);
    }
    assertFalse(runs(name));
    assertThrows(IOException.class, () -> client.get(other.uri("/v2/")));
  }

  private static boolean runs(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name));
  }
}
