package dev.varve.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootViewTest {
  private static final Digest X = Digest.sha256Of(new byte[] {'x'});
  private static final Digest TAR = Digest.sha256Of(new byte[] {'t'});

  private static EntryPath path(String text) {
    return EntryPath.of(text);
  }

  private static LayerEntry file(String path) {
    return LayerEntry.file(path(path), 0644, 1).withDigest(X);
  }

  private static LayerEntry dir(String path) {
    return LayerEntry.directory(path(path), 0755);
  }

  private static LayerEntry link(String path, String target) {
    return LayerEntry.symlink(path(path), Bytes.of(target));
  }

  private static LayerEntry gone(String path) {
    return LayerEntry.whiteout(path(path));
  }

  private static LayerIndex layer(LayerEntry... entries) throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : entries) {
      builder.add(entry);
    }
    return builder.build();
  }

  private static RootView view(LayerIndex... layers) throws ArchiveException {
    return new RootView(List.of(layers));
  }

  private static List<String> names(RootView view, String directory) {
    List<String> names = new ArrayList<>();
    view.list(path(directory)).forEach(f -> names.add(f.entry().path().nameText() + f.layer()));
    return names;
  }

  @Test
  void find_topLayer_winsAndWhiteoutHides() throws ArchiveException {
    RootView view =
        view(
            layer(dir("d"), file("d/a"), file("d/b"), dir("e"), file("e/x"), file("e/y")),
            layer(dir("d"), file("d/a"), gone("d/b"), gone("e")),
            layer(dir("e"), file("e/z")));
    assertEquals(1, view.find(path("d/a")).orElseThrow().layer());
    assertTrue(view.find(path("d/b")).isEmpty());
    assertTrue(view.find(path("e/x")).isEmpty());
    assertEquals(2, view.find(path("e/z")).orElseThrow().layer());
    assertEquals(List.of("a1"), names(view, "d"));
    assertEquals(List.of("z2"), names(view, "e"));
    assertEquals(List.of("d1", "e2"), names(view, ""));
    assertTrue(view.find(EntryPath.ROOT).orElseThrow().entry().isDirectory());
  }

  @Test
  void find_opaqueDirectory_hidesLowerLayersOnly() throws ArchiveException {
    RootView view =
        view(
            layer(dir("d"), dir("d/s"), file("d/s/a"), file("d/b")),
            layer(dir("d").withOpaque(true), dir("d/s"), file("d/s/c")),
            layer(dir("d"), file("d/new")));
    assertTrue(view.find(path("d/b")).isEmpty());
    assertTrue(view.find(path("d/s/a")).isEmpty());
    assertEquals(1, view.find(path("d/s/c")).orElseThrow().layer());
    assertEquals(List.of("new2", "s1"), names(view, "d"));
    assertEquals(List.of("c1"), names(view, "d/s"));
  }

  @Test
  void find_fileOverDirectoryAndBack_hidesWhatWasBelow() throws ArchiveException {
    RootView view = view(layer(dir("d"), file("d/a")), layer(file("d")));
    assertTrue(view.find(path("d/a")).isEmpty());
    assertEquals(List.of(), names(view, "d"));
    RootView again = view.with(layer(dir("d"), file("d/b")));
    assertEquals(List.of("b2"), names(again, "d"));
  }

  @Test
  void find_impliedDirectory_showsTheOneBelow() throws ArchiveException {
    RootView view = view(layer(dir("opt").withMode(0700).withOwner(7, 8)), layer(file("opt/x/f")));
    LayerEntry opt = view.find(path("opt")).orElseThrow().entry();
    assertEquals(0700, opt.mode());
    assertEquals(7, opt.uid());
    assertEquals(0755, view.find(path("opt/x")).orElseThrow().entry().mode());
    assertEquals(List.of("x1"), names(view, "opt"));
    assertEquals(0700, view.list(EntryPath.ROOT).getFirst().entry().mode());
  }

  @Test
  void find_hardlinkToLowerLayer_hasTheFile() throws ArchiveException {
    LayerEntry lower = file("a").withContent(9, X, 0, 512);
    RootView view = view(layer(lower), layer(LayerEntry.hardlink(path("b"), path("a"))));
    RootView.Found found = view.find(path("b")).orElseThrow();
    assertEquals(9, found.entry().size());
    assertEquals(512, found.entry().offset());
    assertEquals(0, found.layer());
  }

  @Test
  void resolve_symlinks_insideTheRoot() throws ArchiveException {
    RootView view =
        view(
            layer(
                dir("usr"),
                dir("usr/bin"),
                file("usr/bin/sh"),
                link("bin", "usr/bin"),
                link("up", "../../../usr"),
                link("abs", "/bin"),
                link("dangling", "/nowhere/x"),
                link("loop", "loop2"),
                link("loop2", "loop"),
                dir("run"),
                dir("var"),
                link("var/run", "/run")));
    assertEquals("usr/bin/sh", view.resolve(path("bin/sh")).path().toString());
    assertEquals("usr/bin/sh", view.resolve(path("abs/sh")).path().toString());
    assertEquals("usr/bin", view.resolve(path("up/bin")).path().toString());
    assertTrue(view.resolve(path("bin/sh")).exists());
    RootView.Resolved missing = view.resolve(path("var/run/app/x"));
    assertEquals("run/app/x", missing.path().toString());
    assertEquals("run", missing.existing().toString());
    assertTrue(missing.found().isEmpty());
    assertEquals("nowhere/x/y", view.resolve(path("dangling/y")).path().toString());
    assertEquals("abs", view.resolveParent(path("abs")).path().toString());
    assertEquals("usr/bin/sh", view.resolveParent(path("abs/sh")).path().toString());
    assertThrows(ArchiveException.class, () -> view.resolve(path("loop/x")));
    assertThrows(ArchiveException.class, () -> view.resolve(path("usr/bin/sh/x")));
  }

  @Test
  void impliedDirectory_overLowerSymlink_replacesIt() throws ArchiveException {
    LayerIndex base = layer(dir("usr"), dir("usr/bin"), file("usr/bin/sh"), link("bin", "usr/bin"));
    LayerIndex top = layer(file("bin/tool"));
    RootView view = view(base, top);
    assertTrue(view.find(path("bin")).orElseThrow().entry().isDirectory());
    assertEquals(List.of("tool1"), names(view, "bin"));
    assertEquals(List.of("sh0"), names(view, "usr/bin"));
    assertSame(top, LayerRebase.onto(view(base), List.of(TAR), top));
  }

  @Test
  void impliedDirectory_overLinkToADirectoryFurtherDown_showsNothingOfIt() throws ArchiveException {
    RootView view =
        view(layer(dir("a"), file("a/old")), layer(link("a", "/b")), layer(file("a/new")));
    assertEquals(List.of("new2"), names(view, "a"));
    assertTrue(view.find(path("a/old")).isEmpty());
  }

  @Test
  void rebase_impliedDirectory_takesMetadataOfTheOneBelow() throws ArchiveException {
    LayerIndex base = layer(dir("opt").withMode(0700).withOwner(7, 8).withTime(9, 10));
    LayerIndex top = layer(file("opt/f"));
    LayerEntry opt =
        LayerRebase.onto(view(base), List.of(TAR), top).find(path("opt")).orElseThrow();
    assertEquals(dir("opt").withMode(0700).withOwner(7, 8).withTime(9, 10).withImplied(true), opt);
  }

  @Test
  void rebase_layerThatDependsOnNothing_isTheSameObject() throws ArchiveException {
    LayerIndex top = layer(dir("d"), file("d/f"), gone("x"));
    assertSame(top, LayerRebase.onto(view(layer(link("d", "e"))), List.of(TAR), top));
  }

  @Test
  void rebase_hardlinkToLowerFile_copiesItUp() throws ArchiveException {
    LayerIndex base = layer(dir("d").withMode(0711), file("d/a").withContent(9, X, 0, 512));
    LayerIndex top =
        layer(
            LayerEntry.hardlink(path("c"), path("d/a")),
            LayerEntry.hardlink(path("z"), path("d/a")));
    LayerIndex rebased = LayerRebase.onto(view(base), List.of(TAR), top);
    assertEquals(List.of(TAR), rebased.sources());
    LayerEntry first = rebased.find(path("c")).orElseThrow();
    assertEquals(EntryType.FILE, first.type());
    assertEquals(512, first.offset());
    assertEquals(1, first.source());
    for (String name : List.of("d/a", "z")) {
      LayerEntry entry = rebased.find(path(name)).orElseThrow();
      assertEquals(Bytes.of("c"), entry.linkTarget());
      assertEquals(X, entry.digest());
    }
    assertEquals(0711, rebased.find(path("d")).orElseThrow().mode());
    assertEquals(0, rebased.externalLinkCount());
  }

  @Test
  void rebase_hardlinkToFileTheLayerDeletes_keepsOnlyTheLink() throws ArchiveException {
    LayerIndex base = layer(file("a"));
    LayerIndex top =
        layer(
            LayerEntry.hardlink(path("b"), path("a")),
            LayerEntry.hardlink(path("c"), path("a")),
            gone("a"));
    LayerIndex rebased = LayerRebase.onto(view(base), List.of(TAR), top);
    assertEquals(EntryType.WHITEOUT, rebased.find(path("a")).orElseThrow().type());
    assertEquals(EntryType.FILE, rebased.find(path("b")).orElseThrow().type());
    assertEquals(EntryType.HARDLINK, rebased.find(path("c")).orElseThrow().type());
  }

  @Test
  void rebase_hardlinkToNothing_refused() throws ArchiveException {
    LayerIndex top = layer(LayerEntry.hardlink(path("b"), path("a")));
    assertThrows(ArchiveException.class, () -> LayerRebase.onto(view(), List.of(), top));
    assertThrows(
        ArchiveException.class, () -> LayerRebase.onto(view(layer(dir("a"))), List.of(TAR), top));
  }

  @Test
  void walk_tree_visitsInOrder() throws Exception {
    RootView view = view(layer(dir("a"), file("a/1"), dir("b"), file("b/1")), layer(file("a/0")));
    List<String> seen = new ArrayList<>();
    view.walk(
        EntryPath.ROOT,
        found -> {
          seen.add(found.entry().path().toString());
          return !found.entry().path().equals(path("b"));
        });
    assertEquals(List.of("a", "a/0", "a/1", "b"), seen);
  }
}
