package dev.varve.registry.config;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A program {@code docker-credential-NAME} that keeps credentials, by the protocol of
 * docker-credential-helpers: an action as its argument, a server or a JSON document on standard
 * input, a JSON document or a message on standard output. What it says is never shown: it may be a
 * secret.
 */
final class CredentialHelper {
  /** What helpers call the user when the secret is an identity token. */
  private static final String TOKEN_USER = "<token>";

  private static final String NOT_FOUND = "credentials not found in native keychain";

  private final String program;
  private final Path source;
  private final Map<String, String> environment;
  private final Duration limit;

  /**
   * A helper.
   *
   * @param name as configuration has it
   * @param source the file that names it, for messages
   * @param environment what it gets, and where PATH says to look for it
   * @param limit how long one call may take; it may ask somebody for a passphrase meanwhile
   * @throws VarveException if the name is none, such as a path
   */
  CredentialHelper(String name, Path source, Map<String, String> environment, Duration limit) {
    if (!isName(name)) {
      throw ConfigFile.unusable(
          source, "a credential helper has a name of letters, digits and '-', '_', '.' only");
    }
    this.program = "docker-credential-" + name;
    this.source = source;
    this.environment = environment;
    this.limit = limit;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= 100;
  }

  /**
   * What it keeps for a server.
   *
   * @param server as {@link AuthKey#server} has it
   */
  Optional<Credential> get(String server) throws IOException, InterruptedException {
    HelperProcess.Ending.Exit exit = call("get", server.getBytes(StandardCharsets.UTF_8));
    if (exit.status() != 0) {
      if (saysNotFound(exit)) {
        return Optional.empty();
      }
      throw failed("get", "exit status " + exit.status());
    }
    try {
      JsonFields answer = new JsonFields(Json.parseObject(exit.output()), "answer");
      String user = answer.string("Username").orElse("");
      String secret = answer.string("Secret").orElse("");
      if (user.isEmpty() && secret.isEmpty()) {
        return Optional.empty();
      }
      if (user.equals(TOKEN_USER)) {
        return Optional.of(new Credential.IdentityToken(secret));
      }
      return Optional.of(new Credential.Password(user, secret));
    } catch (JsonException e) {
      // Without its message, and not as a cause: both may quote the secret.
      throw failed("get", "its answer is not the JSON that it should be");
    }
  }

  /** Has it keep a credential in place of what it has for the server. */
  void store(String server, Credential credential) throws IOException, InterruptedException {
    Json.Obj document = Json.Obj.EMPTY.with("ServerURL", Json.of(server));
    document =
        switch (credential) {
          case Credential.Password password ->
              document
                  .with("Username", Json.of(password.user()))
                  .with("Secret", Json.of(password.password()));
          case Credential.IdentityToken identity ->
              document
                  .with("Username", Json.of(TOKEN_USER))
                  .with("Secret", Json.of(identity.token()));
          case Credential.RegistryToken _ ->
              throw new VarveException(
                  VarveException.Code.UNSUPPORTED,
                  program + " cannot keep a registry token, which " + source + " says it should");
        };
    HelperProcess.Ending.Exit exit = call("store", document.toBytes());
    if (exit.status() != 0) {
      throw failed("store", "exit status " + exit.status());
    }
  }

  /**
   * Has it forget what it has for a server.
   *
   * @return false if it says that there was nothing; not every helper says so
   */
  boolean erase(String server) throws IOException, InterruptedException {
    HelperProcess.Ending.Exit exit = call("erase", server.getBytes(StandardCharsets.UTF_8));
    if (exit.status() != 0 && !saysNotFound(exit)) {
      throw failed("erase", "exit status " + exit.status());
    }
    return exit.status() == 0;
  }

  private static boolean saysNotFound(HelperProcess.Ending.Exit exit) {
    return new String(exit.output(), StandardCharsets.UTF_8).strip().equals(NOT_FOUND);
  }

  private HelperProcess.Ending.Exit call(String action, byte[] input)
      throws IOException, InterruptedException {
    return switch (HelperProcess.run(find(), action, input, environment, limit)) {
      case HelperProcess.Ending.Exit exit -> exit;
      case HelperProcess.Ending.TooLate _ ->
          throw failed(action, "no answer in " + limit.toSeconds() + " seconds");
      case HelperProcess.Ending.TooMuch _ -> throw failed(action, "more than 1 MiB of output");
    };
  }

  private VarveException failed(String action, String why) {
    return new VarveException(
        VarveException.Code.ENVIRONMENT,
        "the credential helper " + program + " failed to " + action + ": " + why,
        source + " names it; run '" + program + " " + action + "' to see what it says");
  }

  /** Directories of PATH that are relative do not count: what is there is anybody's. */
  private Path find() {
    for (String directory : environment.getOrDefault("PATH", "").split(":")) {
      Path file = directory.startsWith("/") ? Path.of(directory, program) : null;
      if (file != null && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    throw new VarveException(
        VarveException.Code.ENVIRONMENT,
        "there is no program " + program + " on PATH",
        source + " says that it keeps credentials; install it, or remove it there");
  }
}
