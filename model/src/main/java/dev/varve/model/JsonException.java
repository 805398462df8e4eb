package dev.varve.model;

import java.io.IOException;
import java.io.Serial;

/** A document that is not the JSON it should be. */
public final class JsonException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }
}
