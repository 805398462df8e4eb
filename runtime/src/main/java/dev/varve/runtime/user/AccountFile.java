package dev.varve.runtime.user;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a passwd(5) or group(5) file, read as Docker reads them: blank lines and lines that
 * start with {@code #} are skipped; missing fields are empty, and an id that is no number is 0.
 */
final class AccountFile {

  /** One account. */
  record User(String name, long uid, long gid, String home) {}

  /** One group. */
  record Group(String name, long gid, List<String> members) {}

  private AccountFile() {}

  static List<User> users(byte[] passwd) {
    List<User> users = new ArrayList<>();
    for (String line : lines(passwd)) {
      String[] fields = line.split(":", -1);
      users.add(new User(fields[0], id(field(fields, 2)), id(field(fields, 3)), field(fields, 5)));
    }
    return users;
  }

  static List<Group> groups(byte[] group) {
    List<Group> groups = new ArrayList<>();
    for (String line : lines(group)) {
      String[] fields = line.split(":", -1);
      String members = field(fields, 3);
      groups.add(
          new Group(
              fields[0],
              id(field(fields, 2)),
              members.isEmpty() ? List.of() : List.of(members.split(",", -1))));
    }
    return groups;
  }

  /** Whether the text is a decimal number with an optional sign. */
  static boolean isNumber(String text) {
    int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    if (start == text.length()) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The number that the text is, 0 when it is none; what is too long to be an id stays so. */
  static long id(String text) {
    if (!isNumber(text)) {
      return 0;
    }
    return text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
  }

  private static List<String> lines(byte[] file) {
    List<String> lines = new ArrayList<>();
    String text = new String(file, StandardCharsets.UTF_8);
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int stop = end < 0 ? text.length() : end;
      String line = text.substring(start, stop).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        lines.add(line);
      }
      start = stop + 1;
    }
    return lines;
  }

  private static String field(String[] fields, int index) {
    return index < fields.length ? fields[index] : "";
  }
}
