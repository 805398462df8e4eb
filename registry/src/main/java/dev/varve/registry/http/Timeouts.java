package dev.varve.registry.http;

import java.time.Duration;

/**
 * How long to wait for a server.
 *
 * @param connect for a connection
 * @param stall for the next bytes of an answer, or until the next bytes of a payload are taken
 * @param answer for an answer to begin once all has been sent: a registry may hash what it was
 *     given
 */
public record Timeouts(Duration connect, Duration stall, Duration answer) {
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMinutes(5));
}
