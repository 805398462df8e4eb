package dev.varve.testkit.registry;

import java.nio.charset.StandardCharsets;

/**
 * An answer, good or bad. Immutable: each method answers a changed one. The length is added where
 * an answer is sent, so that changing the body needs no thought of it.
 */
public final class Answer {
  private final int status;
  private final Headers headers;
  private final byte[] body;
  private final Delivery delivery;

  private Answer(int status, Headers headers, byte[] body, Delivery delivery) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.delivery = delivery;
  }

  /** A status and nothing else. */
  public static Answer status(int status) {
    return new Answer(status, Headers.NONE, new byte[0], new Delivery.Whole());
  }

  /** An error in the form that registries use (OCI distribution spec, Error Codes). */
  public static Answer error(int status, String code, String message) {
    String body = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}\n";
    return status(status).header("Content-Type", "application/json").body(body);
  }

  /** These bytes instead of anything that is HTTP. */
  public static Answer raw(String bytes, Ending ending) {
    return status(0).body(bytes).delivered(new Delivery.Raw(ending));
  }

  /** Nothing at all. */
  public static Answer none(Ending ending) {
    return raw("", ending);
  }

  int status() {
    return status;
  }

  Headers headers() {
    return headers;
  }

  byte[] content() {
    return body;
  }

  Delivery delivery() {
    return delivery;
  }

  /** With another status. */
  public Answer as(int other) {
    return new Answer(other, headers, body, delivery);
  }

  /** With this field in the place of all that have the name. */
  public Answer header(String name, String value) {
    return new Answer(status, headers.with(name, value), body, delivery);
  }

  /** With one more field, also if the name is there already. */
  public Answer plusHeader(String name, String value) {
    return new Answer(status, headers.plus(name, value), body, delivery);
  }

  /** Without the fields of a name. */
  public Answer withoutHeader(String name) {
    return new Answer(status, headers.without(name), body, delivery);
  }

  /** With another body. */
  public Answer body(byte[] other) {
    return new Answer(status, headers, other.clone(), delivery);
  }

  /** With another body. */
  public Answer body(String other) {
    return body(other.getBytes(StandardCharsets.UTF_8));
  }

  private Answer delivered(Delivery other) {
    return new Answer(status, headers, body, other);
  }

  /** In chunks instead of with a length. */
  public Answer chunked() {
    return delivered(new Delivery.Chunked());
  }

  /** Without a length: the end of the connection ends the body. */
  public Answer untilClosed() {
    return delivered(new Delivery.UntilClosed());
  }

  /** The body ends after so many bytes though its full length was announced. */
  public Answer bodyCut(int bytes, Ending ending) {
    return delivered(new Delivery.BodyCut(bytes, ending));
  }

  /** Only so many bytes of status line and header fields are sent. */
  public Answer headCut(int bytes, Ending ending) {
    return delivered(new Delivery.HeadCut(bytes, ending));
  }

  /** Announces another length than the body has, which is sent whole before the end. */
  public Answer declaring(long length) {
    return delivered(new Delivery.Declared(length));
  }

  /** In chunks, one of which is broken after so many bytes. */
  public Answer brokenChunk(int bytes) {
    return delivered(new Delivery.BrokenChunk(bytes));
  }

  /** The body has no end: spaces follow it until the other side closes. */
  public Answer endless() {
    return delivered(new Delivery.EndlessBody());
  }

  /** The head has no end. */
  public Answer endlessHead() {
    return delivered(new Delivery.EndlessHead());
  }
}
