package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.Reference;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records, names and histories: the small documents. */
class DocumentsTest {
  private static final Digest A = digest("a");
  private static final Digest B = digest("b");
  private static final Digest C = digest("c");

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static Digest digest(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StepRecord record(String key, Digest instruction, Digest diffId, Digest identity) {
    return new StepRecord(
        digest(key),
        List.of(
            new KeyPart("instruction", "RUN \"x\"\n\u00e9"),
            new KeyPart("arg:A", ""),
            new KeyPart("instruction", "twice")),
        instruction,
        diffId,
        identity,
        Instant.parse("2026-01-02T03:04:05.678Z"),
        Duration.ofMillis(1234),
        Json.Obj.EMPTY.with("n", Json.Num.of(7)));
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 4;
    Files.write(file, bytes);
  }

  private Path only(String directory) throws IOException {
    List<Path> files = DiskFiles.list(store.root().resolve(directory));
    assertEquals(1, files.size());
    return Files.isDirectory(files.getFirst())
        ? DiskFiles.list(files.getFirst()).getFirst()
        : files.getFirst();
  }

  @Test
  void record_put_isFound() throws IOException {
    StepRecord record = record("k", A, B, C);
    store.records().put(record);

    assertEquals(Optional.of(record), store.records().find(record.key()));
    assertEquals(List.of(record.key()), store.records().keys());
    assertEquals(Optional.empty(), store.records().find(A));
  }

  @Test
  void record_damaged_isNone() throws IOException {
    StepRecord record = record("k", A, B, C);
    store.records().put(record);
    flip(only("records"));

    assertEquals(Optional.empty(), store.records().find(record.key()));
    store.records().put(record);
    assertEquals(Optional.of(record), store.records().find(record.key()));
  }

  @Test
  void record_ofAnotherKey_isNone() throws IOException {
    StepRecord record = record("k", A, B, C);
    store.records().put(record);
    Path elsewhere = store.records().path(A);
    DiskFiles.makeDirectories(java.util.Objects.requireNonNull(elsewhere.getParent()));
    Files.copy(store.records().path(record.key()), elsewhere);

    assertEquals(Optional.empty(), store.records().find(A));
  }

  @Test
  void cutoff_sameInstructionAndIdentity_isTheLayer() throws IOException {
    store.records().put(record("k", A, B, C));

    assertEquals(Optional.of(B), store.records().cutoff(A, C));
    assertEquals(Optional.empty(), store.records().cutoff(B, C));
    assertEquals(Optional.empty(), store.records().cutoff(A, B));
  }

  @Test
  void cutoff_newLayer_replacesTheOldOne() throws IOException {
    store.records().put(record("k", A, B, C));
    store.records().put(record("l", A, A, C));

    assertEquals(Optional.of(A), store.records().cutoff(A, C));
  }

  @Test
  void cutoff_damaged_isNone() throws IOException {
    store.records().put(record("k", A, B, C));
    flip(only("outcomes"));

    assertEquals(Optional.empty(), store.records().cutoff(A, C));
  }

  @Test
  void ref_set_isFoundUntilRemoved() throws IOException {
    Reference name = Reference.parse("localhost:5000/a/b-c:v1.2");
    store.refs().set(name, A);
    store.refs().set(Reference.parse("shop"), B);

    assertEquals(Optional.of(A), store.refs().find(name));
    assertEquals(
        Optional.of(B), store.refs().find(Reference.parse("docker.io/library/shop:latest")));
    assertEquals(Map.of(name, A, Reference.parse("shop"), B), store.refs().all());
    store.refs().set(name, C);
    assertEquals(Optional.of(C), store.refs().find(name));
    assertTrue(store.refs().remove(name));
    assertFalse(store.refs().remove(name));
    assertEquals(Optional.empty(), store.refs().find(name));
  }

  @Test
  void ref_longestName_isFound() throws IOException {
    Reference name = Reference.parse("h.example/" + "a".repeat(240) + ":" + "t".repeat(128));
    Reference other = Reference.parse("h.example/" + "a".repeat(240) + ":" + "t".repeat(127));
    store.refs().set(name, A);

    assertEquals(Optional.of(A), store.refs().find(name));
    assertEquals(Optional.empty(), store.refs().find(other));
    assertEquals(Map.of(name, A), store.refs().all());
  }

  @Test
  void ref_withDigest_isRefused() {
    Reference pinned = Reference.parse("shop@" + A);

    assertThrows(IllegalArgumentException.class, () -> store.refs().set(pinned, A));
  }

  @Test
  void ref_damaged_isNamedAndNotUsed() throws IOException {
    Reference name = Reference.parse("shop");
    store.refs().set(name, A);
    flip(only("refs"));

    DamagedException e = assertThrows(DamagedException.class, () -> store.refs().find(name));
    assertTrue(e.text().contains("docker.io/library/shop:latest"), e.text());
    store.refs().set(name, B);
    assertEquals(Optional.of(B), store.refs().find(name));
  }

  @Test
  void history_put_isReplaced() throws IOException {
    Json.Obj one = Json.Obj.EMPTY.with("steps", Json.Num.of(1));
    Json.Obj two = Json.Obj.EMPTY.with("steps", Json.Num.of(2));
    store.history().put("/home/me/shop", one);
    store.history().put("/home/me/shop", two);

    assertEquals(Optional.of(two), store.history().find("/home/me/shop"));
    assertEquals(Optional.empty(), store.history().find("/home/me/other"));
    flip(only("history"));
    assertEquals(Optional.empty(), store.history().find("/home/me/shop"));
  }

  @Test
  void files_ofAStore_areForTheirOwnerOnly() throws IOException {
    store.refs().set(Reference.parse("shop"), A);

    assertEquals(0700, (int) Files.getAttribute(store.root(), "unix:mode") & 07777);
    assertEquals(0700, (int) Files.getAttribute(store.root().resolve("refs"), "unix:mode") & 07777);
  }
}
