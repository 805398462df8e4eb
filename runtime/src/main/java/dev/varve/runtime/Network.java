package dev.varve.runtime;

/** What of the network a container sees. */
public enum Network {
  /**
   * The best that works without a daemon and without root: today the host's network, as with {@link
   * #HOST}.
   */
  DEFAULT,
  /** The host's own network. */
  HOST,
  /** A network namespace of its own with nothing but the loopback interface, which is up. */
  NONE
}
