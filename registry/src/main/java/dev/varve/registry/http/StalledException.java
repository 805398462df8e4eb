package dev.varve.registry.http;

import java.io.IOException;
import java.io.Serial;

/** A server said or took nothing for too long. */
public final class StalledException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  StalledException(String message) {
    super(message);
  }
}
