package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** The text of a file that errors point into: its name and its lines. Compared by identity. */
public final class SourceText {
  private final String name;
  private final String text;
  private final List<Integer> lineStarts = new ArrayList<>();

  /** A text under the name that the user knows it by. */
  public SourceText(String name, String text) {
    this.name = name;
    this.text = text;
    lineStarts.add(0);
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      lineStarts.add(i + 1);
    }
  }

  /** The name of the file. */
  public String name() {
    return name;
  }

  /** The number of lines, at least 1; a text that ends with a line feed has an empty last line. */
  public int lineCount() {
    return lineStarts.size();
  }

  /** A line, counted from 1, without its line end. */
  public String line(int number) {
    int start = lineStarts.get(number - 1);
    int end = number < lineStarts.size() ? lineStarts.get(number) - 1 : text.length();
    if (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return text.substring(start, end);
  }

  /** The number of lines, without the empty one behind the last line feed. */
  int contentLines() {
    return lineStarts.getLast() == text.length() ? lineStarts.size() - 1 : lineStarts.size();
  }

  /** A line, counted from 1, with its line end. */
  String rawLine(int number) {
    int end = number < lineStarts.size() ? lineStarts.get(number) : text.length();
    return text.substring(lineStarts.get(number - 1), end);
  }

  /** The whole text. */
  String text() {
    return text;
  }
}
