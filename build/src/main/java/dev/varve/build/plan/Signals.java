package dev.varve.build.plan;

import java.util.Locale;
import java.util.Set;

/** The names that STOPSIGNAL takes. */
final class Signals {
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ");

  private static final int MAX = 64;
  private static final int MAX_OFFSET = 15;

  private Signals() {}

  static boolean isSignal(String text) {
    if (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = Integer.parseInt(text);
      return number >= 1 && number <= MAX;
    }
    String name = text.toUpperCase(Locale.ROOT);
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    return NAMES.contains(name) || isRealTime(name);
  }

  /** RTMIN, RTMIN+1 to RTMIN+15, RTMAX-14 to RTMAX. */
  private static boolean isRealTime(String name) {
    if (name.equals("RTMIN") || name.equals("RTMAX")) {
      return true;
    }
    String offset = name.startsWith("RTMIN+") || name.startsWith("RTMAX-") ? name.substring(6) : "";
    if (offset.isEmpty() || offset.length() > 2 || !offset.chars().allMatch(Character::isDigit)) {
      return false;
    }
    int value = Integer.parseInt(offset);
    return value >= 1 && value <= (name.startsWith("RTMIN") ? MAX_OFFSET : MAX_OFFSET - 1);
  }
}
