package dev.varve.dockerfile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Numbers, durations and sizes as the Go libraries that Docker uses read them. */
final class GoNumbers {
  private GoNumbers() {}

  /** {@code strconv.ParseBool}. */
  static Optional<Boolean> bool(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** Digits only, at most 32 bits. */
  static OptionalLong unsigned32(String text, int radix) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      value = value * radix + digit;
      if (digit < 0 || value > 0xffff_ffffL) {
        return OptionalLong.empty();
      }
    }
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** {@code strconv.Atoi}: digits with an optional sign, as far as an int goes. */
  static Optional<Integer> integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    OptionalLong value = unsigned32(signed ? text.substring(1) : text, 10);
    if (value.isEmpty() || value.getAsLong() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    int number = (int) value.getAsLong();
    return Optional.of(text.startsWith("-") ? -number : number);
  }

  /** A number of bytes: {@code 1.5g}, {@code 64 MiB}, units are powers of 1024 and case-free. */
  static OptionalLong ramBytes(String text) {
    int end = 0;
    while (end < text.length() && "0123456789.".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String number = text.substring(0, end);
    String unit = text.substring(end).toLowerCase(Locale.ROOT);
    if (unit.startsWith(" ")) {
      unit = unit.substring(1);
    }
    if (number.isEmpty() || number.length() > 30 || number.equals(".")) {
      return OptionalLong.empty();
    }
    if (number.indexOf('.') != number.lastIndexOf('.')) {
      return OptionalLong.empty();
    }
    int shift =
        switch (unit) {
          case "", "b" -> 0;
          case "k", "kb", "kib", "ki" -> 10;
          case "m", "mb", "mib", "mi" -> 20;
          case "g", "gb", "gib", "gi" -> 30;
          case "t", "tb", "tib", "ti" -> 40;
          case "p", "pb", "pib", "pi" -> 50;
          default -> -1;
        };
    if (shift < 0) {
      return OptionalLong.empty();
    }
    BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << shift));
    BigInteger whole = bytes.setScale(0, RoundingMode.DOWN).toBigInteger();
    return whole.bitLength() > 63 ? OptionalLong.empty() : OptionalLong.of(whole.longValue());
  }

  /** {@code time.ParseDuration}: {@code 1h30m}, {@code 1.5s}, {@code -3ms}, {@code 0}. */
  static Optional<Duration> duration(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    if (rest.isEmpty() || rest.length() > 100) {
      return Optional.empty();
    }
    while (at < rest.length()) {
      int numberEnd = at;
      while (numberEnd < rest.length() && "0123456789.".indexOf(rest.charAt(numberEnd)) >= 0) {
        numberEnd++;
      }
      int unitEnd = numberEnd;
      while (unitEnd < rest.length() && "0123456789.".indexOf(rest.charAt(unitEnd)) < 0) {
        unitEnd++;
      }
      String number = rest.substring(at, numberEnd);
      long unit = unitNanos(rest.substring(numberEnd, unitEnd));
      boolean dots = number.indexOf('.') != number.lastIndexOf('.');
      if (unit == 0 || number.isEmpty() || number.equals(".") || dots) {
        return Optional.empty();
      }
      nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit)));
      at = unitEnd;
    }
    BigInteger whole = nanos.setScale(0, RoundingMode.DOWN).toBigInteger();
    if (whole.bitLength() > 63) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(negative ? -whole.longValue() : whole.longValue()));
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 0L;
    };
  }
}
