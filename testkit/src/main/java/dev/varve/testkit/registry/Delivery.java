package dev.varve.testkit.registry;

/** How an answer is put on the wire. */
sealed interface Delivery {

  /** As it should be: with its length, and the connection is kept. */
  record Whole() implements Delivery {}

  /** In chunks, as it should be, a small one first. */
  record Chunked() implements Delivery {}

  /** With neither length nor chunks: the end of the connection is the end of the body. */
  record UntilClosed() implements Delivery {}

  /** The right head, then so many bytes of the body only. */
  record BodyCut(int bytes, Ending ending) implements Delivery {}

  /** So many bytes of the head only. */
  record HeadCut(int bytes, Ending ending) implements Delivery {}

  /** All of the body under a head that says another length; then it is closed. */
  record Declared(long length) implements Delivery {}

  /** So many bytes of the body as a good chunk, then one whose size is no number. */
  record BrokenChunk(int bytes) implements Delivery {}

  /** The body, then spaces for as long as anybody takes them. */
  record EndlessBody() implements Delivery {}

  /** A head that has more and more fields. */
  record EndlessHead() implements Delivery {}

  /** The body alone: it is all that is sent. */
  record Raw(Ending ending) implements Delivery {}
}
