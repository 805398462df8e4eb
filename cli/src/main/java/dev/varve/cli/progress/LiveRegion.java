package dev.varve.cli.progress;

import dev.varve.cli.output.TerminalSize;
import dev.varve.cli.output.TextWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines at the bottom of the screen that are drawn again and again, below lines that stay. Uses
 * only what every terminal since the VT100 knows. Knows nothing of time or threads: each drawing is
 * a string to write at once.
 */
final class LiveRegion {
  private static final String ERASE_LINE = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";

  private List<Integer> drawn = List.of();

  /** A line of the region: its text, which fits the width, and its look. */
  record Line(Look look, String text) {}

  /** How a text stands out. */
  enum Look {
    NORMAL(""),
    DIM("\u001b[2m"),
    BOLD("\u001b[1m"),
    RED("\u001b[31m");

    private final String start;

    Look(String start) {
      this.start = start;
    }

    String apply(String text, boolean colors) {
      return colors && !start.isEmpty() && !text.isEmpty() ? start + text + "\u001b[0m" : text;
    }
  }

  /**
   * What to write so that {@code staying} stands above and {@code live} replaces what was drawn
   * last.
   *
   * @param staying complete lines; may be wider than the screen
   * @param size the present size: after a resize the terminal has wrapped what was drawn for the
   *     old one
   */
  String draw(List<String> staying, List<Line> live, TerminalSize size, boolean colors) {
    StringBuilder out = new StringBuilder();
    int rows = 0;
    for (int width : drawn) {
      rows += Math.max(1, (width + size.columns() - 1) / size.columns());
    }
    if (rows > 0) {
      // No further up than the screen goes: what scrolled away cannot be redrawn.
      out.append("\u001b[").append(Math.min(rows, size.rows() - 1)).append('A').append('\r');
    }
    for (String line : staying) {
      out.append(line).append(ERASE_LINE).append('\n');
    }
    List<Integer> widths = new ArrayList<>(live.size());
    for (Line line : live) {
      // The last column stays free: a character there would leave the cursor in doubt.
      String text = TextWidth.cut(line.text(), size.columns() - 1);
      widths.add(TextWidth.of(text));
      out.append(line.look().apply(text, colors)).append(ERASE_LINE).append('\n');
    }
    if (rows > 0) {
      out.append(ERASE_BELOW);
    }
    drawn = widths;
    return out.toString();
  }
}
