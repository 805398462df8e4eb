package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits the value of a flag at its commas; a field in double quotes may hold commas. */
final class CsvFields {
  private CsvFields() {}

  static List<String> parse(Statement statement, String flag, String text) {
    List<String> fields = new ArrayList<>();
    int pos = 0;
    while (true) {
      if (pos < text.length() && text.charAt(pos) == '"') {
        StringBuilder field = new StringBuilder();
        pos = quoted(text, pos + 1, field);
        if (pos < 0 || (pos < text.length() && text.charAt(pos) != ',')) {
          throw bad(statement, flag, text);
        }
        fields.add(field.toString());
      } else {
        int comma = text.indexOf(',', pos);
        int end = comma < 0 ? text.length() : comma;
        String field = text.substring(pos, end);
        if (field.indexOf('"') >= 0) {
          throw bad(statement, flag, text);
        }
        fields.add(field);
        pos = end;
      }
      if (pos == text.length()) {
        return fields;
      }
      pos++;
    }
  }

  /** Reads up to the closing quote; returns the place behind it, or -1 if there is none. */
  private static int quoted(String text, int start, StringBuilder field) {
    int pos = start;
    while (pos < text.length()) {
      char c = text.charAt(pos++);
      if (c != '"') {
        field.append(c);
      } else if (pos < text.length() && text.charAt(pos) == '"') {
        field.append('"');
        pos++;
      } else {
        return pos;
      }
    }
    return -1;
  }

  private static DockerfileException bad(Statement statement, String flag, String text) {
    return statement.error("misplaced double quote in " + flag + "=" + text);
  }
}
