package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated and random archives, always the same ones: a layer comes out, or an {@link
 * ArchiveException}; nothing else, and never much memory.
 */
class TarFuzzTest {
  private static final Limits LIMITS = Limits.DEFAULT.withEntries(500).withTotal(8 << 20);

  private static byte[] seed() {
    return new RawTar()
        .dir("./")
        .dir("etc/")
        .file("etc/passwd", "root:x:0:0\n")
        .pax("path=" + "long/".repeat(40) + "name", "mtime=12.5", "SCHILY.xattr.user.x=1")
        .file("long", "content")
        .link("etc/link", '2', "../usr")
        .file("etc/link/through", "t")
        .link("hard", '1', "etc/passwd")
        .device("null", '3', 1, 3)
        .file("etc/.wh.gone", "")
        .file("etc/.wh..wh..opq", "")
        .pax("GNU.sparse.size=20", "GNU.sparse.numblocks=2", "GNU.sparse.map=2,3,10,2")
        .file("sparse", "abcde")
        .header("name", 'L', 150)
        .data(RawTar.bytes("l".repeat(149) + "\0"))
        .file("cut", "x")
        .end();
  }

  /** Scans; whatever was accepted must survive the way to a canonical tar and back. */
  private static boolean accepted(byte[] tar) throws IOException {
    LayerIndex index;
    try {
      index =
          LayerScan.scan(new ByteArrayInputStream(tar), OutputStream.nullOutputStream(), LIMITS)
              .index();
    } catch (ArchiveException e) {
      assertTrue(String.valueOf(e.getMessage()).lines().count() == 1, e.getMessage());
      return false;
    }
    ByteArrayOutputStream canonical = new ByteArrayOutputStream();
    CanonicalTar.Summary written =
        CanonicalTar.write(
            index,
            entry -> {
              TarReader reader =
                  new TarReader(
                      new ByteArrayInputStream(
                          tar, (int) entry.offset(), tar.length - (int) entry.offset()),
                      Dialect.PLAIN,
                      LIMITS);
              if (entry.sparse()) {
                assertTrue(reader.next().isPresent());
                return reader.content();
              }
              return new ByteArrayInputStream(tar, (int) entry.offset(), (int) entry.size());
            },
            canonical);
    LayerScan.ScannedLayer again =
        LayerScan.scan(
            new ByteArrayInputStream(canonical.toByteArray()),
            OutputStream.nullOutputStream(),
            LIMITS);
    assertEquals(written.diffId(), again.diffId());
    assertEquals(index.identity(), again.index().identity());
    return true;
  }

  @Test
  void tar_mutated_scansOrIsRefused() throws IOException {
    byte[] seed = seed();
    assertTrue(accepted(seed));
    Random random = new Random(20261123);
    int accepted = 0;
    for (int round = 0; round < 6000; round++) {
      byte[] tar = seed.clone();
      int edits = 1 + random.nextInt(4);
      for (int i = 0; i < edits; i++) {
        int block = random.nextInt(tar.length / 512) * 512;
        int at = block + random.nextInt(512);
        tar[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
        if (random.nextInt(5) > 0) {
          mendChecksum(tar, block);
        }
      }
      accepted += accepted(tar) ? 1 : 0;
    }
    assertTrue(accepted > 500, "the mutations must not all die early: " + accepted);
  }

  private static void mendChecksum(byte[] tar, int block) {
    byte[] header = Arrays.copyOfRange(tar, block, block + 512);
    if (header[257] == 'u' || header[258] == 's') {
      RawTar.checksum(header);
      System.arraycopy(header, 0, tar, block, 512);
    }
  }

  @Test
  void tar_cutAnywhere_scansOrIsRefused() throws IOException {
    byte[] seed = seed();
    for (int length = 0; length < seed.length; length += 37) {
      accepted(Arrays.copyOf(seed, length));
    }
  }

  @Test
  void tar_blocksShuffled_scansOrIsRefused() throws IOException {
    byte[] seed = seed();
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      byte[] tar = seed.clone();
      for (int i = 0; i < 3; i++) {
        int from = random.nextInt(tar.length / 512) * 512;
        int to = random.nextInt(tar.length / 512) * 512;
        System.arraycopy(seed, from, tar, to, 512);
      }
      accepted(tar);
    }
  }

  @Test
  void compressed_mutated_readsOrIsRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = Compression.gzip(packed, 6)) {
      gzip.write(seed());
    }
    byte[] seed = packed.toByteArray();
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = seed.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try (InputStream in = Compression.decompressed(new ByteArrayInputStream(bytes), LIMITS)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (ArchiveException e) {
        assertTrue(String.valueOf(e.getMessage()).lines().count() == 1, e.getMessage());
      }
    }
  }
}
