package dev.varve.registry.http;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may well succeed if it is tried again: an overloaded server, a body that was cut off. */
public final class TransientException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final @Nullable Duration after;

  public TransientException(String message) {
    this(message, null);
  }

  /**
   * @param after how long the server asked to wait; null if it did not
   */
  public TransientException(String message, @Nullable Duration after) {
    super(message);
    this.after = after;
  }

  /** How long the server asked to wait. */
  public Optional<Duration> after() {
    return Optional.ofNullable(after);
  }
}
