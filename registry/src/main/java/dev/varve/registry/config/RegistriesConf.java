package dev.varve.registry.config;

import dev.varve.model.VarveException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code registries.conf} and the files beside it say together.
 *
 * @param tables by prefix; a later file's took the place of an earlier one's
 * @param naming what the user's own files say of names without a registry
 */
record RegistriesConf(Map<String, RegistryTable> tables, Naming naming) {

  /**
   * What a name without a registry means.
   *
   * @param search registries to look in, in this order; empty when Docker's is meant
   * @param aliases full names without tag, by short name
   * @param enforcing whether it is an error when more than one registry may be meant
   */
  record Naming(List<String> search, Map<String, String> aliases, boolean enforcing) {
    static final Naming DOCKER = new Naming(List.of(), Map.of(), false);
  }

  /** Reads all files that count, in their order. */
  static RegistriesConf read(Places places) {
    RegistriesConf all = new RegistriesConf(Map.of(), Naming.DOCKER);
    for (RegistriesFiles.Source source : RegistriesFiles.of(places)) {
      Optional<byte[]> content = ConfigFile.read(source.path());
      if (content.isPresent()) {
        RegistriesDocument document = RegistriesDocument.parse(content.get(), source.path());
        all = all.with(document, source.naming());
      } else if (source.required()) {
        throw new VarveException(
            VarveException.Code.ENVIRONMENT,
            "there is no " + source.path() + ", which CONTAINERS_REGISTRIES_CONF names");
      }
    }
    return all;
  }

  private RegistriesConf with(RegistriesDocument document, boolean names) {
    Map<String, RegistryTable> merged = new LinkedHashMap<>(tables);
    for (RegistryTable table : document.tables()) {
      merged.put(table.prefix(), table);
    }
    return new RegistriesConf(merged, names ? document.onto(naming) : naming);
  }

  /** The one that the name begins with, by the longest prefix. */
  Optional<RegistryTable> find(String name) {
    @Nullable RegistryTable best = null;
    for (RegistryTable table : tables.values()) {
      if (table.match(name) >= 0 && table.closerThan(best)) {
        best = table;
      }
    }
    return Optional.ofNullable(best);
  }
}
