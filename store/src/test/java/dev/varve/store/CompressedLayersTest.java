package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Digest;
import dev.varve.store.compressed.ChunkCache;
import dev.varve.store.compressed.ChunkList;
import dev.varve.store.disk.DamagedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedLayersTest {
  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  static Stream<LayerCompression> both() {
    return Stream.of(LayerCompression.GZIP, LayerCompression.ZSTD);
  }

  /** Files by path; some of random bytes, some of text, one that is several chunks. */
  private static Map<String, byte[]> files(int seed) {
    Random random = new Random(seed);
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 150; i++) {
      byte[] content = new byte[random.nextInt(50_000)];
      if (i % 3 == 0) {
        random.nextBytes(content);
      } else {
        for (int at = 0; at < content.length; at++) {
          content[at] = (byte) ('a' + random.nextInt(4));
        }
      }
      files.put("f" + (1000 + i), content);
    }
    byte[] large = new byte[(3 << 20) + 77];
    random.nextBytes(large);
    files.put("f1075x", large);
    return files;
  }

  private Layer built(Map<String, byte[]> files) throws IOException {
    try (LayerWriter writer = store.layers().newLayer()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        LayerEntry entry =
            LayerEntry.file(EntryPath.of(file.getKey()), 0644, file.getValue().length)
                .withTime(1_000, 0)
                .withDigest(Digest.sha256Of(file.getValue()));
        writer.add(entry, new ByteArrayInputStream(file.getValue()));
      }
      return writer.commit();
    }
  }

  private static byte[] tarOf(Layer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeTar(out);
    return out.toByteArray();
  }

  private static byte[] bytesOf(CompressedLayer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.transferTo(out);
    return out.toByteArray();
  }

  private static void assertHolds(Layer layer, CompressedLayer compressed) throws IOException {
    byte[] bytes = bytesOf(compressed);
    assertEquals(compressed.size(), bytes.length);
    assertEquals(compressed.digest(), Digest.sha256Of(bytes));
    assertEquals(layer.diffId(), compressed.diffId());
    try (InputStream in =
        compressed
            .compression()
            .format()
            .decompress(new ByteArrayInputStream(bytes), Limits.DEFAULT)) {
      assertArrayEquals(tarOf(layer), in.readAllBytes());
    }
  }

  private ChunkCache cache(LayerCompression compression) {
    return new dev.varve.store.compressed.CompressedFiles(disk()).cache(compression.id());
  }

  private dev.varve.store.disk.Disk disk() {
    return new dev.varve.store.disk.Disk(
        store.root(), java.time.Clock.systemUTC(), dev.varve.store.disk.Durability.DEFAULT);
  }

  private ChunkList list(Layer layer, LayerCompression compression) throws IOException {
    return cache(compression).list(layer.diffId()).orElseThrow();
  }

  private List<Path> chunkFiles(LayerCompression compression) throws IOException {
    List<Path> files = new ArrayList<>(cache(compression).chunkFiles());
    files.sort(null);
    return files;
  }

  @ParameterizedTest
  @MethodSource("both")
  void built_layer_comes_back(LayerCompression compression) throws IOException {
    Layer layer = built(files(1));
    assertHolds(layer, store.compressed().of(layer, compression));
    assertTrue(list(layer, compression).chunks().size() > 4);
  }

  @ParameterizedTest
  @MethodSource("both")
  void layer_of_a_tree_comes_back_as_one_that_was_built(LayerCompression compression)
      throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper);
    for (Map.Entry<String, byte[]> file : files(2).entrySet()) {
      Files.write(upper.resolve(file.getKey()), file.getValue());
    }
    Layer layer = store.layers().commitTree(upper);
    assertEquals(Set.of(LayerForm.TREE), layer.forms());
    assertHolds(layer, store.compressed().of(layer, compression));
  }

  @ParameterizedTest
  @MethodSource("both")
  void layer_that_was_loaded_is_compressed_as_it_came(LayerCompression compression)
      throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(tarOf(built(files(3))));
    tar.write(new byte[9_000 / 512 * 512]);
    Layer layer = store.layers().importTar(new ByteArrayInputStream(tar.toByteArray()));
    assertHolds(layer, store.compressed().of(layer, compression));
  }

  @ParameterizedTest
  @MethodSource("both")
  void layer_has_the_same_compressed_form_wherever_it_was_built(LayerCompression compression)
      throws IOException {
    Layer here = built(files(4));
    byte[] expected = bytesOf(store.compressed().of(here, compression));
    try (Store other = TestStore.open(temporary.resolve("other"))) {
      Layer there = other.layers().importTar(new ByteArrayInputStream(tarOf(here)));
      assertArrayEquals(expected, bytesOf(other.compressed().of(there, compression)));
    }
  }

  @Test
  void layer_has_the_same_compressed_form_with_any_number_of_threads() throws IOException {
    Layer layer = built(files(5));
    byte[] expected = bytesOf(store.compressed().of(layer, LayerCompression.GZIP));
    for (int threads : new int[] {1, 4}) {
      try (Store other = TestStore.open(temporary.resolve("threads" + threads))) {
        Layer same = other.layers().importTar(new ByteArrayInputStream(tarOf(layer)));
        CompressedLayers compressed =
            new CompressedLayers(
                new dev.varve.store.disk.Disk(
                    other.root(),
                    java.time.Clock.systemUTC(),
                    dev.varve.store.disk.Durability.DEFAULT),
                other.layers().files(),
                threads);
        assertArrayEquals(expected, bytesOf(compressed.of(same, LayerCompression.GZIP)));
      }
    }
  }

  @Test
  void empty_layer_has_a_compressed_form() throws IOException {
    Layer layer = store.layers().empty();
    assertHolds(layer, store.compressed().of(layer, LayerCompression.GZIP));
    assertHolds(layer, store.compressed().of(layer, LayerCompression.ZSTD));
  }

  @Test
  void changed_file_makes_few_chunks_and_reads_nothing_else() throws IOException {
    Map<String, byte[]> files = files(6);
    Layer before = built(files);
    CompressedLayer old = store.compressed().of(before, LayerCompression.GZIP);
    files.put("f1010", "one line more".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Layer after = built(files);
    int known = chunkFiles(LayerCompression.GZIP).size();

    // Of a file in another chunk only the index knows what it was.
    Path tar = store.blobs().path(after.diffId());
    long place = after.index().find(EntryPath.of("f1140")).orElseThrow().offset();
    byte[] bytes = Files.readAllBytes(tar);
    byte[] broken = bytes.clone();
    broken[(int) place + 10] ^= 1;
    Files.write(tar, broken);
    CompressedLayer changed = store.compressed().of(after, LayerCompression.GZIP);
    Files.write(tar, bytes);

    assertHolds(after, changed);
    assertNotEquals(old.digest(), changed.digest());
    int made = chunkFiles(LayerCompression.GZIP).size() - known;
    assertTrue(made >= 1 && made <= 3, "made " + made);
  }

  @Test
  void unchanged_layer_is_known_without_its_bytes() throws IOException {
    Layer layer = built(files(7));
    CompressedLayer first = store.compressed().of(layer, LayerCompression.ZSTD);
    byte[] expected = bytesOf(first);
    Files.delete(store.blobs().path(layer.diffId()));
    CompressedLayer second = store.compressed().of(layer, LayerCompression.ZSTD);
    assertEquals(first.descriptor(), second.descriptor());
    assertArrayEquals(expected, bytesOf(second));
  }

  @Test
  void descriptor_says_what_the_blob_is() throws IOException {
    Layer layer = built(files(8));
    CompressedLayer zstd = store.compressed().of(layer, LayerCompression.ZSTD);
    assertEquals("application/vnd.oci.image.layer.v1.tar+zstd", zstd.descriptor().mediaType());
    CompressedLayer gzip = store.compressed().of(layer, LayerCompression.GZIP);
    assertEquals("application/vnd.oci.image.layer.v1.tar+gzip", gzip.descriptor().mediaType());
    assertEquals(gzip.size(), gzip.descriptor().size());
    assertEquals(gzip.digest(), gzip.descriptor().digest());
  }

  @Test
  void blob_can_be_read_from_any_byte_on() throws IOException {
    Layer layer = built(files(9));
    CompressedLayer compressed = store.compressed().of(layer, LayerCompression.GZIP);
    byte[] whole = bytesOf(compressed);
    int first = list(layer, LayerCompression.GZIP).chunks().getFirst().length();
    for (int from : new int[] {0, 1, first - 1, first, first + 1, whole.length - 1, whole.length}) {
      try (InputStream in = compressed.open(from)) {
        byte[] rest = java.util.Arrays.copyOfRange(whole, from, whole.length);
        assertArrayEquals(rest, in.readAllBytes());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> compressed.open(whole.length + 1L));
    assertThrows(IllegalArgumentException.class, () -> compressed.open(-1));
  }

  /** What may happen to a file. */
  private interface Harm {
    void to(Path file) throws IOException;
  }

  private static final List<Harm> HARMS =
      List.of(
          TestStore::damage,
          Files::delete,
          file -> Files.write(file, new byte[0]),
          file -> Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40)),
          file -> Files.write(file, new byte[(int) Files.size(file)]));

  @ParameterizedTest
  @MethodSource("both")
  void damaged_chunk_is_made_again(LayerCompression compression) throws IOException {
    Layer layer = built(files(10));
    byte[] expected = bytesOf(store.compressed().of(layer, compression));
    int damaged = 0;
    for (Harm harm : HARMS) {
      List<Path> chunks = chunkFiles(compression);
      for (int i = damaged++ % 2; i < chunks.size(); i += 2) {
        harm.to(chunks.get(i));
      }
      assertArrayEquals(expected, bytesOf(store.compressed().of(layer, compression)));
      assertEquals(List.of(), store.verify().damage());
    }
  }

  @Test
  void damaged_chunk_in_the_place_of_an_equal_one_is_made_again() throws IOException {
    Layer layer = built(files(11));
    byte[] expected = bytesOf(store.compressed().of(layer, LayerCompression.GZIP));
    List<Path> chunks = chunkFiles(LayerCompression.GZIP);
    Files.write(chunks.get(0), Files.readAllBytes(chunks.get(1)));
    assertTrue(store.verify().damage().toString().contains("compressed chunk"));
    assertArrayEquals(expected, bytesOf(store.compressed().of(layer, LayerCompression.GZIP)));
  }

  @Test
  void damaged_list_is_made_again() throws IOException {
    Layer layer = built(files(12));
    CompressedLayer first = store.compressed().of(layer, LayerCompression.GZIP);
    for (Harm harm : HARMS) {
      harm.to(cache(LayerCompression.GZIP).listPath(layer.diffId()));
      CompressedLayer again = store.compressed().of(layer, LayerCompression.GZIP);
      assertEquals(first.descriptor(), again.descriptor());
      assertHolds(layer, again);
    }
  }

  @Test
  void list_of_another_layer_is_none() throws IOException {
    Layer one = built(files(13));
    Layer two = built(files(14));
    store.compressed().of(one, LayerCompression.GZIP);
    CompressedLayer expected = store.compressed().of(two, LayerCompression.GZIP);
    ChunkCache cache = cache(LayerCompression.GZIP);
    Files.write(cache.listPath(two.diffId()), Files.readAllBytes(cache.listPath(one.diffId())));
    CompressedLayer again = store.compressed().of(two, LayerCompression.GZIP);
    assertEquals(expected.descriptor(), again.descriptor());
  }

  @Test
  void damaged_file_of_a_layer_is_an_error_and_makes_no_chunk() throws IOException {
    Map<String, byte[]> files = files(15);
    Layer layer = built(files);
    for (String path : List.of("f1003", "f1075x")) {
      Path tar = store.blobs().path(layer.diffId());
      byte[] bytes = Files.readAllBytes(tar);
      byte[] broken = bytes.clone();
      LayerEntry entry = layer.index().find(EntryPath.of(path)).orElseThrow();
      broken[(int) (entry.offset() + entry.size() - 1)] ^= 1;
      Files.write(tar, broken);
      LayerCompression level = new LayerCompression(LayerCompression.GZIP.format(), 1);
      assertThrows(DamagedException.class, () -> store.compressed().of(layer, level));
      Files.write(tar, bytes);
      assertTrue(cache(level).list(layer.diffId()).isEmpty());
      // What was kept is right: all chunks, also those that are there already, make the layer.
      assertHolds(layer, store.compressed().of(layer, level));
      for (Path each : chunkFiles(level)) {
        Files.delete(each);
      }
      Files.delete(cache(level).listPath(layer.diffId()));
    }
  }

  @Test
  void damaged_copy_of_a_large_file_makes_no_chunk_of_the_sound_one() throws IOException {
    byte[] large = new byte[5 << 20];
    new Random(1).nextBytes(large);
    Layer layer = built(new TreeMap<>(Map.of("a", large, "b", large)));
    Path tar = store.blobs().path(layer.diffId());
    byte[] bytes = Files.readAllBytes(tar);
    byte[] broken = bytes.clone();
    LayerEntry copy = layer.index().find(EntryPath.of("b")).orElseThrow();
    for (int i = 0; i < large.length; i += 1000) {
      broken[(int) copy.offset() + i] ^= 1;
    }
    Files.write(tar, broken);
    assertThrows(DamagedException.class, () -> store.compressed().of(layer, LayerCompression.GZIP));
    Files.write(tar, bytes);
    assertHolds(layer, store.compressed().of(layer, LayerCompression.GZIP));
  }

  @Test
  void damaged_tar_of_a_loaded_layer_is_an_error() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(tarOf(built(files(16))));
    tar.write(new byte[1024]);
    Layer layer = store.layers().importTar(new ByteArrayInputStream(tar.toByteArray()));
    TestStore.damage(store.blobs().path(layer.diffId()));
    assertThrows(DamagedException.class, () -> store.compressed().of(layer, LayerCompression.ZSTD));
    assertTrue(cache(LayerCompression.ZSTD).list(layer.diffId()).isEmpty());
  }

  @Test
  void several_at_once_get_the_same() throws Exception {
    Layer layer = built(files(17));
    Set<Digest> digests = java.util.concurrent.ConcurrentHashMap.newKeySet();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Store own = TestStore.open(temporary)) {
                      Layer same = own.layers().get(layer.diffId());
                      byte[] bytes = bytesOf(own.compressed().of(same, LayerCompression.GZIP));
                      digests.add(Digest.sha256Of(bytes));
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertEquals(List.of(), failures);
    assertEquals(1, digests.size());
  }

  @Test
  void interrupted_thread_gives_up_and_keeps_what_is_finished() throws Exception {
    Layer layer = built(files(18));
    List<Throwable> thrown = new ArrayList<>();
    boolean[] set = new boolean[1];
    Thread thread =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  Thread.currentThread().interrupt();
                  try {
                    store.compressed().of(layer, LayerCompression.GZIP);
                  } catch (Throwable e) {
                    thrown.add(e);
                  }
                  set[0] = Thread.currentThread().isInterrupted();
                });
    thread.start();
    thread.join();
    assertEquals(1, thrown.size());
    assertTrue(thrown.getFirst() instanceof InterruptedIOException, thrown.toString());
    assertTrue(set[0]);
    assertHolds(layer, store.compressed().of(layer, LayerCompression.GZIP));
  }

  @Test
  void chunks_of_one_level_are_not_those_of_another() throws IOException {
    Layer layer = built(files(19));
    Set<Digest> digests = new HashSet<>();
    for (int level : new int[] {1, 6, 9}) {
      LayerCompression compression = new LayerCompression(LayerCompression.GZIP.format(), level);
      CompressedLayer compressed = store.compressed().of(layer, compression);
      assertHolds(layer, compressed);
      digests.add(compressed.digest());
    }
    assertEquals(3, digests.size());
  }
}
