package dev.varve.cli.progress;

import dev.varve.cli.output.TextWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a terminal as the displays use: text, line ends, cursor up, erasing, wrapping and
 * scrolling.
 */
final class VirtualScreen {
  private final List<StringBuilder> lines = new ArrayList<>();
  private final int columns;
  private final int rows;
  private int row;
  private int column;

  VirtualScreen(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    lines.add(new StringBuilder());
  }

  void write(String text) {
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == 0x1b) {
        i = escape(text, i + 2);
        continue;
      }
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      switch (c) {
        case '\r' -> column = 0;
        case '\n' -> {
          column = 0;
          down();
        }
        default -> put(point);
      }
    }
  }

  private void down() {
    row++;
    while (lines.size() <= row) {
      lines.add(new StringBuilder());
    }
  }

  private void put(int point) {
    int width = TextWidth.of(point);
    if (column + width > columns) {
      column = 0;
      down();
    }
    StringBuilder line = lines.get(row);
    while (line.length() < column) {
      line.append(' ');
    }
    // Only narrow characters are replaced in place; displays erase before they write others.
    if (column < line.length()) {
      line.setCharAt(column, (char) point);
    } else {
      line.appendCodePoint(point);
    }
    column += width;
  }

  private int escape(String text, int from) {
    int end = from;
    while (text.charAt(end) < 0x40) {
      end++;
    }
    String parameter = text.substring(from, end);
    switch (text.charAt(end)) {
      case 'A' -> {
        int up = Integer.parseInt(parameter);
        int top = Math.max(0, lines.size() - rows);
        row = Math.max(top, row - up);
      }
      case 'K' -> cutLine();
      case 'J' -> {
        cutLine();
        while (lines.size() > row + 1) {
          lines.removeLast();
        }
      }
      case 'm' -> {}
      default -> throw new AssertionError("unknown sequence " + text.substring(from, end + 1));
    }
    return end + 1;
  }

  private void cutLine() {
    StringBuilder line = lines.get(row);
    if (line.length() > column) {
      line.setLength(column);
    }
  }

  /** All lines, those that scrolled away as well, without the empty one that the cursor is on. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      if (i + 1 < lines.size() || !lines.get(i).isEmpty()) {
        text.append(lines.get(i).toString().stripTrailing()).append('\n');
      }
    }
    return text.toString();
  }
}
