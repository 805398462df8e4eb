package dev.varve.cli.command;

import dev.varve.model.VarveException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as users give them: an age ({@code 24h}, {@code 10m}, {@code 7d}), seconds since 1970, or a
 * date.
 */
final class Ages {
  private Ages() {}

  /** {@code 1h30m}, {@code 7d}, {@code 90s}: numbers with units, largest first. */
  static Duration duration(String text) {
    Duration sum = Duration.ZERO;
    int at = 0;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      if (at == start || at == text.length() || at - start > 9) {
        throw wrong(text);
      }
      long number = Long.parseLong(text.substring(start, at));
      if (text.startsWith("ms", at)) {
        sum = sum.plusMillis(number);
        at += 2;
        continue;
      }
      sum =
          sum.plus(
              switch (text.charAt(at++)) {
                case 'w' -> Duration.ofDays(7 * number);
                case 'd' -> Duration.ofDays(number);
                case 'h' -> Duration.ofHours(number);
                case 'm' -> Duration.ofMinutes(number);
                case 's' -> Duration.ofSeconds(number);
                default -> throw wrong(text);
              });
    }
    if (text.isEmpty()) {
      throw wrong(text);
    }
    return sum;
  }

  /** The moment that {@code text} names, an age being counted back from {@code now}. */
  static Instant before(String text, Instant now) {
    try {
      if (text.length() >= 9 && text.chars().allMatch(Character::isDigit)) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      if (text.indexOf('-') > 0) {
        return moment(text);
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw wrong(text);
    }
    return now.minus(duration(text));
  }

  private static Instant moment(String text) {
    if (text.length() <= 10) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    if (text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > 10) {
      return java.time.OffsetDateTime.parse(text).toInstant();
    }
    return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static VarveException wrong(String text) {
    return new VarveException(
        VarveException.Code.USAGE,
        "'" + text + "' is no time",
        "write an age like 24h or 7d, or a date like 2026-03-01 or 2026-03-01T12:00:00Z");
  }
}
