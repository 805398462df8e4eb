package dev.varve.registry.config;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where {@code login} leaves credentials: with the helper that the first of the files of ADR 41
 * names for the registry, else in that file. The file is replaced whole or not at all, readable by
 * its owner only; what is not about the registry stays as it is. Of two processes that write at the
 * same time one may lose what it wrote, as with Docker.
 */
public final class LoginStore {
  private final Places places;
  private final Duration helperLimit;

  LoginStore(Places places, Duration helperLimit) {
    this.places = places;
    this.helperLimit = helperLimit;
  }

  /** What became of a credential. */
  public sealed interface Kept {
    /** A helper keeps it. */
    record ByHelper(String name) implements Kept {}

    /** It stands in a file, where whoever can read that can read it. */
    record InFile(Path path) implements Kept {}
  }

  /**
   * The registry that somebody means by a host, with or without port, or by an address of it, such
   * as {@code https://index.docker.io/v1/}.
   *
   * @throws VarveException if it is neither
   */
  public static String registry(String server) {
    String registry = AuthKey.of(server.strip()).registry();
    if (!Hosts.isHost(registry)) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "that is not the name of a registry",
          "write it as HOST or HOST:PORT, as in the names of its images");
    }
    return registry;
  }

  /**
   * Keeps a credential for the whole of a registry, in place of any other.
   *
   * @param registry host and port as image names have them, {@code docker.io} for Docker's own
   * @throws VarveException if there is no place for it, or that cannot be written
   */
  public Kept store(String registry, Credential credential)
      throws IOException, InterruptedException {
    AuthFile file = file();
    Optional<String> name = file.helper(registry);
    if (name.isEmpty()) {
      file.with(registry, credential).write();
      return new Kept.InFile(file.path());
    }
    helper(name.get(), file).store(AuthKey.server(registry), credential);
    AuthFile marked = file.withMark(registry);
    if (!marked.equals(file)) {
      marked.write();
    }
    return new Kept.ByHelper(name.get());
  }

  /**
   * Forgets the credential for the whole of a registry.
   *
   * @return whether there was one
   * @throws VarveException as {@link #store}
   */
  public boolean erase(String registry) throws IOException, InterruptedException {
    AuthFile file = file();
    Optional<String> name = file.helper(registry);
    boolean kept = name.isPresent() && helper(name.get(), file).erase(AuthKey.server(registry));
    AuthFile without = file.without(registry);
    if (without.equals(file)) {
      return kept;
    }
    without.write();
    return true;
  }

  private AuthFile file() {
    Path path =
        AuthFiles.of(places)
            .written(places)
            .orElseThrow(
                () ->
                    new VarveException(
                        VarveException.Code.ENVIRONMENT,
                        "no place for credentials: HOME is not set",
                        "set it, or DOCKER_CONFIG, or REGISTRY_AUTH_FILE"));
    return AuthFile.read(path);
  }

  private CredentialHelper helper(String name, AuthFile file) {
    return new CredentialHelper(name, file.path(), places.environment(), helperLimit);
  }
}
