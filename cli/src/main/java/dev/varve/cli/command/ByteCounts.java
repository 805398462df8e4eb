package dev.varve.cli.command;

import dev.varve.model.VarveException;
import java.util.Locale;

/** Sizes as users give them: {@code 10GB}, {@code 512m}, {@code 20%} of the disk. */
final class ByteCounts {
  private static final String UNITS = "bkmgtp";

  private ByteCounts() {}

  /**
   * Bytes. As in Docker's options units are powers of 1024, whether they are written {@code g},
   * {@code gb} or {@code GiB}.
   *
   * @param whole what per cent are of
   */
  static long of(String text, long whole) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < lower.length()
        && (Character.isDigit(lower.charAt(end)) || lower.charAt(end) == '.')) {
      end++;
    }
    try {
      double number = Double.parseDouble(lower.substring(0, end));
      String unit = lower.substring(end).strip();
      if (unit.equals("%") && number <= 100) {
        return (long) (whole / 100.0 * number);
      }
      double bytes = number * factor(unit, text);
      if (bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong(text);
  }

  private static long factor(String unit, String text) {
    if (unit.isEmpty()) {
      return 1;
    }
    int power = UNITS.indexOf(unit.charAt(0));
    String rest = unit.substring(1);
    boolean known = rest.isEmpty() || (power > 0 && (rest.equals("b") || rest.equals("ib")));
    if (power < 0 || !known) {
      throw wrong(text);
    }
    return 1L << (10 * power);
  }

  private static VarveException wrong(String text) {
    return new VarveException(
        VarveException.Code.USAGE, "'" + text + "' is no size", "write it like 500MB, 20GB or 10%");
  }
}
