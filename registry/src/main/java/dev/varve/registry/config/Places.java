package dev.varve.registry.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration is looked for.
 *
 * @param environment the caller's variables
 * @param home the caller's home directory; null when there is none, and then no file of the user's
 * @param root what the system's own paths are resolved in; {@code /} but in tests
 */
record Places(Map<String, String> environment, @Nullable Path home, Path root) {
  Places {
    environment = Map.copyOf(environment);
  }

  /** A variable that is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** The file or directory that a variable names, made absolute. */
  Optional<Path> named(String variable) {
    return variable(variable).map(value -> Path.of(value).toAbsolutePath());
  }

  /** Something below the home directory. */
  Optional<Path> atHome(String relative) {
    return Optional.ofNullable(home).map(path -> path.resolve(relative));
  }

  /** Something of the system's, such as {@code etc/docker/daemon.json}. */
  Path system(String relative) {
    return root.resolve(relative);
  }
}
