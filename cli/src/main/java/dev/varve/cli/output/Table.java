package dev.varve.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in aligned columns as Docker lists things: at least three spaces apart, and no column
 * narrower than ten.
 */
public final class Table {
  private static final int GAP = 3;
  private static final int NARROWEST = 10;

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** All rows, each ended by a line break. The last column is not padded. */
  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().size()];
    Arrays.fill(widths, NARROWEST - GAP);
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], TextWidth.of(row.get(column)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      int last = row.size() - 1;
      for (int column = 0; column < last; column++) {
        String cell = row.get(column);
        text.append(cell).append(" ".repeat(widths[column] + GAP - TextWidth.of(cell)));
      }
      text.append(row.get(last)).append('\n');
    }
    return text.toString();
  }
}
