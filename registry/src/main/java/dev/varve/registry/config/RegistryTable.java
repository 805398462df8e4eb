package dev.varve.registry.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code [[registry]]} of {@code registries.conf}: what holds for the images whose names begin
 * with {@code prefix}.
 *
 * @param prefix host, repository, tag or digest, or a part of that from the left; or {@code
 *     *.example.com}
 * @param location where that is served; null for where its name says
 * @param mirrors what is tried before, in that order
 * @param source the file that says so
 */
record RegistryTable(
    String prefix,
    @Nullable Location location,
    boolean blocked,
    List<Mirror> mirrors,
    Path source) {
  private static final String WILDCARD = "*.";

  /**
   * A server, and the repository or a part of it that takes the place of the prefix.
   *
   * @param insecure null when nothing is said about it
   */
  record Location(String path, @Nullable Boolean insecure) {}

  /** A mirror, and what it is good for. */
  record Mirror(Location location, Use use) {}

  /** What may be pulled from a mirror. */
  enum Use {
    ALL,
    DIGESTS,
    TAGS
  }

  boolean isWildcard() {
    return prefix.startsWith(WILDCARD);
  }

  /**
   * How much of a full name the prefix is; -1 when the name does not begin with it.
   *
   * <p>{@code example.com} is a prefix of {@code example.com:5000/shop} as well. That is how
   * containers/image reads it, so what is blocked for podman is blocked here.
   */
  int match(String name) {
    if (isWildcard()) {
      return matchEnd(name);
    }
    int end = prefix.length();
    boolean begins = name.startsWith(prefix);
    return begins && (end == name.length() || ":/@".indexOf(name.charAt(end)) >= 0) ? end : -1;
  }

  /** As {@link #match}, for a host of which the wildcard has the end. */
  private int matchEnd(String name) {
    String suffix = prefix.substring(1);
    int slash = name.indexOf('/');
    String host = slash < 0 ? name : name.substring(0, slash);
    if (host.endsWith(suffix)) {
      return host.length();
    }
    int colon = host.lastIndexOf(':');
    return colon >= 0 && host.substring(0, colon).endsWith(suffix) ? colon : -1;
  }

  /** Whether this says more exactly than {@code other} which images it is about. */
  boolean closerThan(@Nullable RegistryTable other) {
    if (other == null || prefix.length() != other.prefix.length()) {
      return other == null || prefix.length() > other.prefix.length();
    }
    return other.isWildcard() && !isWildcard();
  }
}
