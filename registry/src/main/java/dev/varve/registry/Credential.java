package dev.varve.registry;

/**
 * What somebody proves to a registry who they are with. Never printed: the text form of each is
 * without its secret.
 */
public sealed interface Credential {

  /** A user name and a password or access token, for basic authentication and for token servers. */
  record Password(String user, String password) implements Credential {
    @Override
    public String toString() {
      return "Password[user=" + user + "]";
    }
  }

  /** A refresh token that a token server gave earlier, as Docker keeps it. */
  record IdentityToken(String token) implements Credential {
    @Override
    public String toString() {
      return "IdentityToken[]";
    }
  }

  /** A bearer token that is sent to the registry as it is. */
  record RegistryToken(String token) implements Credential {
    @Override
    public String toString() {
      return "RegistryToken[]";
    }
  }
}
