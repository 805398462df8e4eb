package dev.varve.cli.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(OutputStream stdout) {
    return new Console(new ByteArrayInputStream(new byte[0]), stdout, err, Console.Terminal.NONE);
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void print_isBufferedAsUtf8() {
    Console console = console(out);
    console.line("ü");
    assertEquals(0, out.size());
    console.flush();
    assertArrayEquals("ü\n".getBytes(StandardCharsets.UTF_8), out.toByteArray());
  }

  @Test
  void print_ofMoreThanTheBuffer_keepsTheOrder() {
    Console console = console(out);
    console.print("a");
    console.print("b".repeat(20_000));
    console.print("c");
    console.flush();
    assertEquals("a" + "b".repeat(20_000) + "c", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void binary_comesAfterWhatWasPrinted() throws IOException {
    Console console = console(out);
    console.print("a");
    console.binary().write(new byte[] {(byte) 0xff});
    assertArrayEquals(new byte[] {'a', (byte) 0xff}, out.toByteArray());
  }

  @Test
  void flush_whenTheReaderIsGone_saysSo() {
    Console console = console(failing("Broken pipe"));
    console.print("a");
    assertTrue(assertThrows(OutputException.class, console::flush).readerGone());
  }

  @Test
  void flush_whenTheDiskIsFull_isAnError() {
    Console console = console(failing("No space left on device"));
    console.print("a");
    OutputException failure = assertThrows(OutputException.class, console::flush);
    assertFalse(failure.readerGone());
    assertEquals("No space left on device", failure.reason());
  }

  @Test
  void note_whenNobodyListens_isNoError() {
    new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            failing("Broken pipe"),
            Console.Terminal.NONE)
        .note("x");
  }
}
