package dev.varve.archive.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.Bytes;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tar.TarBytes;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarChunksTest {
  private static final long MEGABYTE = 1 << 20;

  /** What a file holds follows from its time. */
  private static final ContentSource CONTENT =
      entry -> new ByteArrayInputStream(content(entry.size(), entry.mtimeSeconds()));

  private static byte[] content(long size, long seed) {
    byte[] bytes = new byte[(int) size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static LayerEntry file(String path, long size, long seed) {
    return LayerEntry.file(EntryPath.of(path), 0644, size)
        .withTime(seed, 0)
        .withDigest(Digest.sha256Of(content(size, seed)));
  }

  private static LayerIndex index(Map<String, LayerEntry> entries) throws IOException {
    LayerIndex.Builder index = new LayerIndex.Builder();
    for (LayerEntry each : entries.values()) {
      index.add(each);
    }
    return index.build();
  }

  /** A layer of files of all sizes, and some of everything else. */
  private static Map<String, LayerEntry> layer(Random random, int files) {
    Map<String, LayerEntry> entries = new TreeMap<>();
    for (int i = 0; i < files; i++) {
      String path = "d" + random.nextInt(12) + "/f" + random.nextInt(100_000);
      long size =
          switch (random.nextInt(60)) {
            case 0 -> MEGABYTE + random.nextInt(4 << 20);
            case 1 -> MEGABYTE * (1 + random.nextInt(3));
            case 2, 3, 4 -> random.nextInt(1 << 20);
            case 5, 6, 7, 8, 9, 10 -> 0;
            default -> random.nextInt(60_000);
          };
      entries.put(path, file(path, size, i));
    }
    entries.put("d0", LayerEntry.directory(EntryPath.of("d0"), 0711).withOpaque(true));
    entries.put("link", LayerEntry.symlink(EntryPath.of("link"), Bytes.of("x".repeat(200))));
    entries.put("gone", LayerEntry.whiteout(EntryPath.of("gone")));
    entries.put("pipe", LayerEntry.of(EntryPath.of("pipe"), EntryType.FIFO, 0644));
    return entries;
  }

  private static List<Digest> names(CanonicalChunks chunks) {
    List<Digest> names = new ArrayList<>();
    for (int i = 0; i < chunks.count(); i++) {
      names.add(chunks.name(i));
    }
    return names;
  }

  private static int unknown(LayerIndex now, LayerIndex before) throws IOException {
    Set<Digest> names = new HashSet<>(names(CanonicalChunks.of(now)));
    names.removeAll(names(CanonicalChunks.of(before)));
    return names.size();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void chunks_one_after_the_other_are_the_tar(int seed) throws IOException {
    LayerIndex index = index(layer(new Random(seed), seed == 0 ? 0 : 80 * seed));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    CanonicalTar.write(index, CONTENT, tar);
    CanonicalChunks chunks = CanonicalChunks.of(index);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = 0; i < chunks.count(); i++) {
      assertEquals(joined.size(), chunks.start(i));
      chunks.write(i, CONTENT, joined);
      assertEquals(joined.size(), chunks.start(i) + chunks.size(i));
    }
    assertArrayEquals(tar.toByteArray(), joined.toByteArray());
  }

  @Test
  void canonical_tar_that_came_from_elsewhere_is_cut_as_one_made_here() throws IOException {
    LayerIndex index = index(layer(new Random(4), 300));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalTar.write(index, CONTENT, out);
    LayerIndex scanned =
        LayerScan.scan(
                new ByteArrayInputStream(out.toByteArray()),
                OutputStream.nullOutputStream(),
                Limits.DEFAULT)
            .index();
    CanonicalChunks here = CanonicalChunks.of(index);
    RawChunks there = RawChunks.of(scanned, out.size());
    assertEquals(here.count(), there.count());
    for (int i = 0; i < here.count(); i++) {
      assertEquals(here.start(i), there.start(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void tar_as_it_came_is_read_in_chunks(int seed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalTar.write(index(layer(new Random(seed), 200)), CONTENT, out);
    out.write(new byte[10_240]);
    byte[] tar = out.toByteArray();
    LayerIndex index =
        LayerScan.scan(
                new ByteArrayInputStream(tar), OutputStream.nullOutputStream(), Limits.DEFAULT)
            .index();
    RawChunks chunks = RawChunks.of(index, tar.length);
    assertTrue(chunks.count() > 8, "chunks: " + chunks.count());
    byte[] joined = new byte[tar.length];
    byte[] chunk = new byte[TarChunks.MOST_BYTES];
    for (int i = 0; i < chunks.count(); i++) {
      chunks.read(i, new InMemory(tar), chunk);
      System.arraycopy(chunk, 0, joined, (int) chunks.start(i), chunks.size(i));
    }
    assertArrayEquals(tar, joined);
  }

  private static final class InMemory implements TarBytes {
    private final byte[] tar;

    InMemory(byte[] tar) {
      this.tar = tar;
    }

    @Override
    public int pread(byte[] to, int offset, int length, long position) {
      int some = (int) Math.min(Math.min(length, 100_000), tar.length - position);
      System.arraycopy(tar, (int) position, to, offset, some);
      return some == 0 ? -1 : some;
    }

    @Override
    public long size() {
      return tar.length;
    }

    @Override
    public void close() {}
  }

  @Test
  void tar_with_nothing_to_cut_at_is_cut_anyway() throws IOException {
    RawChunks chunks = RawChunks.of(LayerIndex.empty(), 100L << 30);
    assertTrue(chunks.count() > 12_000, "chunks: " + chunks.count());
    for (int i = 0; i < chunks.count(); i++) {
      assertTrue(chunks.size(i) <= TarChunks.MOST_BYTES && chunks.size(i) > 0);
    }
  }

  @Test
  void empty_tar_is_one_empty_chunk() throws IOException {
    RawChunks chunks = RawChunks.of(LayerIndex.empty(), 0);
    assertEquals(1, chunks.count());
    assertEquals(0, chunks.size(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void chunks_are_about_a_megabyte(int seed) throws IOException {
    CanonicalChunks chunks = CanonicalChunks.of(index(layer(new Random(seed), 400)));
    long total = chunks.start(chunks.count());
    for (int i = 0; i < chunks.count(); i++) {
      assertTrue(chunks.size(i) <= Cuts.MOST + Cuts.PIECE, "chunk of " + chunks.size(i));
    }
    long average = total / chunks.count();
    assertTrue(average > MEGABYTE * 2 / 3 && average < 3 * MEGABYTE / 2, "average " + average);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void change_of_an_entry_names_few_chunks_anew(int seed) throws IOException {
    Random random = new Random(seed);
    Map<String, LayerEntry> entries = layer(random, 500);
    LayerIndex before = index(entries);
    int chunks = CanonicalChunks.of(before).count();
    int renamed = 0;
    int rounds = 20;
    for (int round = 0; round < rounds; round++) {
      Map<String, LayerEntry> changed = new TreeMap<>(entries);
      List<String> paths = List.copyOf(entries.keySet());
      String path = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(3)) {
        case 0 -> changed.remove(path);
        case 1 -> changed.put(path + "x", file(path + "x", random.nextInt(50_000), 1));
        default -> changed.put("d1/new", file("d1/new", random.nextInt(700_000), 2));
      }
      int few = unknown(index(changed), before);
      renamed += few;
      assertTrue(few <= 8, few + " of " + chunks + " chunks for a change at " + path);
    }
    assertTrue(renamed <= 3 * rounds, renamed + " in " + rounds + " rounds");
  }

  @Test
  void file_of_another_content_and_the_same_size_names_one_chunk_anew() throws IOException {
    Map<String, LayerEntry> entries = new TreeMap<>();
    for (int i = 100; i < 900; i++) {
      entries.put("f" + i, file("f" + i, 10_000, i));
    }
    LayerIndex before = index(entries);
    entries.put("f500", file("f500", 10_000, 1));
    assertEquals(1, unknown(index(entries), before));
  }

  @Test
  void time_of_a_large_file_is_in_one_chunk_only() throws IOException {
    LayerEntry file = file("f", 10 * MEGABYTE, 1);
    LayerIndex before = index(Map.of("f", file));
    assertEquals(1, unknown(index(Map.of("f", file.withTime(2, 0))), before));
  }

  @Test
  void large_file_has_the_same_chunks_wherever_it_is() throws IOException {
    Map<String, LayerEntry> one = new TreeMap<>(Map.of("b", file("b", 10 * MEGABYTE + 5, 1)));
    LayerIndex before = index(one);
    Map<String, LayerEntry> two = new TreeMap<>(one);
    two.put("a", file("a", 333_333, 2));
    assertEquals(1, unknown(index(two), before));
  }

  @Test
  void every_value_that_a_header_has_is_in_the_name() throws IOException {
    LayerEntry file = file("f", 10, 1);
    Set<Digest> names = new HashSet<>();
    List<LayerEntry> variants =
        List.of(
            file,
            file("g", 10, 1),
            file("f", 11, 1),
            file("f", 10, 2),
            file.withTime(2, 0),
            file.withTime(1, 1),
            file.withOwner(1, 0),
            file.withOwner(0, 1),
            LayerEntry.file(EntryPath.of("f"), 0600, 10).withTime(1, 0).withDigest(file.digest()),
            LayerEntry.symlink(EntryPath.of("f"), Bytes.of("x")),
            LayerEntry.symlink(EntryPath.of("f"), Bytes.of("y")),
            LayerEntry.whiteout(EntryPath.of("f")),
            LayerEntry.directory(EntryPath.of("f"), 0644),
            LayerEntry.directory(EntryPath.of("f"), 0644).withOpaque(true),
            LayerEntry.directory(EntryPath.of("f"), 0644).withImplied(true));
    for (LayerEntry each : variants) {
      names.add(CanonicalChunks.of(index(Map.of("f", each))).name(0));
    }
    assertEquals(variants.size(), names.size());
  }

  @Test
  void place_of_content_is_not_in_the_name() throws IOException {
    LayerIndex index = index(layer(new Random(5), 50));
    LayerIndex placed = CanonicalTar.layout(index);
    assertNotEquals(index, placed);
    assertEquals(names(CanonicalChunks.of(index)), names(CanonicalChunks.of(placed)));
  }

  @Test
  void parts_of_files_are_named_to_the_caller() throws IOException {
    CanonicalChunks chunks = CanonicalChunks.of(index(Map.of("f", file("f", 3 * MEGABYTE + 5, 1))));
    assertEquals(4, chunks.count());
    assertTrue(chunks.rest(0).isEmpty() && chunks.begun(0).isPresent());
    assertTrue(chunks.rest(1).isPresent() && chunks.begun(1).isEmpty());
    assertTrue(chunks.rest(3).isPresent() && chunks.begun(3).isEmpty());
  }
}
