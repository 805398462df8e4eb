package dev.varve.build.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.build.random.Built.Fate;
import dev.varve.build.random.Built.Made;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says whether an incremental build made what it had to, given what a build from nothing made of
 * the same files.
 *
 * <ul>
 *   <li>The content is the same but for times (ADR 2: neither keys nor identities have them).
 *   <li>A layer that was made now, on the same layers, is the same bit for bit.
 *   <li>A layer of a content that the same instruction made before is the one that it made then.
 * </ul>
 */
final class Oracle {
  /** What each instruction made of which content; several only if that was at the same time. */
  private final Map<String, Set<Digest>> known = new HashMap<>();

  /**
   * Compares the outcomes of two builds of the same files.
   *
   * @param alone whether no other build used the store at the same time
   */
  void check(Built incremental, Built fresh, boolean alone) throws IOException {
    assertEquals(fresh.failure(), incremental.failure());
    assertEquals(fresh.layers().size(), incremental.layers().size());
    boolean same = true;
    boolean stageSame = true;
    for (int i = 0; i < fresh.layers().size(); i++) {
      Made made = incremental.layers().get(i);
      Made wanted = fresh.layers().get(i);
      boolean fromStage = Recipe.isFromStage(made.line());
      boolean inputs = (made.first() || stageSame) && (!fromStage || same);
      layer(made, wanted, inputs, alone);
      boolean equal = made.diffId().equals(wanted.diffId());
      same &= equal;
      stageSame = equal && (made.first() ? !fromStage || inputs : stageSame);
    }
  }

  private void layer(Made made, Made wanted, boolean inputsAreSame, boolean alone)
      throws IOException {
    String line = made.line();
    List<LayerEntry> expected = timeless(wanted.index());
    List<LayerEntry> found = timeless(made.index());
    // Only where they differ: whole lists are too long to read.
    List<LayerEntry> missing = new ArrayList<>(expected);
    missing.removeAll(found);
    List<LayerEntry> surplus = new ArrayList<>(found);
    surplus.removeAll(expected);
    assertEquals(missing, surplus, () -> line + " was " + made.fate());
    assertEquals(expected.size(), found.size(), line);
    assertEquals(wanted.index().identity(), made.index().identity(), line);
    verify(made);
    if (made.fate() == Fate.NEW) {
      if (inputsAreSame) {
        assertEquals(times(wanted.index()), times(made.index()), line);
        assertEquals(wanted.diffId(), made.diffId(), line);
      } else if (!Recipe.isFromStage(line)) {
        assertEquals(fileTimes(wanted.index()), fileTimes(made.index()), line);
      }
    }
    String content = Recipe.instruction(line) + " " + made.index().identity();
    Set<Digest> before = known.computeIfAbsent(content, _ -> new HashSet<>());
    if (alone && !before.isEmpty()) {
      assertTrue(before.contains(made.diffId()), () -> line + " made that before: " + before);
      assertNotEquals(Fate.NEW, made.fate(), line);
    }
    before.add(made.diffId());
  }

  /** Forgets what the store no longer has. */
  void forget(Store store) throws IOException {
    for (Set<Digest> layers : known.values()) {
      for (Digest layer : Set.copyOf(layers)) {
        if (store.layers().peek(layer).isEmpty()) {
          layers.remove(layer);
        }
      }
    }
  }

  /** Forgets everything: a new layer is fine again. */
  void forgetAll() {
    known.clear();
  }

  /** That the layer's bytes are what it is named by. */
  private static void verify(Made made) throws IOException {
    MessageDigest sha = Digest.newSha256();
    long[] size = {0};
    try (OutputStream out =
        new DigestOutputStream(OutputStream.nullOutputStream(), sha) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            size[0] += length;
            super.write(bytes, offset, length);
          }
        }) {
      made.layer().writeTar(out);
    }
    assertEquals(made.diffId(), Digest.of(sha), made.line());
    assertEquals(made.layer().size(), size[0], made.line());
  }

  private static List<LayerEntry> timeless(LayerIndex index) {
    List<LayerEntry> entries = new ArrayList<>();
    for (LayerEntry entry : index) {
      entries.add(entry.withTime(0, 0).withPlace(false, 0, 0));
    }
    return entries;
  }

  private static Map<String, String> times(LayerIndex index) {
    Map<String, String> times = new HashMap<>();
    for (LayerEntry entry : index) {
      times.put(entry.path().toString(), entry.mtimeSeconds() + "." + entry.mtimeNanos());
    }
    return times;
  }

  /** Without directories, for those of the layers below come with their times. */
  private static Map<String, String> fileTimes(LayerIndex index) {
    Map<String, String> times = times(index);
    for (LayerEntry entry : index) {
      if (entry.isDirectory()) {
        times.remove(entry.path().toString());
      }
    }
    return times;
  }
}
