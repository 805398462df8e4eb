package dev.varve.registry.config;

import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.VarveException;
import dev.varve.registry.config.RegistriesConf.Naming;
import dev.varve.registry.config.RegistryTable.Location;
import dev.varve.registry.config.RegistryTable.Mirror;
import dev.varve.registry.config.RegistryTable.Use;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of containers-registries.conf(5), version 2. Members that are not known are passed over,
 * as newer versions have more.
 *
 * @param search null when the file says nothing about it; so are the others
 * @param mode {@code enforcing}, {@code permissive} or {@code disabled}
 * @param aliases an empty name takes an earlier file's alias away
 */
record RegistriesDocument(
    List<RegistryTable> tables,
    @Nullable List<String> search,
    @Nullable String mode,
    Map<String, String> aliases) {
  private static final String SEARCH = "unqualified-search-registries";
  private static final String MODE = "short-name-mode";
  private static final String BY_DIGEST = "mirror-by-digest-only";
  private static final String PULL = "pull-from-mirror";

  /** Reads a file; whatever is wrong with it is a {@link VarveException} that names it. */
  static RegistriesDocument parse(byte[] content, Path file) {
    try {
      JsonFields fields = new JsonFields(TomlReader.read(content), "registries.conf");
      if (fields.has("registries")) {
        throw new VarveException(
            VarveException.Code.UNSUPPORTED,
            file + " has the old format of registries.conf, version 1",
            "write it as [[registry]] tables, see containers-registries.conf(5)");
      }
      List<RegistryTable> tables = new ArrayList<>();
      for (JsonFields table : fields.objects("registry")) {
        tables.add(table(table, file));
      }
      @Nullable List<String> search = fields.has(SEARCH) ? search(fields) : null;
      return new RegistriesDocument(tables, search, mode(fields), aliases(fields));
    } catch (TomlException e) {
      throw ConfigFile.unusable(file, "it is not valid TOML: " + e.getMessage());
    } catch (JsonException e) {
      throw ConfigFile.unusable(file, String.valueOf(e.getMessage()));
    }
  }

  private static RegistryTable table(JsonFields fields, Path file) throws JsonException {
    String prefix = trimmed(fields.string("prefix").orElse(""));
    String path = trimmed(fields.string("location").orElse(""));
    if (prefix.isEmpty() && path.isEmpty()) {
      throw new JsonException(fields.what() + ": neither 'prefix' nor 'location' is there");
    }
    boolean wildcard = prefix.startsWith("*.");
    if (wildcard && !Hosts.isHost(prefix.substring(2))) {
      throw new JsonException(fields.what() + ": a 'prefix' with a wildcard is *.HOST");
    }
    if (!prefix.isEmpty() && !wildcard) {
      checkHost(prefix, fields, "prefix");
    }
    @Nullable Boolean insecure = fields.has("insecure") ? fields.flag("insecure") : null;
    @Nullable Location location = null;
    if (!path.isEmpty()) {
      // One that only repeats the prefix may have a tag, like that.
      location =
          path.equals(prefix) ? new Location(path, insecure) : location(path, insecure, fields);
    } else if (!wildcard) {
      location = new Location(prefix, insecure);
    } else if (insecure != null) {
      // What the names themselves say, which a wildcard has no one text for.
      location = new Location("", insecure);
    }
    List<Mirror> mirrors = new ArrayList<>();
    for (JsonFields mirror : fields.objects("mirror")) {
      mirrors.add(mirror(mirror, fields.has(BY_DIGEST) && fields.flag(BY_DIGEST)));
    }
    String key = prefix.isEmpty() ? path : prefix;
    return new RegistryTable(key, location, fields.flag("blocked"), mirrors, file);
  }

  private static Mirror mirror(JsonFields fields, boolean byDigest) throws JsonException {
    String path = trimmed(fields.string("location").orElse(""));
    if (path.isEmpty()) {
      throw new JsonException(fields.what() + ": 'location' is missing");
    }
    @Nullable Boolean insecure = fields.has("insecure") ? fields.flag("insecure") : null;
    String pull = fields.string(PULL).orElse("");
    if (byDigest && !pull.isEmpty()) {
      throw new JsonException(
          fields.what() + ": '" + PULL + "' and '" + BY_DIGEST + "' contradict each other");
    }
    Use use =
        switch (pull) {
          case "" -> byDigest ? Use.DIGESTS : Use.ALL;
          case "all" -> Use.ALL;
          case "digest-only" -> Use.DIGESTS;
          case "tag-only" -> Use.TAGS;
          default ->
              throw new JsonException(
                  fields.what() + ": '" + PULL + "' is none of all, digest-only, tag-only");
        };
    return new Mirror(location(path, insecure, fields), use);
  }

  private static Location location(String path, @Nullable Boolean insecure, JsonFields fields)
      throws JsonException {
    checkHost(path, fields, "location");
    if (path.indexOf('@') >= 0 || (path.indexOf('/') >= 0 && tagged(path))) {
      throw new JsonException(fields.what() + ": a 'location' with a tag or digest");
    }
    return new Location(path, insecure);
  }

  private static boolean tagged(String path) {
    return path.lastIndexOf(':') > path.lastIndexOf('/');
  }

  private static String trimmed(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static void checkHost(String path, JsonFields fields, String name) throws JsonException {
    int slash = path.indexOf('/');
    if (path.startsWith("http://") || path.startsWith("https://")) {
      throw new JsonException(
          fields.what() + ": '" + name + "' has a scheme; it begins with a host");
    }
    if (!Hosts.isHost(slash < 0 ? path : path.substring(0, slash))) {
      throw new JsonException(fields.what() + ": '" + name + "' does not begin with a host");
    }
  }

  private static List<String> search(JsonFields fields) throws JsonException {
    List<String> hosts = new ArrayList<>();
    for (String each : fields.strings(SEARCH)) {
      String host = trimmed(each);
      if (!Hosts.isHost(host)) {
        throw new JsonException(fields.what() + ": '" + SEARCH + "' has something that is no host");
      }
      hosts.add(host);
    }
    return hosts;
  }

  private static @Nullable String mode(JsonFields fields) throws JsonException {
    String mode = fields.string(MODE).orElse("");
    return switch (mode) {
      case "" -> null;
      case "enforcing", "permissive", "disabled" -> mode;
      default ->
          throw new JsonException(
              fields.what() + ": '" + MODE + "' is none of enforcing, permissive, disabled");
    };
  }

  private static Map<String, String> aliases(JsonFields fields) throws JsonException {
    Map<String, String> aliases = fields.stringMap("aliases");
    for (Map.Entry<String, String> alias : aliases.entrySet()) {
      String value = alias.getValue();
      int slash = value.indexOf('/');
      boolean full =
          slash > 0
              && Hosts.isHost(value.substring(0, slash))
              && value.indexOf('@') < 0
              && value.indexOf(':', slash) < 0;
      if (!value.isEmpty() && !full) {
        throw new JsonException(
            "the alias '" + alias.getKey() + "' is not for HOST/REPOSITORY without a tag");
      }
    }
    return aliases;
  }

  /** What earlier files said of names, with what this one says. */
  Naming onto(Naming before) {
    Map<String, String> merged = new LinkedHashMap<>(before.aliases());
    aliases.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            merged.remove(name);
          } else {
            merged.put(name, value);
          }
        });
    return new Naming(
        search == null ? before.search() : search,
        merged,
        mode == null ? before.enforcing() : mode.equals("enforcing"));
  }
}
