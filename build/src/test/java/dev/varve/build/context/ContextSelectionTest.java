package dev.varve.build.context;

import static dev.varve.build.context.ContextFixture.b;
import static dev.varve.build.context.ContextFixture.named;
import static dev.varve.build.context.ContextFixture.selection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.pattern.BadPatternException;
import dev.varve.linux.Dir;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextSelectionTest {
  @TempDir Path temp;
  private ContextFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new ContextFixture(temp);
    fixture.file("app/a.js", "a");
    fixture.file("app/b.js", "b");
    fixture.file("app/sub/c.js", "c");
    fixture.file("lib/a.js", "a");
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void chmod(String directory, String name, int mode) throws IOException {
    try (Dir dir = Dir.open(fixture.root.resolve(directory))) {
      dir.chmod(b(name), mode);
    }
  }

  @Test
  void key_dependsOnWhatTheImageWouldHold_andOnNothingElse() throws Exception {
    Digest key = fixture.key("app");
    Files.setLastModifiedTime(fixture.root.resolve("app/a.js"), FileTime.fromMillis(1));
    Files.setLastModifiedTime(fixture.root.resolve("app"), FileTime.fromMillis(1));
    chmod("", "app", 0700);
    fixture.file("lib/new", "elsewhere");
    assertEquals(key, fixture.key("app"), "times, the source's own mode, and other files");
    Set<Digest> keys = new HashSet<>(Set.of(key));
    chmod("app", "a.js", 0755);
    assertTrue(keys.add(fixture.key("app")), "mode of a file");
    chmod("app", "sub", 0700);
    assertTrue(keys.add(fixture.key("app")), "mode of a directory");
    Files.move(fixture.root.resolve("app/a.js"), fixture.root.resolve("app/d.js"));
    assertTrue(keys.add(fixture.key("app")), "name");
    Files.move(fixture.root.resolve("app/d.js"), fixture.root.resolve("app/sub/d.js"));
    assertTrue(keys.add(fixture.key("app")), "place");
    Files.createDirectory(fixture.root.resolve("app/empty"));
    assertTrue(keys.add(fixture.key("app")), "an empty directory");
    Files.createSymbolicLink(fixture.root.resolve("app/link"), Path.of("x"));
    assertTrue(keys.add(fixture.key("app")), "a link");
    Files.delete(fixture.root.resolve("app/link"));
    Files.createSymbolicLink(fixture.root.resolve("app/link"), Path.of("y"));
    assertTrue(keys.add(fixture.key("app")), "where it leads");
    Files.delete(fixture.root.resolve("app/link"));
    fixture.file("app/link", "y");
    assertTrue(keys.add(fixture.key("app")), "a file instead of a link");
  }

  @Test
  void keying_withoutModes_ignoresThem() throws Exception {
    Digest with = fixture.key(Keying.MODES_AND_OWNERS, "app");
    Digest without = fixture.key(Keying.OWNERS, "app");
    chmod("app", "a.js", 0755);
    chmod("app", "sub", 0700);
    assertNotEquals(with, fixture.key(Keying.MODES_AND_OWNERS, "app"));
    assertEquals(without, fixture.key(Keying.OWNERS, "app"));
    fixture.file("app/a.js", "changed");
    assertNotEquals(without, fixture.key(Keying.OWNERS, "app"));
  }

  @Test
  void key_ofSeveralSources_dependsOnTheirNamesAndOrder() throws Exception {
    assertNotEquals(fixture.key("app/a.js", "app/b.js"), fixture.key("app/b.js", "app/a.js"));
    assertNotEquals(fixture.key("app/a.js"), fixture.key("app/a.js", "app/a.js"));
    assertEquals(fixture.key("app/a.js"), fixture.key("lib/a.js"), "the same name and content");
    fixture.file("lib/z.js", "a");
    assertNotEquals(fixture.key("app/a.js"), fixture.key("lib/z.js"), "another name");
    assertEquals(fixture.key("app/*.js"), fixture.key("app/a.js", "app/b.js"));
  }

  @Test
  void hardlinks_withinASource_areFoundAndKeyed() throws Exception {
    Path sub = fixture.root.resolve("app/sub");
    Files.createLink(sub.resolve("hard1"), fixture.root.resolve("app/a.js"));
    Files.createLink(fixture.root.resolve("app/zz"), fixture.root.resolve("app/a.js"));
    Files.createLink(fixture.root.resolve("lib/outside"), fixture.root.resolve("app/a.js"));
    Digest linked = fixture.key("app");
    try (BuildContext context = fixture.open()) {
      ContextSelection app = selection(context, "app");
      EntryPath first = EntryPath.of("app/a.js");
      assertEquals(
          Map.of(EntryPath.of("app/sub/hard1"), first, EntryPath.of("app/zz"), first),
          app.hardlinks(app.sources().getFirst()));
      ContextSelection file = selection(context, "lib/outside");
      assertEquals(Map.of(), file.hardlinks(file.sources().getFirst()));
    }
    Files.delete(sub.resolve("hard1"));
    fixture.file("app/sub/hard1", "a");
    assertNotEquals(linked, fixture.key("app"), "a copy is not a link");
  }

  @Test
  void files_ofTwoBuilds_tellWhatChanged() throws Exception {
    Map<EntryPath, Digest> before = files();
    fixture.file("app/a.js", "changed");
    fixture.file("app/sub/new.js", "new");
    Files.delete(fixture.root.resolve("app/b.js"));
    Map<EntryPath, Digest> after = files();
    Set<EntryPath> changed = new HashSet<>();
    for (EntryPath path : before.keySet()) {
      if (after.containsKey(path) && !before.get(path).equals(after.get(path))) {
        changed.add(path);
      }
    }
    assertEquals(Set.of(EntryPath.of("app/a.js")), changed);
    Set<EntryPath> added = new HashSet<>(after.keySet());
    added.removeAll(before.keySet());
    assertEquals(Set.of(EntryPath.of("app/sub/new.js")), added);
    chmod("app", "sub", 0700);
    assertNotEquals(after.get(EntryPath.of("app/sub")), files().get(EntryPath.of("app/sub")));
  }

  private Map<EntryPath, Digest> files() throws Exception {
    try (BuildContext context = fixture.open()) {
      ContextSelection app = selection(context, "app");
      app.digest(Keying.MODES_AND_OWNERS);
      return app.files(Keying.MODES_AND_OWNERS).stream()
          .collect(
              Collectors.toMap(
                  ContextSelection.KeyedFile::path, ContextSelection.KeyedFile::digest));
    }
  }

  @Test
  void walk_givesPathsBelowEachSource() throws Exception {
    try (BuildContext context = fixture.open()) {
      List<String> seen = new java.util.ArrayList<>();
      selection(context, "app", "lib/a.js")
          .walk(
              (source, below, entry) ->
                  seen.add(source.named() + ":" + below + ":" + entry.type()));
      assertEquals(
          List.of(
              "app::DIRECTORY",
              "app:a.js:FILE",
              "app:b.js:FILE",
              "app:sub:DIRECTORY",
              "app:sub/c.js:FILE",
              "lib/a.js::FILE"),
          seen);
    }
  }

  @Test
  void select_withWildcards_matchesLikeGo() throws Exception {
    fixture.file("app/[odd].js", "odd");
    fixture.file("package.json", "");
    fixture.file("package-lock.json", "");
    try (BuildContext context = fixture.open()) {
      ContextTree tree = context.tree();
      assertEquals(
          List.of("package-lock.json", "package.json"), named(tree.select("package*.json")));
      assertEquals(List.of("app/a.js", "app/b.js"), named(tree.select("./app/?.js")));
      assertEquals(List.of("app/a.js", "lib/a.js"), named(tree.select("/*/a.js")));
      assertEquals(List.of("app/sub/c.js"), named(tree.select("*/*/*.js")));
      assertEquals(List.of("app/a.js", "app/b.js"), named(tree.select("app/[a-b].js")));
      assertEquals(List.of("app/[odd].js"), named(tree.select("app/[[]odd].js")));
      assertEquals(List.of("app"), named(tree.select("app/sub/..")));
      assertEquals(List.of(""), named(tree.select("/")));
      assertEquals(List.of(), tree.select("nothing*"));
      assertEquals(List.of(), tree.select("app/a.js/x"));
      assertEquals(
          List.of(), tree.select("app/\\[odd].js"), "a backslash is no escape, as in Docker");
      assertThrows(BadPatternException.class, () -> tree.select("app/[a"));
      for (String out : List.of("..", "../x", "app/../../x", "*/../../../x")) {
        assertThrows(IllegalArgumentException.class, () -> tree.select(out), out);
      }
    }
  }

  @Test
  void select_throughSymlinks_staysInTheContext() throws Exception {
    Path outside = Files.writeString(temp.resolve("outside"), "secret");
    Files.createSymbolicLink(fixture.root.resolve("here"), Path.of("app/sub"));
    Files.createSymbolicLink(fixture.root.resolve("abs"), Path.of("/lib/a.js"));
    Files.createSymbolicLink(fixture.root.resolve("app/up"), Path.of("../../../lib"));
    Files.createSymbolicLink(fixture.root.resolve("out"), outside);
    Files.createSymbolicLink(fixture.root.resolve("loop"), Path.of("loop"));
    try (BuildContext context = fixture.open()) {
      ContextTree tree = context.tree();
      Source here = tree.select("here/c.js").getFirst();
      assertEquals("here/c.js", here.named().toString());
      assertEquals("app/sub/c.js", here.entry().path().toString());
      assertEquals("lib/a.js", tree.select("abs").getFirst().entry().path().toString());
      assertEquals("lib", tree.select("app/up").getFirst().entry().path().toString());
      assertEquals(
          "lib/a.js",
          tree.select("app/u*").getFirst().entry().children().getFirst().path().toString());
      assertEquals(List.of(), tree.select("out"));
      assertEquals(List.of(), tree.select("loop/x"));
      DanglingSourceException e =
          assertThrows(DanglingSourceException.class, () -> tree.select("o*"));
      assertTrue(e.text().contains("'out'"), e.text());
    }
  }
}
