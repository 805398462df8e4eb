package dev.varve.archive.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkEncoderTest {
  static Stream<LayerCompression> all() {
    List<LayerCompression> all = new ArrayList<>();
    for (int level = 0; level <= 9; level++) {
      all.add(new LayerCompression(Compression.GZIP, level));
    }
    for (int level : new int[] {1, 3, 10, 19, 22}) {
      all.add(new LayerCompression(Compression.ZSTD, level));
    }
    return all.stream();
  }

  /** Text and noise in parts of all lengths. */
  private static byte[] mixed(Random random, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int part = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 600 : 20_000));
      byte[] some = random.nextBoolean() ? noise(random, part) : text(random, part);
      System.arraycopy(some, 0, bytes, at, part);
      at += part;
    }
    return bytes;
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Integer.toHexString(random.nextInt(4000))).append(" some words ");
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("all")
  void chunks_of_every_kind_come_back(LayerCompression compression) throws IOException {
    Random random = new Random(compression.level());
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ChunkEncoder encoder = compression.encoder()) {
      for (int length : new int[] {0, 1, 511, 4096, 70_000, 300_000, 1, 0, 65_535}) {
        byte[] chunk = mixed(random, length);
        raw.write(chunk);
        byte[] encoded = encoder.encode(chunk, length);
        assertArrayEquals(chunk, decompressed(compression, encoded));
        compressed.write(encoded);
      }
    }
    assertArrayEquals(raw.toByteArray(), decompressed(compression, compressed.toByteArray()));
  }

  private static byte[] decompressed(LayerCompression compression, byte[] bytes)
      throws IOException {
    try (InputStream in =
        compression.format().decompress(new ByteArrayInputStream(bytes), Limits.DEFAULT)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void same_chunk_gives_the_same_bytes_whatever_was_before(LayerCompression compression) {
    Random random = new Random(7);
    byte[] chunk = mixed(random, 200_000);
    byte[] other = mixed(random, 100_000);
    try (ChunkEncoder first = compression.encoder();
        ChunkEncoder second = compression.encoder()) {
      byte[] expected = first.encode(chunk, chunk.length);
      second.encode(other, other.length);
      second.encode(noise(random, 8192), 8192);
      assertArrayEquals(expected, second.encode(chunk, chunk.length));
    }
  }

  @Test
  void only_the_given_length_of_an_array_is_encoded() throws IOException {
    byte[] chunk = text(new Random(1), 10_000);
    try (ChunkEncoder gzip = LayerCompression.GZIP.encoder()) {
      byte[] expected = java.util.Arrays.copyOf(chunk, 5000);
      assertArrayEquals(expected, decompressed(LayerCompression.GZIP, gzip.encode(chunk, 5000)));
    }
  }

  @Test
  void gzip_member_has_neither_name_nor_time() {
    try (ChunkEncoder gzip = LayerCompression.GZIP.encoder()) {
      byte[] member = gzip.encode(new byte[10], 10);
      byte[] header = java.util.Arrays.copyOf(member, 10);
      assertArrayEquals(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, -1}, header);
    }
  }

  @Test
  void gzip_of_noise_is_hardly_larger_than_the_noise() {
    Random random = new Random(3);
    byte[] chunk = noise(random, 1 << 20);
    try (ChunkEncoder gzip = LayerCompression.GZIP.encoder()) {
      int length = gzip.encode(chunk, chunk.length).length;
      assertTrue(length > chunk.length && length < chunk.length + 200, "length " + length);
    }
  }

  @Test
  void headers_between_noise_are_still_compressed() throws IOException {
    Random random = new Random(3);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    int noise = 0;
    while (chunk.size() < 1 << 20) {
      byte[] header = new byte[512];
      System.arraycopy(text(random, 100), 0, header, 0, 100);
      chunk.write(header);
      chunk.write(noise(random, 6144));
      noise += 6144;
    }
    try (ChunkEncoder gzip = LayerCompression.GZIP.encoder()) {
      int length = gzip.encode(chunk.toByteArray(), chunk.size()).length;
      int headers = chunk.size() - noise;
      assertTrue(length < noise + headers / 3, "length " + length + ", noise " + noise);
    }
  }

  @Test
  void java_reads_members_that_follow_each_other() throws IOException {
    byte[] chunk = mixed(new Random(9), 50_000);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    try (ChunkEncoder gzip = LayerCompression.GZIP.encoder()) {
      members.write(gzip.encode(chunk, chunk.length));
      members.write(gzip.encode(chunk, chunk.length));
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(members.toByteArray()))) {
      assertEquals(2 * chunk.length, in.readAllBytes().length);
    }
  }

  @Test
  void level_that_a_format_does_not_have_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> new LayerCompression(Compression.GZIP, 10));
    assertThrows(IllegalArgumentException.class, () -> new LayerCompression(Compression.ZSTD, 0));
    assertThrows(IllegalArgumentException.class, () -> new LayerCompression(Compression.ZSTD, 23));
    assertThrows(IllegalArgumentException.class, () -> new LayerCompression(Compression.XZ, 6));
  }

  @Test
  void id_tells_formats_levels_and_libraries_apart() {
    assertTrue(
        LayerCompression.GZIP.id().matches("gzip-6-[0-9a-f]{8}"), LayerCompression.GZIP.id());
    assertTrue(LayerCompression.ZSTD.id().matches("zstd-3-[0-9.-]+"), LayerCompression.ZSTD.id());
    String one = new LayerCompression(Compression.GZIP, 1).id();
    assertNotEquals(one.substring(7), LayerCompression.GZIP.id().substring(7));
  }
}
