package dev.varve.registry.http;

import java.io.IOException;
import java.io.Serial;

/** What was to be sent could not be read. Trying again would not help. */
public final class PayloadException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  PayloadException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
