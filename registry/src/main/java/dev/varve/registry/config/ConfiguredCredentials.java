package dev.varve.registry.config;

import dev.varve.registry.Credential;
import dev.varve.registry.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Credentials from {@link AuthFiles}. Of each file {@code credHelpers} goes before {@code
 * credsStore}, and that before {@code auths}: whoever is asked first decides for that file. Files
 * are read, and helpers run, each time that somebody asks: a token of a helper's may be a short
 * one.
 */
final class ConfiguredCredentials implements Credentials {
  private final Places places;
  private final Duration helperLimit;

  ConfiguredCredentials(Places places, Duration helperLimit) {
    this.places = places;
    this.helperLimit = helperLimit;
  }

  @Override
  public Optional<Credential> find(String registry, String repository)
      throws IOException, InterruptedException {
    List<Path> paths = AuthFiles.of(places).paths();
    for (Path path : paths) {
      AuthFile file = AuthFile.read(path);
      Optional<String> name = file.helper(registry);
      Optional<Credential> found =
          name.isPresent()
              ? helper(name.get(), path).get(AuthKey.server(registry))
              : file.find(registry, repository);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private CredentialHelper helper(String name, Path source) {
    return new CredentialHelper(name, source, places.environment(), helperLimit);
  }
}
