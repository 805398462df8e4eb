package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers made to fill the memory, read by a JVM that has 64 MiB of heap. */
class LayerScanMemoryTest {
  /** An endless tar: headers as {@code kind} has them. */
  private static final class Endless extends InputStream {
    private final String kind;
    private byte[] piece = new byte[0];
    private int at;
    private int number;

    Endless(String kind) {
      this.kind = kind;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      read(one, 0, 1);
      return one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (at == piece.length) {
        piece = next();
        at = 0;
      }
      int part = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, to, offset, part);
      at += part;
      return part;
    }

    private byte[] next() {
      int i = number++;
      String name = "directory-" + i / 100 + "/with-a-name-of-usual-length-" + i;
      RawTar tar = new RawTar();
      return switch (kind) {
        case "files" -> tar.header(name, '0', 0).unfinished();
        case "links" -> tar.file("a", "").link(name, '1', "a").unfinished();
        case "names" ->
            tar.pax("path=" + ("n".repeat(200) + "/").repeat(18) + i)
                .header("x", '0', 0)
                .unfinished();
        case "deep" -> tar.pax("path=" + i + "/d".repeat(500)).header("x", '0', 0).unfinished();
        case "attributes" ->
            tar.pax("SCHILY.xattr.user.x=" + "v".repeat(60_000)).header(name, '0', 0).unfinished();
        case "extensions" ->
            tar.header("x", 'x', 1 << 20)
                .data(
                    ("1048576 a=" + "b".repeat((1 << 20) - 11) + "\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .unfinished();
        case "whiteouts" -> tar.file("d/.wh." + i, "").unfinished();
        default -> throw new IllegalArgumentException(kind);
      };
    }
  }

  /** Run in a JVM of its own. */
  public static void main(String[] args) throws IOException {
    try {
      LayerScan.scan(new Endless(args[0]), OutputStream.nullOutputStream(), Limits.DEFAULT);
      System.exit(3);
    } catch (ArchiveException e) {
      System.exit(42);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"files", "links", "names", "deep", "attributes", "extensions", "whiteouts"})
  void layer_endless_refusedWithinTheHeap(String kind) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(LayerScanMemoryTest.class.getName(), kind));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(42, process.waitFor(), output);
    assertTrue(output.isEmpty(), output);
  }
}
