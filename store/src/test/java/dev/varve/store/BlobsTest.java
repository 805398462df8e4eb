package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256Of(CONTENT);

  @TempDir Path temporary;
  private Store store;
  private Blobs blobs;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
    blobs = store.blobs();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void flipABit(Digest digest) throws IOException {
    Path file = store.root().resolve("blobs/sha256").resolve(digest.hex());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void put_bytes_canBeRead() throws IOException {
    assertEquals(DIGEST, blobs.put(CONTENT));

    assertTrue(blobs.contains(DIGEST));
    assertEquals(CONTENT.length, blobs.size(DIGEST).orElseThrow());
    assertArrayEquals(CONTENT, blobs.readAll(DIGEST, 100).orElseThrow());
    try (InputStream in = blobs.open(DIGEST)) {
      assertArrayEquals(CONTENT, in.readAllBytes());
    }
  }

  @Test
  void put_stream_checksDigestAndSize() throws IOException {
    Digest wrong = Digest.sha256Of(new byte[0]);

    assertThrows(DamagedException.class, () -> blobs.put(in(), wrong, Blobs.UNKNOWN_SIZE));
    assertThrows(DamagedException.class, () -> blobs.put(in(), DIGEST, CONTENT.length - 1));
    assertThrows(DamagedException.class, () -> blobs.put(in(), DIGEST, CONTENT.length + 1));
    assertEquals(List.of(), blobs.all());

    assertEquals(DIGEST, blobs.put(in(), DIGEST, CONTENT.length));
    assertEquals(DIGEST, blobs.put(in(), null, Blobs.UNKNOWN_SIZE));
    assertEquals(List.of(DIGEST), blobs.all());
  }

  private static InputStream in() {
    return new ByteArrayInputStream(CONTENT);
  }

  @Test
  void put_endlessStream_stopsAtTheExpectedSize() {
    InputStream endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            given += length;
            assertTrue(given < 1 << 20, "read on beyond all need");
            return length;
          }
        };

    assertThrows(DamagedException.class, () -> blobs.put(endless, DIGEST, 10));
  }

  @Test
  void missing_blob_isNotThere() throws IOException {
    assertFalse(blobs.contains(DIGEST));
    assertTrue(blobs.size(DIGEST).isEmpty());
    assertEquals(Optional.empty(), blobs.readAll(DIGEST, 100));
    assertThrows(NoSuchFileException.class, () -> blobs.open(DIGEST));
  }

  @Test
  void damaged_blob_isNeverRead() throws IOException {
    blobs.put(CONTENT);
    flipABit(DIGEST);

    DamagedException e = assertThrows(DamagedException.class, () -> blobs.readAll(DIGEST, 100));
    assertTrue(e.text().contains(DIGEST.toString()), e.text());
    try (InputStream in = blobs.open(DIGEST)) {
      assertThrows(DamagedException.class, in::readAllBytes);
    }
  }

  @Test
  void damaged_blob_isReplacedWhenPutAgain() throws IOException {
    blobs.put(CONTENT);
    flipABit(DIGEST);

    blobs.put(CONTENT);

    assertArrayEquals(CONTENT, blobs.readAll(DIGEST, 100).orElseThrow());
  }

  @Test
  void truncated_blob_isNeverRead() throws IOException {
    blobs.put(CONTENT);
    Files.write(store.root().resolve("blobs/sha256").resolve(DIGEST.hex()), new byte[0]);

    assertThrows(DamagedException.class, () -> blobs.readAll(DIGEST, 100));
  }

  @Test
  void readAll_tooLong_isRefused() throws IOException {
    blobs.put(CONTENT);

    assertThrows(DamagedException.class, () -> blobs.readAll(DIGEST, CONTENT.length - 1));
  }
}
