package dev.varve.registry.config;

import java.io.IOException;
import java.io.Serial;

/** A document that is not the TOML it should be. The message says where, and quotes nothing. */
final class TomlException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  TomlException(String message, int line) {
    super(message + " at line " + line);
  }
}
