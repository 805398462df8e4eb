package dev.varve.testkit.registry;

/** What becomes of a connection when as much of an answer as was wanted has been sent. */
public enum Ending {
  /** It is closed in good order: what was sent arrives, then the end of the stream. */
  CLOSE,
  /** It is reset. Of what was sent before some may never be seen by the other side. */
  RESET,
  /** It stays open and silent until the other side or the server closes it. */
  STALL
}
