package dev.varve.build.random;

import dev.varve.linux.Dir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds of a tree that changes at random, each compared with a build from nothing.
 *
 * <p>{@code -Dvarve.random.steps=N} takes N steps for each seed, {@code -Dvarve.random.seed=S} only
 * that seed: a failure names it, with the edits that led to it.
 */
@Timeout(7200)
class RandomEditsTest {
  private static final int STEPS = 80;
  private static final int SHOWN = 80;

  /** Where stores are fast: they are made and deleted all the time, and nothing is to last. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir Path temp;

  static LongStream seeds() {
    Long wanted = Long.getLong("varve.random.seed");
    return wanted == null ? LongStream.rangeClosed(1, 16) : LongStream.of(wanted);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void incremental_build_of_edited_tree_is_the_build_from_nothing(long seed) throws IOException {
    boolean slow = seed % 8 == 0 || !Files.isWritable(MEMORY);
    Path stores = Files.createTempDirectory(slow ? temp : MEMORY, "varve-random");
    int steps = Integer.getInteger("varve.random.steps", slow ? STEPS / 8 : STEPS);
    Trial trial = new Trial(temp, stores, seed, seed % 2 == 0);
    try {
      for (int step = 0; step < steps; step++) {
        trial.step();
      }
      trial.verify();
    } catch (Exception | AssertionError e) {
      List<String> all = trial.history();
      List<String> last = all.subList(Math.max(0, all.size() - SHOWN), all.size());
      throw new AssertionError(
          "seed %d after %d edits; see it again with -Dvarve.random.seed=%d%n%s%n%s"
              .formatted(seed, trial.edits(), seed, String.join("\n", last), e.getMessage()),
          e);
    } finally {
      try (Dir parent = Dir.open(stores.resolveSibling(""))) {
        parent.deleteTree(String.valueOf(stores.getFileName()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
