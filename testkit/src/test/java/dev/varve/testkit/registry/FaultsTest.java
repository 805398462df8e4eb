package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What broken answers look like from the other side. */
class FaultsTest {
  private static final byte[] BODY = RegistryContract.bytes(1, 10_000);
  private static final Answer GOOD = Answer.status(200).body(BODY);
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

  private void answer(Answer answer) {
    server.on("GET", path -> true).answer(answer);
  }

  private HttpResponse<byte[]> get() throws IOException, InterruptedException {
    return client.get(server.uri("/x"));
  }

  /** All that comes back on a connection of its own, to its end. */
  private byte[] raw(String request) throws IOException {
    try (Socket socket = connect(request)) {
      return socket.getInputStream().readAllBytes();
    }
  }

  private Socket connect(String request) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Socket socket = new Socket(loopback, server.uri("/").getPort());
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return socket;
  }

  private String rawText() throws IOException {
    return new String(raw("GET /x HTTP/1.1\r\n\r\n"), StandardCharsets.ISO_8859_1);
  }

  private static String bodyText(int bytes) {
    return new String(BODY, 0, bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void good_answers_arrive_in_every_framing() throws Exception {
    for (Answer each : new Answer[] {GOOD, GOOD.chunked(), GOOD.untilClosed()}) {
      server.behave();
      answer(each);
      assertArrayEquals(BODY, get().body());
    }
    server.behave();
    answer(Answer.status(200).chunked());
    assertEquals(0, get().body().length);
  }

  @Test
  void short_body_is_as_short_as_it_was_to_be() throws Exception {
    answer(GOOD.bodyCut(1000, Ending.CLOSE));
    String text = rawText();
    assertTrue(text.contains("Content-Length: 10000\r\n"));
    assertTrue(text.endsWith("\r\n\r\n" + bodyText(1000)));
    assertThrows(IOException.class, this::get);
  }

  @Test
  void connection_is_reset_not_closed() throws Exception {
    answer(GOOD.bodyCut(0, Ending.RESET));
    try (Socket socket = connect("GET /x HTTP/1.1\r\n\r\n")) {
      InputStream in = socket.getInputStream();
      assertThrows(SocketException.class, in::readAllBytes);
    }
    assertThrows(IOException.class, this::get);
  }

  @Test
  void stalled_answer_stays_away_until_the_client_gives_up() throws Exception {
    Rule rule = server.on("GET", path -> true).answer(GOOD.bodyCut(5, Ending.STALL));
    try (Socket socket = connect("GET /x HTTP/1.1\r\n\r\n")) {
      rule.awaitUsed(1);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      byte[] tail = Arrays.copyOf(BODY, 5);
      while (!endsWith(got.toByteArray(), tail)) {
        int next = socket.getInputStream().read();
        assertTrue(next >= 0, "it was closed");
        got.write(next);
      }
      socket.setSoTimeout(50); // silence is all that can be seen of it
      assertThrows(java.net.SocketTimeoutException.class, () -> socket.getInputStream().read());
    }
  }

  private static boolean endsWith(byte[] bytes, byte[] tail) {
    return bytes.length >= tail.length
        && Arrays.equals(Arrays.copyOfRange(bytes, bytes.length - tail.length, bytes.length), tail);
  }

  @Test
  void head_ends_in_the_middle() throws Exception {
    answer(GOOD.headCut(12, Ending.CLOSE));
    assertEquals("HTTP/1.1 200", rawText());
    assertThrows(IOException.class, this::get);
  }

  @Test
  void length_is_a_lie() throws Exception {
    answer(GOOD.declaring(20_000));
    String text = rawText();
    assertTrue(text.contains("Content-Length: 20000\r\n") && text.endsWith(bodyText(10_000)));
    assertThrows(IOException.class, this::get);
    server.behave();
    answer(GOOD.declaring(100));
    assertEquals(100, get().body().length);
  }

  @Test
  void chunk_is_broken() throws Exception {
    answer(GOOD.brokenChunk(100));
    assertTrue(rawText().contains("64\r\n" + bodyText(100) + "\r\nnot a size"));
    assertThrows(IOException.class, this::get);
  }

  @Test
  void garbage_is_sent_as_it_is() throws Exception {
    answer(Answer.raw("SSH-2.0-whatever\r\n", Ending.CLOSE));
    assertEquals("SSH-2.0-whatever\r\n", rawText());
    assertThrows(IOException.class, this::get);
    server.behave();
    answer(Answer.none(Ending.CLOSE));
    assertEquals("", rawText());
    assertThrows(IOException.class, this::get);
  }

  @Test
  void endless_body_goes_on_for_as_long_as_it_is_read() throws Exception {
    answer(GOOD.endless());
    HttpResponse<InputStream> response =
        client
            .http()
            .send(
                Client.request("GET", server.uri("/x"), new byte[0]),
                HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertArrayEquals(BODY, body.readNBytes(BODY.length));
      byte[] more = body.readNBytes(5_000_000);
      assertEquals(5_000_000, more.length);
      assertEquals(' ', more[4_999_999]);
    }
  }

  @Test
  void endless_head_goes_on_until_the_client_has_enough() throws Exception {
    answer(GOOD.endlessHead());
    assertThrows(IOException.class, this::get);
  }

  @Test
  void body_is_left_unread_where_the_answer_comes_first() throws Exception {
    server.on("PUT", path -> true).readingOnly(0).answer(Answer.status(413));
    HttpResponse<byte[]> refused = client.send("PUT", server.uri("/x"), BODY);
    assertEquals(413, refused.statusCode());
    SeenRequest seen = server.requests().getFirst();
    assertEquals(0, seen.length());
    assertFalse(seen.complete());
  }

  @Test
  void upload_keeps_what_came_before_the_reset() throws Exception {
    URI begun =
        server
            .uri("/")
            .resolve(
                Client.header(
                    client.send("POST", server.uri("/v2/a/blobs/uploads/"), new byte[0]),
                    "Location"));
    server
        .on("PATCH", path -> true)
        .times(1)
        .readingOnly(1234)
        .answerAfterHandling(Answer.none(Ending.RESET));
    assertThrows(IOException.class, () -> client.send("PATCH", begun, BODY));
    HttpResponse<byte[]> status = client.get(begun);
    assertEquals("0-1233", Client.header(status, "Range"));
    URI at = server.uri("/").resolve(Client.header(status, "Location"));
    byte[] rest = Arrays.copyOfRange(BODY, 1234, BODY.length);
    URI last = URI.create(at + "&digest=" + Sha256.of(BODY));
    assertEquals(201, client.send("PUT", last, rest, "Content-Range", "1234-9999").statusCode());
  }

  @Test
  void expectation_is_met_only_where_the_body_is_read() throws Exception {
    String request = "PUT /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n";
    String last = request + "Connection: close\r\n\r\nabc";
    assertTrue(new String(raw(last), StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 100 "));
    server.on("PUT", path -> true).readingOnly(0).answer(Answer.status(401));
    try (Socket socket = connect(request + "\r\n")) {
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
    }
  }

  @Test
  void chunked_request_is_put_together() throws Exception {
    String head = "PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    raw(head + String.join("\r\n", "3", "abc", "2;note", "de", "0", "", ""));
    SeenRequest seen = server.requests().getFirst();
    assertArrayEquals("abcde".getBytes(StandardCharsets.US_ASCII), seen.body());
    assertTrue(seen.complete());
  }

  @Test
  void request_that_broke_off_is_recorded_as_far_as_it_came() throws Exception {
    try (Socket socket = connect("PUT /x HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")) {
      socket.shutdownOutput();
      assertNotEquals(0, socket.getInputStream().readAllBytes().length);
    }
    SeenRequest seen = server.requests().getFirst();
    assertEquals(3, seen.length());
    assertFalse(seen.complete());
  }
}
