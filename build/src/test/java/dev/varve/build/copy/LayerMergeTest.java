package dev.varve.build.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.model.Digest;
import dev.varve.store.Imprints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayerMergeTest {
  private static final Digest TOP = FakeFolder.digestOf("imprint of the top");
  private static final Digest SUB = FakeFolder.digestOf("imprint of sub");

  /** What is done to the old layer, as text. */
  private static final class Log implements LayerMerge.Edits {
    final List<String> lines = new ArrayList<>();

    @Override
    public void keep(int from, int to) {
      lines.add("keep " + from + " " + to);
    }

    @Override
    public void put(int ordinal, StagedEntry entry) {
      lines.add("put " + ordinal + " " + entry.entry().path());
    }

    @Override
    public void drop(int ordinal, EntryPath origin) {
      lines.add("drop " + ordinal);
    }
  }

  private static LayerEntry directory(String path) {
    return LayerEntry.directory(EntryPath.of(path), 0755).withTime(1, 0);
  }

  private static LayerEntry file(String path) {
    EntryPath at = EntryPath.of(path);
    String name = at.nameText();
    return LayerEntry.file(at, 0755, name.length())
        .withTime(1, 0)
        .withDigest(FakeFolder.digestOf(name));
  }

  private static LayerIndex index(LayerEntry... entries) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : entries) {
      builder.add(entry);
    }
    return builder.build();
  }

  private static LayerIndex old() throws IOException {
    return index(
        directory("app"),
        file("app/a"),
        directory("app/sub"),
        file("app/sub/b"),
        file("app/sub/c"),
        file("app/z"));
  }

  private static FakeFolder sub() {
    return new FakeFolder(SUB).file("b").file("c");
  }

  private static TargetTree target(FakeFolder folder) throws IOException {
    TargetTree target = new TargetTree(new RootView(List.of()));
    target.put(new StagedEntry(directory("app"), null, EntryPath.ROOT));
    Stamp stamp = new Stamp(Optional.empty(), Optional.empty(), 1);
    EntryPath to = EntryPath.of("app");
    target.put(new Subtree(new FakeTree(), folder, EntryPath.ROOT, to, stamp, () -> {}));
    return target;
  }

  private static Log merged(TargetTree target, LayerIndex old, Imprints imprints)
      throws IOException {
    Log log = new Log();
    new LayerMerge(target, old, imprints, log).run();
    return log;
  }

  @Test
  void run_imprintOfTheLayer_isKeptWithoutALook() throws IOException {
    FakeFolder top = new FakeFolder(TOP).file("a").folder("sub", sub()).file("z");
    TargetTree target = target(top);
    Imprints imprints = Imprinting.of(target, old());

    Log log = merged(target, old(), imprints);

    assertEquals(List.of("keep 0 1", "keep 1 6"), log.lines);
    assertEquals(0, top.looks());
  }

  @Test
  void run_changeBesideAFolder_leavesTheFolderAlone() throws IOException {
    FakeFolder before = new FakeFolder(TOP).file("a").folder("sub", sub()).file("z");
    Imprints imprints = Imprinting.of(target(before), old());
    FakeFolder sub = sub();
    FakeFolder top =
        new FakeFolder(FakeFolder.digestOf("another")).file("b").folder("sub", sub).file("z");

    Log log = merged(target(top), old(), imprints);

    assertTrue(log.lines.containsAll(List.of("drop 1", "put -1 app/b", "keep 3 5")), log::toString);
    assertEquals(0, sub.looks());
  }

  @Test
  void run_noImprint_looksAtAll() throws IOException {
    FakeFolder sub = new FakeFolder(null).file("b").file("c");
    TargetTree target = target(new FakeFolder(null).file("a").folder("sub", sub).file("z"));
    Imprints imprints = Imprinting.of(target, old());

    Log log = merged(target, old(), imprints);

    assertEquals(0, imprints.count());
    assertEquals(6, log.lines.size());
    assertEquals(2, sub.looks());
  }

  @Test
  void imprints_afterAnEntryMore_areOfTheFoldersAtTheirNewOrdinals() throws IOException {
    LayerIndex index =
        index(
            directory("app"),
            file("app/a"),
            file("app/aa"),
            directory("app/sub"),
            file("app/sub/b"));
    FakeFolder sub = new FakeFolder(SUB).file("b");

    Imprints imprints =
        Imprinting.of(target(new FakeFolder(TOP).file("a").file("aa").folder("sub", sub)), index);

    assertTrue(imprints.matches(0, TOP.bytes()));
    assertTrue(imprints.matches(3, SUB.bytes()));
    assertEquals(2, imprints.count());
  }
}
