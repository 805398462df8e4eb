package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarContentsTest {
  /** From nothing to more than what is read at once. */
  private static final int[] SIZES = {0, 1, 511, 512, 70_000, 300_000, 600_000, 1_500_000, 17};

  @TempDir Path temp;

  @Test
  void inOrder_filesInAnyOrder_areWhole() throws IOException {
    Random random = new Random(7);
    Map<String, byte[]> files = new TreeMap<>();
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (int i = 0; i < 60; i++) {
      byte[] content = new byte[SIZES[i % SIZES.length]];
      random.nextBytes(content);
      String name = "file%02d".formatted(i);
      files.put(name, content);
      builder.add(
          LayerEntry.file(EntryPath.of(name), 0644, content.length)
              .withDigest(Digest.sha256Of(content)));
    }
    Path tar = temp.resolve("tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      CanonicalTar.write(
          builder.build(),
          entry -> new ByteArrayInputStream(files.get(entry.path().toString())),
          out);
    }
    LayerIndex index;
    try (InputStream in = Files.newInputStream(tar)) {
      index = LayerScan.scan(in, OutputStream.nullOutputStream(), Limits.DEFAULT).index();
    }
    try (TarContents contents = TarContents.open(tar)) {
      ContentSource inOrder = contents.inOrder();
      for (int i = 0; i < index.size(); i++) {
        check(files, inOrder, index.entry(i));
      }
      for (int i = 0; i < 200; i++) {
        check(files, inOrder, index.entry(random.nextInt(index.size())));
      }
    }
  }

  private static void check(Map<String, byte[]> files, ContentSource source, LayerEntry entry)
      throws IOException {
    byte[] expected = files.get(entry.path().toString());
    try (InputStream in = source.open(entry)) {
      assertArrayEquals(expected, in.readAllBytes(), entry.path().toString());
      assertEquals(-1, in.read());
    }
  }
}
