package dev.varve.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: registry, repository, and a tag or digest or both, with Docker's defaults
 * (distribution spec, "Pulling manifests"; Docker's familiar names).
 *
 * @param registry a host with an optional port, {@code docker.io} when the name gives none
 * @param repository the path, {@code library/} added for Docker's official images
 */
public record Reference(
    String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
  private static final String DOCKER_HUB = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final String LATEST = "latest";
  private static final int MAX_NAME = 255;
  private static final int MAX_TAG = 128;

  /**
   * Reads a name as users write it; {@code latest} is assumed when there is neither tag nor digest.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Reference parse(String text) {
    String rest = text;
    Digest digest = null;
    int at = rest.indexOf('@');
    if (at >= 0) {
      String wanted = rest.substring(at + 1);
      digest = Digest.tryParse(wanted).orElseThrow(() -> invalid(text, "invalid digest"));
      rest = rest.substring(0, at);
    }
    String tag = null;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      checkTag(text, tag);
      rest = rest.substring(0, colon);
    }
    if (tag == null && digest == null) {
      tag = LATEST;
    }
    int slash = rest.indexOf('/');
    String registry = DOCKER_HUB;
    String repository = rest;
    if (slash > 0 && isHost(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      repository = rest.substring(slash + 1);
      checkHost(text, registry);
    }
    if (registry.equals("index.docker.io")) {
      registry = DOCKER_HUB;
    }
    checkRepository(text, repository);
    if (registry.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
      repository = OFFICIAL + repository;
    }
    if (registry.length() + repository.length() + 1 > MAX_NAME) {
      throw invalid(text, "the name is longer than 255 characters");
    }
    return new Reference(registry, repository, tag, digest);
  }

  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || first.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static void checkHost(String text, String host) {
    int colon = host.lastIndexOf(':');
    String name = host.indexOf(']') < colon ? host.substring(0, colon) : host;
    if (colon >= 0 && name.length() < host.length()) {
      String port = host.substring(colon + 1);
      if (port.isEmpty()
          || port.length() > 5
          || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw invalid(text, "invalid port");
      }
    }
    boolean ipv6 = name.startsWith("[") && name.endsWith("]");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fine = letterOrDigit(c) || c == '.' || c == '-' || (ipv6 && "[]:".indexOf(c) >= 0);
      if (!fine) {
        throw invalid(text, "invalid registry host");
      }
    }
    if (name.isEmpty() || name.startsWith(".") || name.startsWith("-") || name.endsWith("-")) {
      throw invalid(text, "invalid registry host");
    }
  }

  private static void checkRepository(String text, String repository) {
    for (String part : repository.split("/", -1)) {
      if (!isPathComponent(part)) {
        boolean upper = part.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
        throw invalid(
            text, upper ? "repository name must be lowercase" : "invalid reference format");
      }
    }
  }

  /** Lowercase letters and digits, separated by one of {@code . _ __} or any number of dashes. */
  private static boolean isPathComponent(String part) {
    int i = 0;
    int length = part.length();
    while (true) {
      int start = i;
      while (i < length && lowerOrDigit(part.charAt(i))) {
        i++;
      }
      if (i == start) {
        return false;
      }
      if (i == length) {
        return true;
      }
      int separator = i;
      while (i < length && "._-".indexOf(part.charAt(i)) >= 0) {
        i++;
      }
      String between = part.substring(separator, i);
      boolean dashes = between.chars().allMatch(c -> c == '-');
      if (!dashes && !between.equals(".") && !between.equals("_") && !between.equals("__")) {
        return false;
      }
    }
  }

  private static void checkTag(String text, String tag) {
    boolean fine = !tag.isEmpty() && tag.length() <= MAX_TAG && ".-".indexOf(tag.charAt(0)) < 0;
    for (int i = 0; fine && i < tag.length(); i++) {
      char c = tag.charAt(i);
      fine = letterOrDigit(c) || c == '_' || c == '.' || c == '-';
    }
    if (!fine) {
      throw invalid(text, "invalid tag");
    }
  }

  private static boolean lowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean letterOrDigit(char c) {
    return lowerOrDigit(c) || (c >= 'A' && c <= 'Z');
  }

  private static IllegalArgumentException invalid(String text, String why) {
    String shown = text.length() > 120 ? text.substring(0, 120) + "…" : text;
    return new IllegalArgumentException("invalid image name '" + shown + "': " + why);
  }

  public Optional<String> tagName() {
    return Optional.ofNullable(tag);
  }

  public Optional<Digest> pinned() {
    return Optional.ofNullable(digest);
  }

  /** The repository as Docker shows it: without {@code docker.io/} and {@code library/}. */
  public String familiarRepository() {
    if (!registry.equals(DOCKER_HUB)) {
      return registry + "/" + repository;
    }
    String shorter =
        repository.startsWith(OFFICIAL) ? repository.substring(OFFICIAL.length()) : repository;
    return shorter.indexOf('/') >= 0 && repository.startsWith(OFFICIAL) ? repository : shorter;
  }

  /** The short form with tag and digest, as users write it. */
  public String familiar() {
    return familiarRepository() + suffix();
  }

  /** The full form, {@code docker.io/library/shop:latest}. */
  @Override
  public String toString() {
    return registry + "/" + repository + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
