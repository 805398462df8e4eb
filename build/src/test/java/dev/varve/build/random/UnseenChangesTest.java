package dev.varve.build.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a tree that once went unseen. */
class UnseenChangesTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"all", "excluding", "from-stage", "from-stage-partly", "parents"})
  void copy_of_parted_hard_link_of_same_content_runs_again(String name)
      throws IOException, InterruptedException {
    Recipe recipe = recipe(name);
    Path dockerfile = Files.writeString(temp.resolve("Dockerfile"), recipe.text());
    Path context = temp.resolve("context");
    Path one = Files.createDirectories(context.resolve("src/deeper")).resolve("one");
    Path two = Files.createDirectories(context.resolve("b")).resolveSibling("src/deeper/two");
    Files.writeString(one, "the same");
    Files.createLink(two, one);
    Clock clock = Clock.systemUTC();
    try (Store store = Store.open(temp.resolve("store"), clock);
        Store other = Store.open(temp.resolve("fresh"), clock)) {
      Built linked = Built.of(recipe, dockerfile, context, store, clock);
      assertEquals("HARDLINK", typeOfTwo(linked));
      Files.delete(two);
      Files.writeString(two, "the same");
      Built parted = Built.of(recipe, dockerfile, context, store, clock);
      assertEquals("FILE", typeOfTwo(parted));
      new Oracle().check(parted, Built.of(recipe, dockerfile, context, other, clock), true);
    }
  }

  @Test
  void copy_of_file_below_directory_of_other_mode_runs_again()
      throws IOException, InterruptedException {
    Recipe recipe = recipe("parents");
    Path dockerfile = Files.writeString(temp.resolve("Dockerfile"), recipe.text());
    Path context = temp.resolve("context");
    Files.createDirectories(context.resolve("src"));
    Path b = Files.createDirectories(context.resolve("b"));
    Files.writeString(b.resolve("file"), "the same");
    Clock clock = Clock.systemUTC();
    try (Store store = Store.open(temp.resolve("store"), clock)) {
      Files.setAttribute(b, "unix:mode", 0755);
      assertEquals(0755, modeOfB(Built.of(recipe, dockerfile, context, store, clock)));
      Files.setAttribute(b, "unix:mode", 0711);
      assertEquals(0711, modeOfB(Built.of(recipe, dockerfile, context, store, clock)));
      Files.setAttribute(b, "unix:mode", 0755);
      Built again = Built.of(recipe, dockerfile, context, store, clock);
      assertEquals(0755, modeOfB(again));
      assertEquals(Built.Fate.CACHED, again.layers().getFirst().fate());
    }
  }

  private static Recipe recipe(String name) {
    return Recipe.ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static int modeOfB(Built built) {
    return built.image().getFirst().index().find(EntryPath.of("p/b")).orElseThrow().mode();
  }

  private static String typeOfTwo(Built built) {
    for (LayerEntry entry : built.image().getLast().index()) {
      if (entry.path().nameText().equals("two")) {
        return entry.type().name();
      }
    }
    throw new AssertionError("nothing was copied: " + built);
  }
}
