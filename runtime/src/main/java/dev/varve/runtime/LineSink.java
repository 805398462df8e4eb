package dev.varve.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts what a container writes into lines: at {@code \n}, without it, and without a {@code \r}
 * before it. A line that grows past 64 KiB is handed on in pieces of that size, so that memory
 * stays bounded. Bytes that are not UTF-8 become U+FFFD.
 *
 * <p>{@link #end()} hands on a last line that has no line end.
 */
public final class LineSink implements OutputSink {

  private static final int LONGEST_LINE = 64 * 1024;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  public LineSink(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        pending.write(bytes, start, i - start);
        emit();
        start = i + 1;
      } else if (pending.size() + (i - start) >= LONGEST_LINE) {
        pending.write(bytes, start, i - start);
        emit();
        start = i;
      }
    }
    pending.write(bytes, start, end - start);
  }

  @Override
  public synchronized void end() {
    if (pending.size() > 0) {
      emit();
    }
  }

  private void emit() {
    String line = pending.toString(StandardCharsets.UTF_8);
    pending.reset();
    lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }
}
