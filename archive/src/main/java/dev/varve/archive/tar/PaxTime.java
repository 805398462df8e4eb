package dev.varve.archive.tar;

import java.nio.charset.StandardCharsets;

/**
 * Times in PAX headers: a decimal number of seconds, maybe negative, with a fraction. The fraction
 * belongs to the number, so -1.25 is 0.75 seconds after -2.
 */
record PaxTime(long seconds, int nanos) {
  /**
   * The most seconds from the epoch that a time is taken to be away, three billion years: no clock
   * or file system gets there, and it can be added to and multiplied without care.
   */
  static final long FURTHEST = Long.MAX_VALUE / 100;

  private static final int NANOS = 1_000_000_000;

  /** The shortest decimal form. */
  static byte[] format(long seconds, int nanos) {
    StringBuilder text = new StringBuilder(32);
    long whole = seconds;
    int fraction = nanos;
    if (seconds < 0 && nanos != 0) {
      whole = seconds + 1;
      fraction = NANOS - nanos;
      if (whole == 0) {
        text.append('-');
      }
    }
    text.append(whole);
    if (fraction != 0) {
      String digits = Integer.toString(NANOS + fraction).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws NumberFormatException not a decimal number
   */
  static PaxTime parse(byte[] value) {
    boolean negative = value.length > 0 && value[0] == '-';
    int at = negative ? 1 : 0;
    int digits = 0;
    long seconds = 0;
    for (; at < value.length && value[at] != '.'; at++, digits++) {
      int digit = digit(value[at]);
      seconds = Math.min(FURTHEST, seconds * 10 + digit);
    }
    int nanos = 0;
    int scale = NANOS / 10;
    for (at++; at < value.length; at++, digits++) {
      nanos += scale * digit(value[at]);
      scale /= 10;
    }
    if (digits == 0) {
      throw new NumberFormatException("no digits");
    }
    if (!negative) {
      return new PaxTime(seconds, nanos);
    }
    return nanos == 0 ? new PaxTime(-seconds, 0) : new PaxTime(-seconds - 1, NANOS - nanos);
  }

  private static int digit(byte b) {
    if (b < '0' || b > '9') {
      throw new NumberFormatException("not a digit");
    }
    return b - '0';
  }
}
