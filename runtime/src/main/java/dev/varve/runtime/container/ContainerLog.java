package dev.varve.runtime.container;

import dev.varve.model.Json;
import dev.varve.runtime.OutputSink;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a container wrote, in the order it came, one JSON object a line: {@code log} with the line
 * end, {@code stream} and {@code time}. A line is on record once it is complete or 16 KiB long.
 */
public final class ContainerLog implements AutoCloseable {

  private static final int LONGEST_PIECE = 16 * 1024;

  private final OutputStream file;
  private final Clock clock;

  private ContainerLog(OutputStream file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Opens a log to add to it. */
  static ContainerLog append(Path file, Clock clock) throws IOException {
    OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new ContainerLog(out, clock);
  }

  /**
   * A piece of output.
   *
   * @param time when it was complete
   * @param error whether it went to standard error
   * @param text with its line end, if it has one
   */
  public record Piece(Instant time, boolean error, String text) {}

  /** Reads a log from its beginning. A line that is damaged or half written is left out. */
  static void read(Path file, Consumer<Piece> consumer) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      while (line != null) {
        deliver(line, consumer);
        line = reader.readLine();
      }
    }
  }

  private static void deliver(String line, Consumer<Piece> consumer) {
    try {
      Json.Obj entry = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
      if (entry.find("log").orElse(null) instanceof Json.Str(String text)
          && entry.find("stream").orElse(null) instanceof Json.Str(String stream)
          && entry.find("time").orElse(null) instanceof Json.Str(String time)) {
        consumer.accept(new Piece(Instant.parse(time), stream.equals("stderr"), text));
      }
    } catch (IOException | java.time.DateTimeException damaged) {
      // The rest can still be read.
    }
  }

  /**
   * Takes one stream of the container.
   *
   * @param error whether it is standard error
   * @param next gets everything as it comes, too
   */
  public OutputSink sink(boolean error, OutputSink next) {
    return new Stream(error ? "stderr" : "stdout", next);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private synchronized void write(String stream, byte[] piece) {
    Map<String, Json> entry = new LinkedHashMap<>();
    entry.put("log", Json.of(new String(piece, StandardCharsets.UTF_8)));
    entry.put("stream", Json.of(stream));
    entry.put("time", Json.of(clock.instant().toString()));
    byte[] json = new Json.Obj(entry).toBytes();
    byte[] line = new byte[json.length + 1];
    System.arraycopy(json, 0, line, 0, json.length);
    line[json.length] = '\n';
    try {
      file.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the container's log cannot be written", e);
    }
  }

  private final class Stream implements OutputSink {

    private final String name;
    private final OutputSink next;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    Stream(String name, OutputSink next) {
      this.name = name;
      this.next = next;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      next.write(bytes, offset, length);
      for (int i = offset; i < offset + length; i++) {
        pending.write(bytes[i]);
        if (bytes[i] == '\n' || pending.size() == LONGEST_PIECE) {
          flush();
        }
      }
    }

    @Override
    public void end() {
      flush();
      next.end();
    }

    private void flush() {
      if (pending.size() > 0) {
        ContainerLog.this.write(name, pending.toByteArray());
        pending.reset();
      }
    }
  }
}
