package dev.varve.model;

import java.io.IOException;
import java.io.Serial;

/**
 * A document that is not the JSON it should be. The message is one line, safe to print whatever
 * words of the document are in it.
 */
public final class JsonException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** A message of more characters is cut. */
  private static final int MOST = 250;

  public JsonException(String message) {
    super(printable(message));
  }

  private static String printable(String message) {
    StringBuilder shown = new StringBuilder(Math.min(message.length(), MOST) + 1);
    for (int i = 0; i < message.length(); i++) {
      if (i == MOST) {
        return shown.append('…').toString();
      }
      char c = message.charAt(i);
      shown.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return shown.toString();
  }
}
