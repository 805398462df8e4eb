package dev.varve.registry.config;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code config.json} of Docker's, or an {@code auth.json} of podman's. Immutable. Whatever is
 * wrong with it is a {@link VarveException} that names the file and the member, never a value.
 *
 * @param path where it was read from; it need not exist
 */
record AuthFile(Path path, Json.Obj content) {
  private static final String AUTHS = "auths";
  private static final String STORE = "credsStore";
  private static final String HELPERS = "credHelpers";

  /** Reads the file; one that is missing or empty holds nothing. */
  static AuthFile read(Path path) {
    byte[] bytes = ConfigFile.read(path).orElse(new byte[0]);
    if (bytes.length == 0) {
      return new AuthFile(path, Json.Obj.EMPTY);
    }
    try {
      return new AuthFile(path, Json.parseObject(bytes));
    } catch (JsonException e) {
      throw ConfigFile.unusable(path, "it is not a JSON object" + place(e));
    }
  }

  /** Of the message only the place, for the rest may quote the file; and no cause, as with all. */
  private static String place(JsonException e) {
    String message = String.valueOf(e.getMessage());
    int at = message.lastIndexOf(" at line ");
    return at < 0 ? "" : ", see" + message.substring(at + 3);
  }

  /** What reads a part of the file. */
  private interface Part<T> {
    T read(JsonFields file) throws JsonException;
  }

  private <T> T part(Part<T> part) {
    try {
      return part.read(new JsonFields(content, "config"));
    } catch (JsonException e) {
      throw ConfigFile.unusable(path, e.getMessage() == null ? "" : e.getMessage());
    }
  }

  /**
   * The name of the helper that keeps the credentials of a registry: what {@code credHelpers} says
   * of it, else what {@code credsStore} says. Empty when the file itself keeps them.
   */
  Optional<String> helper(String registry) {
    return part(
        file -> {
          Map<String, String> helpers = helpers(file);
          String named = helpers.get(AuthKey.server(registry));
          for (Map.Entry<String, String> each : helpers.entrySet()) {
            if (named == null && AuthKey.of(each.getKey()).isAll(registry)) {
              named = each.getValue();
            }
          }
          // A helper without a name says that the file keeps this one in spite of credsStore.
          String helper = named == null ? file.string(STORE).orElse("") : named;
          return helper.isEmpty() ? Optional.empty() : Optional.of(helper);
        });
  }

  private static Map<String, String> helpers(JsonFields file) throws JsonException {
    try {
      return file.stringMap(HELPERS);
    } catch (JsonException e) {
      throw new JsonException("'" + HELPERS + "' is not an object of names");
    }
  }

  /** What {@code auths} has: for the repository, for what is above it, for the registry. */
  Optional<Credential> find(String registry, String repository) {
    return part(
        file -> {
          String path = repository;
          while (true) {
            Optional<Credential> found = findAt(file, new AuthKey(registry, path));
            if (found.isPresent() || path.isEmpty()) {
              return found;
            }
            path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
          }
        });
  }

  private static Optional<Credential> findAt(JsonFields file, AuthKey wanted) throws JsonException {
    Optional<JsonFields> auths = file.object(AUTHS);
    if (auths.isEmpty()) {
      return Optional.empty();
    }
    if (wanted.path().isEmpty()) {
      // Docker's own way to write it goes before others that mean the same.
      Optional<Credential> exact = entry(auths.get(), AuthKey.server(wanted.registry()), wanted);
      if (exact.isPresent()) {
        return exact;
      }
    }
    for (String key : auths.get().source().members().keySet()) {
      if (AuthKey.of(key).equals(wanted)) {
        Optional<Credential> found = entry(auths.get(), key, wanted);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Credential> entry(JsonFields auths, String key, AuthKey wanted)
      throws JsonException {
    try {
      Optional<JsonFields> entry = auths.object(key);
      return entry.isEmpty() ? Optional.empty() : AuthEntry.credential(entry.get());
    } catch (JsonException e) {
      // Without the key: there are those who write passwords into addresses.
      throw new JsonException(
          "what '" + AUTHS + "' has for " + wanted.registry() + " is no credential");
    }
  }

  /** The file with a credential for a registry. */
  AuthFile with(String registry, Credential credential) {
    Json.Obj auths = auths();
    String key = key(auths, registry);
    return withAuths(auths.with(key, AuthEntry.with(entryOf(auths, key), credential)));
  }

  /**
   * The file with the note that a helper keeps a credential for a registry, as Docker leaves it.
   */
  AuthFile withMark(String registry) {
    Json.Obj auths = auths();
    String key = key(auths, registry);
    return withAuths(auths.with(key, AuthEntry.without(entryOf(auths, key))));
  }

  /** The file without what it says of the whole of a registry, however it is written. */
  AuthFile without(String registry) {
    Json.Obj auths = auths();
    Json.Obj left = auths;
    for (String key : auths.members().keySet()) {
      if (AuthKey.of(key).isAll(registry)) {
        left = left.with(key, null);
      }
    }
    return left.members().size() == auths.members().size() ? this : withAuths(left);
  }

  private Json.Obj auths() {
    return part(file -> file.object(AUTHS).map(JsonFields::source).orElse(Json.Obj.EMPTY));
  }

  private AuthFile withAuths(Json.Obj auths) {
    return new AuthFile(path, content.with(AUTHS, auths));
  }

  /** The key that is there, or the one that Docker would write. */
  private static String key(Json.Obj auths, String registry) {
    String usual = AuthKey.server(registry);
    if (auths.find(usual).isEmpty()) {
      for (String key : auths.members().keySet()) {
        if (AuthKey.of(key).isAll(registry)) {
          return key;
        }
      }
    }
    return usual;
  }

  private static Json.Obj entryOf(Json.Obj auths, String key) {
    return auths.members().get(key) instanceof Json.Obj entry ? entry : Json.Obj.EMPTY;
  }

  /** Writes the file, see {@link ConfigFile#replace}; indented by tabs, as Docker does. */
  void write() {
    StringBuilder text = new StringBuilder();
    for (String line : content.toPretty().split("\n", -1)) {
      // Texts have no line breaks in JSON: what a line begins with is indentation.
      int depth = 0;
      while (line.startsWith("    ", 4 * depth)) {
        depth++;
      }
      text.append(text.isEmpty() ? "" : "\n");
      text.repeat("\t", depth).append(line, 4 * depth, line.length());
    }
    ConfigFile.replace(path, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
