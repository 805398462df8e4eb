package dev.varve.dockerfile;

/** Whole lines of a file, counted from 1, first and last included. */
public record SourceRange(SourceText source, int firstLine, int lastLine) {
  private static final int MAX_LINE = 300;
  private static final int MAX_MARKED = 60;
  private static final String RULER = "--------------------\n";

  /** The name of the file. */
  public String file() {
    return source.name();
  }

  /**
   * The lines with some around them, marked with {@code >>>}, laid out as BuildKit does. Control
   * characters are shown as {@code ?}, very long lines and ranges are cut. Ends with a line feed.
   */
  public String excerpt() {
    int first = Math.clamp(firstLine, 1, source.lineCount());
    int last = Math.clamp(lastLine, first, source.lineCount());
    int start = first;
    int end = last;
    // BuildKit's padding: it alternates between the sides and gives two lines less to long ranges.
    int padding = first == last ? 4 : 2;
    for (int given = 0; given < padding; given++) {
      if (start > 1) {
        start--;
        given++;
      }
      if (end < lastShownLine()) {
        end++;
        given++;
      }
    }
    StringBuilder out = new StringBuilder();
    out.append(source.name()).append(':').append(first).append('\n').append(RULER);
    for (int line = start; line <= end; line++) {
      boolean marked = line >= first && line <= last;
      if (marked && line - first == MAX_MARKED) {
        out.append("     | >>> ...\n");
        line = last;
        continue;
      }
      String number = Integer.toString(line);
      out.append(" ").append(" ".repeat(Math.max(0, 3 - number.length()))).append(number);
      out.append(" | ").append(marked ? ">>>" : "   ").append(' ');
      appendLine(source.line(line), out);
      out.append('\n');
    }
    return out.append(RULER).toString();
  }

  private int lastShownLine() {
    return source.lineCount();
  }

  private static void appendLine(String line, StringBuilder out) {
    int length = Math.min(line.length(), MAX_LINE);
    for (int i = 0; i < length; i++) {
      char c = line.charAt(i);
      boolean control = (c < ' ' && c != '\t') || (c >= 0x7f && c < 0xa0);
      out.append(control ? '?' : RawText.isRawByte(c) ? '\ufffd' : c);
    }
    if (length < line.length()) {
      out.append("...");
    }
  }

  /** {@code Dockerfile:3}. */
  @Override
  public String toString() {
    return source.name() + ":" + firstLine;
  }
}
