package dev.varve.testkit.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Puts answers on the wire, the way each wants it. */
final class AnswerWriter {
  private static final byte[] SPACES = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;

  AnswerWriter(OutputStream out) {
    this.out = out;
  }

  /** Tells the other side that its body is waited for (RFC 9110, 15.2.1). */
  void goOn() throws IOException {
    out.write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
    out.flush();
  }

  /**
   * Sends an answer, or what is wanted of it.
   *
   * @return what is to become of the connection; empty if it may be used again
   */
  Optional<Ending> write(SeenRequest request, Answer answer) throws IOException {
    boolean bodiless =
        request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
    byte[] body = bodiless ? new byte[0] : answer.content();
    Optional<Ending> ending = deliver(answer, body, bodiless);
    out.flush();
    return ending;
  }

  private Optional<Ending> deliver(Answer answer, byte[] body, boolean bodiless)
      throws IOException {
    return switch (answer.delivery()) {
      case Delivery.Whole() -> {
        out.write(head(withLength(answer)));
        out.write(body);
        yield Optional.empty();
      }
      case Delivery.Chunked() -> {
        out.write(head(answer.header("Transfer-Encoding", "chunked")));
        if (!bodiless) {
          int small = Math.min(7, body.length);
          chunk(Arrays.copyOf(body, small));
          chunk(Arrays.copyOfRange(body, small, body.length));
          out.write(ascii("0\r\n\r\n"));
        }
        yield Optional.empty();
      }
      case Delivery.UntilClosed() -> {
        out.write(head(answer.header("Connection", "close")));
        out.write(body);
        yield Optional.of(Ending.CLOSE);
      }
      case Delivery.BodyCut(int bytes, Ending ending) -> {
        out.write(head(withLength(answer)));
        out.write(body, 0, Math.min(bytes, body.length));
        yield Optional.of(ending);
      }
      case Delivery.HeadCut(int bytes, Ending ending) -> {
        byte[] head = head(withLength(answer));
        out.write(head, 0, Math.min(bytes, head.length));
        yield Optional.of(ending);
      }
      case Delivery.Declared(long length) -> {
        out.write(head(answer.header("Content-Length", Long.toString(length))));
        out.write(body);
        yield Optional.of(Ending.CLOSE);
      }
      case Delivery.BrokenChunk(int bytes) -> {
        out.write(head(answer.header("Transfer-Encoding", "chunked")));
        chunk(Arrays.copyOf(body, Math.min(bytes, body.length)));
        out.write(ascii("not a size\r\nand no chunk\r\n"));
        yield Optional.of(Ending.CLOSE);
      }
      case Delivery.EndlessBody() -> endlessBody(answer, body);
      case Delivery.EndlessHead() -> endlessHead(answer);
      case Delivery.Raw(Ending ending) -> {
        out.write(answer.content());
        yield Optional.of(ending);
      }
    };
  }

  /** Ends when the connection does, with the exception of that. */
  private Optional<Ending> endlessBody(Answer answer, byte[] body) throws IOException {
    out.write(head(answer.header("Transfer-Encoding", "chunked")));
    chunk(body);
    while (true) {
      chunk(SPACES);
      out.flush();
    }
  }

  private Optional<Ending> endlessHead(Answer answer) throws IOException {
    byte[] head = head(answer);
    out.write(head, 0, head.length - 2);
    for (long number = 0; ; number++) {
      out.write(ascii("X-More-" + number + ": " + "x".repeat(1000) + "\r\n"));
    }
  }

  private void chunk(byte[] bytes) throws IOException {
    if (bytes.length > 0) { // an empty one would be the last
      out.write(ascii(Integer.toHexString(bytes.length) + "\r\n"));
      out.write(bytes);
      out.write(ascii("\r\n"));
    }
  }

  private static Answer withLength(Answer answer) {
    boolean given = answer.headers().first("Content-Length").isPresent();
    return given || answer.status() == 204
        ? answer
        : answer.header("Content-Length", Integer.toString(answer.content().length));
  }

  private static byte[] head(Answer answer) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    // The reason is optional, the space before it is not (RFC 9112, 4).
    head.write(ascii("HTTP/1.1 " + answer.status() + " \r\n"));
    for (Headers.Field field : answer.headers().fields()) {
      head.write(ascii(field.name() + ": " + field.value() + "\r\n"));
    }
    head.write(ascii("\r\n"));
    return head.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
