package dev.varve.registry.http;

import java.io.IOException;
import java.io.Serial;

/** A server sent more than there can be. Trying again would not help. */
public final class TooLongException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  TooLongException(String message) {
    super(message);
  }
}
