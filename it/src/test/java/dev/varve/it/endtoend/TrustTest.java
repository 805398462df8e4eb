package dev.varve.it.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build believes, and how it is made to believe nothing. */
class TrustTest {
  private static final String CONTENT = "all is well ".repeat(1000);

  /** How old a file has to be for its times to prove that it did not change, and then some. */
  private static final long OLD_ENOUGH = 3500;

  @TempDir Path temp;
  private Varve varve;
  private Path context;

  @BeforeEach
  void write() throws IOException {
    varve = Varve.with(temp.resolve("store"));
    context = temp.resolve("context");
    Command.file(context, "Dockerfile", "FROM scratch\nCOPY data /\n");
    Command.file(context, "data", CONTENT);
  }

  private Command.Outcome build(String... more) throws IOException, InterruptedException {
    String[] words =
        Stream.concat(Stream.of("build", "-q", "-t", "it"), Stream.of(more)).toArray(String[]::new);
    return varve.in(context).command(words).run();
  }

  @Test
  void damaged_layer_is_found_where_every_layer_is_verified()
      throws IOException, InterruptedException {
    String image = build(".").orFail().out();
    assertEquals(image, build("--verify", ".").orFail().out());
    Path blob;
    try (Stream<Path> blobs = Files.list(varve.store().resolve("blobs/sha256"))) {
      blob =
          blobs.filter(each -> each.toFile().length() > CONTENT.length()).findFirst().orElseThrow();
    }
    try (RandomAccessFile file = new RandomAccessFile(blob.toFile(), "rw")) {
      file.seek(Files.size(blob) / 2);
      file.write('X');
    }
    assertEquals(image, build(".").orFail().out(), "a cached layer is not read");
    Command.Outcome damaged = build("--verify", ".");
    assertEquals(3, damaged.status(), damaged.err());
    assertTrue(damaged.err().contains("sha256:" + blob.getFileName()), damaged.err());
    assertFalse(damaged.err().contains("\tat "), damaged.err());
    build("--verify", ".").orFail();
  }

  @Test
  void file_is_read_whatever_is_remembered_where_nothing_is_to_be_believed()
      throws IOException, InterruptedException {
    Thread.sleep(OLD_ENOUGH);
    String image = build(".").orFail().out();
    lie();
    Command.Outcome believing = build(".");
    assertNotEquals(0, believing.status(), "what is remembered is believed");
    assertEquals(image, build("--no-stat-cache", ".").orFail().out());
  }

  /** Changes what the stat index says of the content. */
  private void lie() throws IOException {
    Path file;
    try (Stream<Path> list = Files.list(varve.store().resolve("contexts"))) {
      file = list.findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] digest = Digest.sha256Of(CONTENT.getBytes(UTF_8)).bytes();
    int found = 0;
    for (int at = 32; at + digest.length <= bytes.length; at++) {
      if (ByteBuffer.wrap(bytes, at, digest.length).equals(ByteBuffer.wrap(digest))) {
        bytes[at] ^= 1;
        found++;
      }
    }
    assertEquals(1, found, "the index knows the file");
    CRC32C crc = new CRC32C();
    crc.update(bytes, 32, bytes.length - 32);
    crc.update(bytes, 0, 24);
    buffer.putInt(24, (int) crc.getValue());
    Files.write(file, bytes);
  }
}
