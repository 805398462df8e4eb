package dev.varve.dockerfile.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.RawText;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ignore patterns against Docker. Each file under {@code ignore} has an ignore file as a JSON
 * string on its first line and behind it what Docker kept of the tree in {@code tree.txt}.
 */
class IgnorePatternsTest {
  static Stream<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString().replace(".txt", ""))
          .filter(name -> !name.equals("tree"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(IgnorePatternsTest.class.getResource("/ignore")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All paths of the tree, directories with a slash at the end. */
  private static NavigableSet<String> tree() throws IOException {
    NavigableSet<String> paths = new TreeSet<>();
    for (String path : Files.readAllLines(directory().resolve("tree.txt"))) {
      paths.add(path);
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        paths.add(path.substring(0, slash + 1));
      }
    }
    return paths;
  }

  /** Walks the tree as a scanner does; a directory is kept when anything in it is. */
  private static NavigableSet<String> walk(IgnorePatterns patterns) throws IOException {
    NavigableSet<String> kept = new TreeSet<>();
    walk(patterns.root(), "", tree(), kept);
    return kept;
  }

  private static boolean walk(
      IgnorePatterns.Directory directory,
      String prefix,
      NavigableSet<String> tree,
      NavigableSet<String> kept) {
    boolean any = false;
    for (String path : tree.tailSet(prefix, false)) {
      if (!path.startsWith(prefix)) {
        break;
      }
      int slash = path.indexOf('/', prefix.length());
      if (slash >= 0 && slash < path.length() - 1) {
        continue;
      }
      if (slash < 0) {
        if (!directory.ignores(path)) {
          kept.add(path);
          any = true;
        }
        continue;
      }
      var child = directory.enter(path.substring(0, slash));
      boolean below = !child.canSkip() && walk(child, path, tree, kept);
      if (below || !child.ignored()) {
        kept.add(path);
        any = true;
      }
    }
    return any;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void walk_asRecordedFromDocker(String name) throws IOException {
    String[] file = Files.readString(directory().resolve(name + ".txt")).split("\n", 2);
    byte[] text = unquoted(file[0]).getBytes(StandardCharsets.UTF_8);
    if (file[1].equals("error\n")) {
      assertThrows(DockerfileException.class, () -> IgnorePatterns.parse(text));
      return;
    }
    IgnorePatterns patterns = IgnorePatterns.parse(text);
    assertEquals(
        file[1], String.join("\n", walk(patterns)) + (walk(patterns).isEmpty() ? "" : "\n"));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void singlePaths_agreeWithTheWalk(String name) throws IOException {
    String[] file = Files.readString(directory().resolve(name + ".txt")).split("\n", 2);
    if (file[1].equals("error\n")) {
      return;
    }
    IgnorePatterns patterns =
        IgnorePatterns.parse(unquoted(file[0]).getBytes(StandardCharsets.UTF_8));
    NavigableSet<String> kept = walk(patterns);
    for (String path : tree()) {
      if (path.endsWith("/")) {
        String directory = path.substring(0, path.length() - 1);
        if (patterns.canSkipDirectory(directory)) {
          assertFalse(kept.stream().anyMatch(p -> p.startsWith(path)), path);
        }
      } else {
        assertEquals(!kept.contains(path), patterns.matches(path), path);
        boolean explained = patterns.explain(path).filter(rule -> !rule.negated()).isPresent();
        assertEquals(patterns.matches(path), explained, path);
      }
    }
  }

  private static String unquoted(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
        c = json.charAt(i) == 'n' ? '\n' : json.charAt(i) == 'r' ? '\r' : json.charAt(i);
        c = json.charAt(i) == 't' ? '\t' : c;
      }
      out.append(c);
    }
    return out.toString();
  }

  private static IgnorePatterns parse(String text) {
    return IgnorePatterns.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void explain_saysWhichLineDecided() {
    IgnorePatterns patterns = parse("# generated\n*.log\n\n!keep.log\nlogs\n");
    assertEquals(
        new IgnorePatterns.Rule(2, "*.log", false), patterns.explain("a.log").orElseThrow());
    assertEquals(
        new IgnorePatterns.Rule(4, "!keep.log", true), patterns.explain("keep.log").orElseThrow());
    assertEquals(
        new IgnorePatterns.Rule(5, "logs", false), patterns.explain("logs/keep.log").orElseThrow());
    assertTrue(patterns.explain("a.txt").isEmpty());
  }

  @Test
  void canSkipDirectory_onlyWhereNothingCanBeTakenBack() {
    IgnorePatterns patterns =
        parse("*\n!src/main\n!docs/**/*.md\n!*/package.json\nsrc/main/generated\n");
    assertFalse(patterns.canSkipDirectory("src"));
    assertFalse(patterns.canSkipDirectory("src/main"));
    assertTrue(patterns.canSkipDirectory("src/test"));
    assertTrue(patterns.canSkipDirectory("src/main/generated"));
    assertFalse(patterns.canSkipDirectory("docs/a/b"));
    assertFalse(patterns.canSkipDirectory("node_modules"), "it may hold a package.json");
    assertTrue(patterns.canSkipDirectory("node_modules/p"));
  }

  @Test
  void canSkipDirectory_ruleTakenBackEarlier_countsNoMore() {
    IgnorePatterns patterns = parse("!dir/keep\ndir\n");
    assertTrue(patterns.canSkipDirectory("dir"));
    assertTrue(patterns.matches("dir/keep"));
  }

  @Test
  void parse_badPattern_namesFileAndLine() {
    var error = assertThrows(DockerfileException.class, () -> parse("ok\na[b\n"));
    assertEquals(".dockerignore:2: bad pattern \"a[b\": a '[' is not closed", error.summary());
    assertTrue(error.render().contains("   2 | >>> a[b\n"), error.render());
  }

  @Test
  void matches_bytesThatAreNoUtf8_areComparedAsTheyAre() {
    IgnorePatterns patterns = IgnorePatterns.parse(new byte[] {(byte) 0xff, '\n', 'x', '?', '\n'});
    assertTrue(patterns.matches(RawText.decode(new byte[] {(byte) 0xff})));
    assertFalse(patterns.matches(RawText.decode(new byte[] {(byte) 0xfe})));
    assertTrue(patterns.matches(RawText.decode(new byte[] {'x', (byte) 0xfe})));
  }

  @Test
  void of_slashAtTheStart_staysAndMatchesNothing() {
    IgnorePatterns patterns = IgnorePatterns.of(List.of("/a", "b/../c"));
    assertFalse(patterns.matches("a"));
    assertTrue(patterns.matches("c"));
  }

  @Test
  void moreThanSixtyFourRules_workAsWell() {
    StringBuilder text = new StringBuilder("*\n");
    for (int i = 0; i < 200; i++) {
      text.append("!d").append(i).append("\nd").append(i).append("/x\n");
    }
    IgnorePatterns patterns = parse(text.toString());
    assertFalse(patterns.matches("d199/y"));
    assertTrue(patterns.matches("d199/x/y"));
    assertTrue(patterns.matches("d200/y"));
  }

  @Test
  void walk_fiftyThousandPathsAndTwentyRules_isFast() {
    IgnorePatterns patterns =
        parse(
            """
            .git
            **/node_modules
            **/target
            *.log
            **/*.class
            **/*.tmp
            docs/**
            build
            dist
            .idea
            **/.DS_Store
            coverage
            !docs/README.md
            src/*/generated
            **/test/fixtures/**
            Dockerfile
            .dockerignore
            *.md
            !README.md
            **/?temp*
            """);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      paths.add("src/module" + i % 100 + "/java/Some" + i + "Name.java");
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      int ignored = 0;
      var src = patterns.root().enter("src");
      var module = src.enter("src/module7").enter("src/module7/java");
      for (String path : paths) {
        ignored += module.ignores(path) ? 1 : 0;
      }
      best = Math.min(best, System.nanoTime() - start);
      assertEquals(0, ignored);
    }
    // Far above what it takes, for machines that are busy.
    assertTrue(best < 300_000_000L, "took " + best / 1_000_000 + " ms");
  }
}
