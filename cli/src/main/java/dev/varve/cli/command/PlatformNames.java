package dev.varve.cli.command;

import dev.varve.model.Platform;
import dev.varve.model.VarveException;

/** Platforms as users type them. */
final class PlatformNames {
  private PlatformNames() {}

  /** The platform in {@code text}; this machine's for nothing, and for {@code local}. */
  static Platform parse(String text) {
    if (text.isEmpty() || text.equals("local")) {
      return Platform.host();
    }
    try {
      return Platform.parse(text);
    } catch (IllegalArgumentException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          String.valueOf(e.getMessage()),
          "a platform is os/architecture, for example linux/arm64",
          e);
    }
  }
}
