package dev.varve.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/** What a server answered. Its body is read by whoever has it, who closes it. */
public final class Answer implements AutoCloseable {
  private final URI uri;
  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;

  Answer(URI uri, int status, HttpHeaders headers, InputStream body) {
    this.uri = uri;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Where it came from. */
  public URI uri() {
    return uri;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** All values of a header. */
  public java.util.List<String> headers(String name) {
    return headers.allValues(name);
  }

  /** The announced length of the body, if there is one that makes sense. */
  public OptionalLong length() {
    try {
      Optional<String> text = header("Content-Length");
      long length = text.isEmpty() ? -1 : Long.parseLong(text.get().strip());
      return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The body. Reading fails when the server says nothing for too long. */
  public InputStream body() {
    return body;
  }

  /**
   * The whole body.
   *
   * @throws TooLongException if it has more than {@code most} bytes; no more was read
   */
  public byte[] readAll(int most) throws IOException {
    byte[] content = body.readNBytes(most + 1);
    if (content.length > most) {
      throw new TooLongException(Redacted.of(uri) + " answered with more than " + most + " bytes");
    }
    return content;
  }

  /** The beginning of the body. */
  public byte[] readUpTo(int most) throws IOException {
    return body.readNBytes(most);
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // What was not read is of no interest.
    }
  }
}
