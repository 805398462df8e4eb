package dev.varve.cli.args;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArgumentBytesTest {
  @TempDir private Path directory;

  /** Checks what the JVM makes of these bytes of a Latin-1 text, as the arguments of a process. */
  private void check(String... latin1) throws IOException {
    byte[] line =
        ("java\0-jar\0" + String.join("\0", latin1) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(directory.resolve("cmdline"), line);
    List<String> words =
        List.of(latin1).stream()
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .toList();
    ArgumentBytes.check(words, file);
  }

  @Test
  void check_otherBytesThanUtf8_namesTheArgumentByItsBytes() {
    VarveException refused =
        assertThrows(VarveException.class, () -> check("build", "-t", "caf\u00e9", "."));
    assertEquals(VarveException.Code.USAGE, refused.code());
    assertEquals("argument 3 is not UTF-8: 'caf\\xe9'", refused.getMessage());
  }

  @Test
  void check_replacementCharacterThatIsMeant_isTaken() {
    String meant =
        new String("a\ufffdb".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertDoesNotThrow(() -> check("build", meant));
    VarveException refused = assertThrows(VarveException.class, () -> check(meant, "\u00ff"));
    assertEquals("argument 2 is not UTF-8: '\\xff'", refused.getMessage());
  }

  @Test
  void check_plainArguments_readsNoFile() {
    assertDoesNotThrow(() -> ArgumentBytes.check(List.of("build", "größe"), Path.of("/gone")));
  }
}
