package dev.varve.runtime.container;

import java.util.random.RandomGenerator;

/** Names for containers that were given none: an adjective and something found in the ground. */
final class ContainerNames {

  private static final String ADJECTIVES =
      """
      amber ancient banded bold brisk buried calm clever coarse crisp deep dusty eager \
      early faint fine folded gentle grand hidden honest humble icy jolly keen layered \
      lively lucid mellow mild mossy nimble noble pale patient placid polished proud quiet \
      rapid rugged sandy serene silent smooth solid steady sunken tidal vivid warm wise \
      young zesty""";

  private static final String NOUNS =
      """
      agate amethyst andesite arkose basalt beryl breccia calcite chalk chert clay dacite \
      dolomite esker feldspar flint fossil gabbro galena garnet geode glacier gneiss \
      granite gypsum jasper kame loess marble marl mica moraine mudstone obsidian olivine \
      onyx opal pebble pumice pyrite quartz rhyolite sandstone schist shale silt slate \
      strata talc topaz tuff varve zircon""";

  private ContainerNames() {}

  /**
   * A name that is likely to be free.
   *
   * @param attempt how often a name turned out to be taken; later ones get a number
   */
  static String next(RandomGenerator random, int attempt) {
    String name = pick(ADJECTIVES, random) + "_" + pick(NOUNS, random);
    return attempt < 10 ? name : name + random.nextInt(1_000_000);
  }

  private static String pick(String words, RandomGenerator random) {
    String[] all = words.split(" ");
    return all[random.nextInt(all.length)];
  }

  /** Whether Docker would take the name. */
  static boolean isValid(String name) {
    if (name.length() < 2) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      boolean other = c == '_' || c == '.' || c == '-';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }
}
