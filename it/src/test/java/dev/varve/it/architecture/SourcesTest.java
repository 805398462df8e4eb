package dev.varve.it.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules over the sources themselves. */
class SourcesTest {
  private static final int MOST_LINES = 500;

  @Test
  void source_files_have_at_most_five_hundred_lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources("src")) {
      long lines = Files.readAllLines(source).size();
      if (lines > MOST_LINES) {
        tooLong.add(lines + " " + Modules.root().relativize(source));
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void packages_of_the_product_are_null_marked() throws IOException {
    Set<String> unmarked = new TreeSet<>();
    for (Path source : sources("src/main/java")) {
      Path info = source.resolveSibling("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        unmarked.add(Modules.root().relativize(source.getParent()).toString());
      }
    }
    assertEquals(Set.of(), unmarked);
  }

  @Test
  void tests_are_not_switched_off() throws IOException {
    List<String> off = new ArrayList<>();
    for (Path source : sources("src/test/java")) {
      if (Files.readString(source).contains("import org.junit.jupiter.api.Dis" + "abled")) {
        off.add(Modules.root().relativize(source).toString());
      }
    }
    assertEquals(List.of(), off);
  }

  private static List<Path> sources(String below) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : Modules.names()) {
      Path directory = Modules.root().resolve(module).resolve(below);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> walk = Files.walk(directory)) {
          walk.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    assertTrue(!sources.isEmpty(), "sources found below " + Modules.root());
    return sources;
  }
}
