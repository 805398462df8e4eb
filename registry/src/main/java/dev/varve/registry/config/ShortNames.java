package dev.varve.registry.config;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.config.RegistriesConf.Naming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What names of images without a registry mean: Docker's own, as with Docker, unless the user's own
 * {@code registries.conf} has an alias or a search list. What a distribution ships, or a system's
 * administrator writes, in {@code /etc} does not count, see ADR 41. Safe for use by several
 * threads.
 */
public final class ShortNames {
  private static final List<String> DOCKER_HUB = List.of("docker.io/", "index.docker.io/");

  private final Supplier<RegistriesConf> registries;

  ShortNames(Supplier<RegistriesConf> registries) {
    this.registries = registries;
  }

  /**
   * The full names that a name may mean, in the order in which they are to be tried; exactly one
   * unless the user has a search list of several registries. Nothing is read for a name with a
   * registry.
   *
   * @param name as users write it, with or without registry, tag and digest
   * @throws IllegalArgumentException with a message for the user, if it is not a name
   * @throws VarveException if the user's configuration calls for a choice ({@code short-name-mode =
   *     "enforcing"}), or cannot be used
   */
  public List<Reference> candidates(String name) {
    Reference docker = Reference.parse(name);
    if (!docker.registry().equals("docker.io") || hasRegistry(name)) {
      return List.of(docker);
    }
    Naming naming = registries.get().naming();
    int end = end(name);
    String alias = naming.aliases().get(name.substring(0, end));
    if (alias != null) {
      return List.of(Reference.parse(alias + name.substring(end)));
    }
    if (naming.search().isEmpty()) {
      return List.of(docker);
    }
    if (naming.enforcing() && naming.search().size() > 1) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "'" + name + "' may be of any of " + String.join(", ", naming.search()),
          "write the registry in front of the name, or add an alias to registries.conf");
    }
    List<Reference> candidates = new ArrayList<>();
    for (String registry : naming.search()) {
      candidates.add(Reference.parse(registry + "/" + name));
    }
    return List.copyOf(candidates);
  }

  private static boolean hasRegistry(String name) {
    for (String prefix : DOCKER_HUB) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Where tag or digest begin. */
  private static int end(String name) {
    int at = name.indexOf('@');
    int end = at < 0 ? name.length() : at;
    int colon = name.lastIndexOf(':', end);
    return colon > name.lastIndexOf('/', end) ? colon : end;
  }
}
