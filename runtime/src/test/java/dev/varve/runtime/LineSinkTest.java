package dev.varve.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSinkTest {

  private final List<String> lines = new ArrayList<>();
  private final LineSink sink = new LineSink(lines::add);

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sink.write(bytes, 0, bytes.length);
  }

  @Test
  void write_piecesOfLines_areJoined() {
    write("on");
    write("e\ntwo\r\nthr");
    assertEquals(List.of("one", "two"), lines);
    sink.end();
    assertEquals(List.of("one", "two", "thr"), lines);
  }

  @Test
  void write_emptyLines_areKept() {
    write("\n\na\n");
    sink.end();
    assertEquals(List.of("", "", "a"), lines);
  }

  @Test
  void write_characterCutInTwo_isWhole() {
    byte[] bytes = "é\n".getBytes(StandardCharsets.UTF_8);
    sink.write(bytes, 0, 1);
    sink.write(bytes, 1, 2);
    assertEquals(List.of("é"), lines);
  }

  @Test
  void write_endlessLine_comesInPieces() {
    String piece = "x".repeat(1000);
    for (int i = 0; i < 200; i++) {
      write(piece);
    }
    sink.end();
    assertEquals(200_000, lines.stream().mapToInt(String::length).sum());
    assertEquals(64 * 1024, lines.getFirst().length());
  }
}
