package dev.varve.registry.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which files hold credentials, first to last. One that a variable names is the only one: {@code
 * $REGISTRY_AUTH_FILE}, else {@code $DOCKER_CONFIG/config.json}. Otherwise Docker's {@code
 * ~/.docker/config.json}, and for what that does not have podman's {@code
 * $XDG_RUNTIME_DIR/containers/auth.json} and {@code ~/.config/containers/auth.json}.
 */
record AuthFiles(List<Path> paths) {
  static AuthFiles of(Places places) {
    Optional<Path> named =
        places
            .named("REGISTRY_AUTH_FILE")
            .or(() -> places.named("DOCKER_CONFIG").map(path -> path.resolve("config.json")));
    if (named.isPresent()) {
      return new AuthFiles(List.of(named.get()));
    }
    List<Path> paths = new ArrayList<>();
    places.atHome(".docker/config.json").ifPresent(paths::add);
    places
        .named("XDG_RUNTIME_DIR")
        .map(path -> path.resolve("containers/auth.json"))
        .ifPresent(paths::add);
    places
        .named("XDG_CONFIG_HOME")
        .or(() -> places.atHome(".config"))
        .map(path -> path.resolve("containers/auth.json"))
        .ifPresent(paths::add);
    return new AuthFiles(List.copyOf(paths));
  }

  /** The one that a login is written to; empty when there is no place for it. */
  Optional<Path> written(Places places) {
    boolean named =
        places
            .variable("REGISTRY_AUTH_FILE")
            .or(() -> places.variable("DOCKER_CONFIG"))
            .isPresent();
    return named || places.home() != null ? Optional.of(paths.getFirst()) : Optional.empty();
  }
}
