package dev.varve.testkit.tree;

import java.util.List;
import java.util.Random;

/** Names that meet again, so that edits undo, repeat and collide with each other. */
final class RandomNames {
  /** Some fit the patterns of {@link RandomTree}'s ignore files, some are hard to write down. */
  private static final List<String> NAMES =
      List.of(
          """
          k0|k1|keep|x1.tmp|x2.tmp|y.log|z.log|one|two|three|File|file|FILE|main.c|main.o|lib|Lib|deep|\
          with space| leading|-dash|#hash|!bang|star*|[ab]|back\\slash|new\nline|tab\t|quote'"|$HOME|\
          percent%41|..dots|a|b|src|~|colon:|comma,|under_score|0\
          """
              .split("\\|"));

  private static final int LONGEST = 255;

  private final Random random;

  RandomNames(Random random) {
    this.random = random;
  }

  String next() {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    return switch (random.nextInt(12)) {
      case 0 -> name + random.nextInt(10);
      case 1 -> padded(name, LONGEST);
      // Around what fits into a tar header's name and into its prefix.
      case 2 -> padded(name, 90 + random.nextInt(70));
      default -> name;
    };
  }

  private static String padded(String name, int length) {
    return name + "L".repeat(Math.max(0, length - name.length()));
  }

  /** The same with the case of every letter turned. */
  static String otherCase(String name) {
    return name.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
