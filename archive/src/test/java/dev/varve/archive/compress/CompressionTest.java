package dev.varve.archive.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressionTest {
  private static byte[] content() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Arrays.fill(content, 0, 200_000, (byte) 'a');
    return content;
  }

  private static byte[] packed(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream out =
        switch (compression) {
          case NONE -> bytes;
          case GZIP -> Compression.gzip(bytes, 6);
          case ZSTD -> new ZstdOutputStream(bytes);
          case BZIP2 -> new BZip2CompressorOutputStream(bytes);
          case XZ -> new XZOutputStream(bytes, new LZMA2Options());
        };
    try (out) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] unpacked(byte[] packed, Limits limits) throws IOException {
    try (InputStream in = Compression.decompressed(new ByteArrayInputStream(packed), limits)) {
      return in.readAllBytes();
    }
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @ParameterizedTest
  @EnumSource
  void stream_ofEveryKind_detectedAndRead(Compression compression) throws IOException {
    byte[] packed = packed(compression, content());
    assertSame(compression, Compression.detect(packed, packed.length));
    assertArrayEquals(content(), unpacked(packed, Limits.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
  void stream_twice_readsBoth(Compression compression) throws IOException {
    byte[] packed = packed(compression, content());
    assertArrayEquals(
        joined(content(), content()), unpacked(joined(packed, packed), Limits.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
  void stream_cut_refused(Compression compression) throws IOException {
    byte[] packed = packed(compression, content());
    for (int length : new int[] {packed.length - 1, packed.length / 2, 12}) {
      assertThrows(
          ArchiveException.class, () -> unpacked(Arrays.copyOf(packed, length), Limits.DEFAULT));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
  void stream_followedByGarbage_refused(Compression compression) throws IOException {
    byte[] packed = joined(packed(compression, content()), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThrows(ArchiveException.class, () -> unpacked(packed, Limits.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "XZ"})
  void stream_beyondTotal_refused(Compression compression) throws IOException {
    byte[] packed = packed(compression, content());
    ArchiveException e =
        assertThrows(
            ArchiveException.class, () -> unpacked(packed, Limits.DEFAULT.withTotal(100_000)));
    assertTrue(String.valueOf(e.getMessage()).contains("100000"), e.getMessage());
  }

  @Test
  void gzip_zerosAfterIt_accepted() throws IOException {
    byte[] packed = joined(packed(Compression.GZIP, content()), new byte[512]);
    assertArrayEquals(content(), unpacked(packed, Limits.DEFAULT));
  }

  @Test
  void gzip_everyHeaderField_skipped() throws IOException {
    byte[] packed = packed(Compression.GZIP, content());
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(packed, 0, 3);
    full.write(2 | 4 | 8 | 16);
    full.write(packed, 4, 6);
    full.writeBytes(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 'o', 0, 0, 0});
    full.write(packed, 10, packed.length - 10);
    assertArrayEquals(content(), unpacked(full.toByteArray(), Limits.DEFAULT));
  }

  @Test
  void gzip_wrongChecksum_refused() throws IOException {
    byte[] packed = packed(Compression.GZIP, content());
    packed[packed.length - 6] ^= 1;
    assertThrows(ArchiveException.class, () -> unpacked(packed, Limits.DEFAULT));
  }

  @Test
  void gzip_sameContent_sameBytes() throws IOException {
    assertArrayEquals(packed(Compression.GZIP, content()), packed(Compression.GZIP, content()));
  }

  @Test
  void zstd_skippableFrame_skipped() throws IOException {
    byte[] frame = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9};
    byte[] packed = packed(Compression.ZSTD, content());
    assertArrayEquals(content(), unpacked(joined(frame, packed), Limits.DEFAULT));
    assertArrayEquals(content(), unpacked(joined(packed, frame), Limits.DEFAULT));
  }

  @Test
  void zstd_windowOf256MiB_refused() {
    // Magic, descriptor without a size, window of 2^28, one empty raw block that is the last.
    byte[] packed = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((28 - 10) << 3), 1, 0, 0};
    assertThrows(ArchiveException.class, () -> unpacked(packed, Limits.DEFAULT));
    byte[] smaller = packed.clone();
    smaller[5] = (byte) ((27 - 10) << 3);
    byte[] empty = assertDoesNotFail(smaller);
    assertEquals(0, empty.length);
  }

  private static byte[] assertDoesNotFail(byte[] packed) {
    try {
      return unpacked(packed, Limits.DEFAULT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bomb_beyondRatio_refused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    try (InputStream in =
        Compression.decompressed(
            new ByteArrayInputStream(bomb.toByteArray()), Limits.DEFAULT.withRatio(1000))) {
      ArchiveException e =
          assertThrows(
              ArchiveException.class, () -> in.transferTo(OutputStream.nullOutputStream()));
      assertTrue(String.valueOf(e.getMessage()).contains("1000 times"), e.getMessage());
    }
  }

  @Test
  void source_failing_passesItsError() throws IOException {
    byte[] packed = packed(Compression.GZIP, content());
    InputStream gone =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the network is gone");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream failing = new SequenceInputStream(new ByteArrayInputStream(packed, 0, 5000), gone);
    try (InputStream in = Compression.decompressed(failing, Limits.DEFAULT)) {
      IOException e = assertThrows(IOException.class, in::readAllBytes);
      assertEquals("the network is gone", e.getMessage());
    }
  }
}
