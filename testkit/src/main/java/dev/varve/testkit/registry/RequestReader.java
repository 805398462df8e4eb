package dev.varve.testkit.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads requests from a connection (RFC 9112). */
final class RequestReader {
  private static final int LONGEST_LINE = 256 * 1024;
  private static final int MOST_FIELDS = 1000;
  private static final int MOST_BODY = 512 * 1024 * 1024;

  private final InputStream in;
  private final AnswerWriter writer;

  RequestReader(InputStream in, AnswerWriter writer) {
    this.in = in;
    this.writer = writer;
  }

  /**
   * The next request, still without its body.
   *
   * @return empty if the connection ended before it
   */
  Optional<SeenRequest> head() throws IOException {
    Optional<String> first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = first.get().split(" ");
    if (parts.length != 3) {
      throw new IOException("no request line: " + first.get());
    }
    List<Headers.Field> fields = new ArrayList<>();
    while (true) {
      String line = line().orElseThrow(() -> new IOException("a head without an end"));
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || fields.size() == MOST_FIELDS) {
        throw new IOException("no header field: " + line);
      }
      fields.add(new Headers.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return Optional.of(
        new SeenRequest(parts[0], parts[1], new Headers(fields), new byte[0], false));
  }

  /**
   * Reads the body of a request, or its beginning.
   *
   * @param most bytes to read; the rest is left on the connection, which is of no use then
   * @return the request with what arrived. If the other side ended in the middle it is not
   *     complete.
   */
  SeenRequest body(SeenRequest head, long most) throws IOException {
    boolean chunked =
        head.header("Transfer-Encoding").filter(way -> way.equalsIgnoreCase("chunked")).isPresent();
    long length = Long.parseLong(head.header("Content-Length").orElse("0"));
    if (!chunked && length == 0) {
      return head.withBody(new byte[0], true);
    }
    if (most > 0 && head.header("Expect").isPresent()) {
      writer.goOn();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long limit = Math.min(most, MOST_BODY);
    boolean complete;
    try {
      complete = chunked ? chunks(body, limit) : copy(body, length, limit);
    } catch (IOException e) {
      complete = false; // reset in the middle: what came before was received all the same
    }
    return head.withBody(body.toByteArray(), complete);
  }

  private boolean copy(ByteArrayOutputStream body, long length, long limit) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = Math.min(length, limit - body.size());
    boolean cut = left < length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        return false;
      }
      body.write(buffer, 0, count);
      left -= count;
    }
    return !cut;
  }

  private boolean chunks(ByteArrayOutputStream body, long limit) throws IOException {
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return false;
      }
      long size = Long.parseLong(line.get().split(";")[0].strip(), 16);
      if (size == 0) {
        while (line().filter(trailer -> !trailer.isEmpty()).isPresent()) {
          // A trailer says nothing here.
        }
        return true;
      }
      if (!copy(body, size, limit)) {
        return false;
      }
      line();
    }
  }

  /** A line without its end; empty if there is not a single byte more. */
  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        if (line.size() == 0) {
          return Optional.empty();
        }
        throw new IOException("a line without an end: " + text(line));
      }
      if (next == '\n') {
        return Optional.of(text(line).stripTrailing());
      }
      line.write(next);
      if (line.size() > LONGEST_LINE) {
        throw new IOException("a line without an end");
      }
    }
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
