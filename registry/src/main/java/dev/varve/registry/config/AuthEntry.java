package dev.varve.registry.config;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A value of {@code auths}, as a credential and back. */
final class AuthEntry {
  private static final String AUTH = "auth";
  private static final String USER = "username";
  private static final String PASSWORD = "password";
  private static final String IDENTITY_TOKEN = "identitytoken";
  private static final String REGISTRY_TOKEN = "registrytoken";
  private static final List<String> SECRETS =
      List.of(AUTH, USER, PASSWORD, IDENTITY_TOKEN, REGISTRY_TOKEN);

  private AuthEntry() {}

  /**
   * The credential; empty when the entry holds none, as Docker leaves it for what a helper keeps.
   *
   * @throws JsonException if it is malformed
   */
  static Optional<Credential> credential(JsonFields entry) throws JsonException {
    String registryToken = entry.string(REGISTRY_TOKEN).orElse("");
    if (!registryToken.isEmpty()) {
      return Optional.of(new Credential.RegistryToken(registryToken));
    }
    String identityToken = entry.string(IDENTITY_TOKEN).orElse("");
    if (!identityToken.isEmpty()) {
      return Optional.of(new Credential.IdentityToken(identityToken));
    }
    String auth = entry.string(AUTH).orElse("");
    if (!auth.isEmpty()) {
      return Optional.of(decoded(auth, entry.what()));
    }
    String user = entry.string(USER).orElse("");
    String password = entry.string(PASSWORD).orElse("");
    return user.isEmpty() ? Optional.empty() : Optional.of(new Credential.Password(user, password));
  }

  /** User and password in base64, with a colon between; there may be more in the password. */
  private static Credential decoded(String auth, String what) throws JsonException {
    try {
      String lines = auth.replace("\n", "").replace("\r", "");
      String text = new String(Base64.getDecoder().decode(lines), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon > 0) {
        return new Credential.Password(text.substring(0, colon), unpadded(text, colon + 1));
      }
    } catch (IllegalArgumentException notBase64) {
      // Its message has a character of the secret.
    }
    throw new JsonException(what + ": 'auth' is not USER:PASSWORD in base64");
  }

  /** Very old Dockers filled the password up with zeros. */
  private static String unpadded(String text, int start) {
    int end = text.length();
    while (end > start && text.charAt(end - 1) == '\0') {
      end--;
    }
    return text.substring(start, end);
  }

  /** The entry with a credential in place of the one that it held; all else stays. */
  static Json.Obj with(Json.Obj entry, Credential credential) {
    Json.Obj bare = without(entry);
    return switch (credential) {
      case Credential.Password password -> bare.with(AUTH, Json.of(encoded(password)));
      case Credential.IdentityToken identity ->
          bare.with(IDENTITY_TOKEN, Json.of(identity.token()));
      case Credential.RegistryToken bearer -> bare.with(REGISTRY_TOKEN, Json.of(bearer.token()));
    };
  }

  private static String encoded(Credential.Password credential) {
    if (credential.user().isEmpty() || credential.user().indexOf(':') >= 0) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "a user name must not be empty, and cannot have a colon in it");
    }
    String text = credential.user() + ":" + credential.password();
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The entry without a credential. */
  static Json.Obj without(Json.Obj entry) {
    Json.Obj bare = entry;
    for (String name : SECRETS) {
      bare = bare.with(name, null);
    }
    return bare;
  }
}
