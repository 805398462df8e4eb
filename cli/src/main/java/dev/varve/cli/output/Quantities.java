package dev.varve.cli.output;

import java.time.Duration;

/** Sizes, times and counts in words for people. */
public final class Quantities {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Quantities() {}

  /** Powers of 1000 with three digits, as Docker lists sizes: {@code 1.98MB}. */
  public static String size(long bytes) {
    return size(bytes, "");
  }

  /** The same for sentences: {@code 18 MB}, and no more digits than anybody reads. */
  public static String spacedSize(long bytes) {
    return size(bytes, " ");
  }

  private static String size(long bytes, String gap) {
    if (bytes < 0) {
      return "0" + gap + UNITS[0];
    }
    int unit = 0;
    long divisor = 1;
    // At 999.5 three digits show as 1000, which belongs to the next unit.
    while (unit < UNITS.length - 1 && bytes >= divisor * 1000 - divisor / 2) {
      unit++;
      divisor *= 1000;
    }
    return significant(bytes, divisor) + gap + UNITS[unit];
  }

  /** {@code value / divisor} in three significant digits, without trailing zeros. */
  private static String significant(long value, long divisor) {
    if (divisor == 1) {
      return Long.toString(value);
    }
    if (divisor >= 1_000_000_000_000_000L) {
      // The digits that go do not show, and what follows would overflow with them.
      return significant(value / 1000, divisor / 1000);
    }
    int decimals = 0;
    long scale = divisor;
    // The number of decimals that makes three digits: 1.98, 16.7, 167.
    while (decimals < 2
        && value < (divisor / pow10(decimals)) * 100 - (divisor / pow10(decimals)) / 20) {
      decimals++;
      scale /= 10;
    }
    long digits = (value + scale / 2) / scale;
    long whole = digits / pow10(decimals);
    long rest = digits % pow10(decimals);
    if (rest == 0) {
      return Long.toString(whole);
    }
    String fraction = Long.toString(rest);
    fraction = "0".repeat(decimals - fraction.length()) + fraction;
    int end = fraction.length();
    while (fraction.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + fraction.substring(0, end);
  }

  private static long pow10(int exponent) {
    return exponent == 0 ? 1 : exponent == 1 ? 10 : 100;
  }

  /** Seconds with a fixed number of decimals, cut: {@code 0.3}. */
  public static String seconds(Duration time, int decimals) {
    long millis = Math.max(0, time.toMillis());
    String whole = Long.toString(millis / 1000);
    if (decimals == 0) {
      return whole;
    }
    String fraction = Long.toString(1000 + millis % 1000);
    return whole + "." + fraction.substring(1, 1 + Math.min(3, decimals));
  }

  /**
   * How long something took, as precise as it matters: {@code 0.02 s}, {@code 6.1 s}, {@code 2 min
   * 5 s}.
   */
  public static String elapsed(Duration time) {
    long millis = Math.max(0, time.toMillis());
    if (millis < 1000) {
      return seconds(time.plusMillis(5), 2) + " s";
    }
    if (millis < 60_000) {
      return seconds(time, 1) + " s";
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** How long ago, roughly, as Docker says it: {@code About a minute}, {@code 3 weeks}. */
  public static String age(Duration time) {
    long seconds = time.toSeconds();
    long minutes = time.toMinutes();
    long hours = time.plusMinutes(30).toHours();
    if (seconds < 1) {
      return "Less than a second";
    } else if (seconds == 1) {
      return "1 second";
    } else if (seconds < 60) {
      return seconds + " seconds";
    } else if (minutes == 1) {
      return "About a minute";
    } else if (minutes < 60) {
      return minutes + " minutes";
    } else if (hours == 1) {
      return "About an hour";
    } else if (hours < 48) {
      return hours + " hours";
    } else if (hours < 24 * 7 * 2) {
      return hours / 24 + " days";
    } else if (hours < 24 * 30 * 2) {
      return hours / 24 / 7 + " weeks";
    } else if (hours < 24 * 365 * 2) {
      return hours / 24 / 30 + " months";
    }
    return time.toHours() / 24 / 365 + " years";
  }

  /** A number with commas: {@code 48,113}. */
  public static String count(long number) {
    String digits = Long.toString(number);
    StringBuilder grouped = new StringBuilder(digits.length() + 4);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0 && digits.charAt(i - 1) != '-') {
        grouped.append(',');
      }
      grouped.append(digits.charAt(i));
    }
    return grouped.toString();
  }

  /** {@code 1 file}, {@code 2 files}. */
  public static String count(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }
}
