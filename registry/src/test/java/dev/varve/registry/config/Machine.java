package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** A machine of files below a temporary directory: a home, a system, variables, helpers. */
final class Machine {
  /** No test waits for it. */
  static final Duration LONG = Duration.ofMinutes(10);

  /** Keeps a file per server beside itself, and lists its calls. */
  private static final String HELPER =
      """
      #!/bin/sh
      kept=$0.kept
      mkdir -p "$kept"
      echo "$1" >>"$0.calls"
      input=$(cat)
      server=$input
      [ "$1" != store ] || server=$(printf %s "$input" | sed 's/.*"ServerURL":"\\([^"]*\\)".*/\\1/')
      file=$kept/$(printf %s "$server" | tr /: __)
      if [ "$1" = store ]; then
        printf %s "$input" >"$file"
      elif ! [ -e "$file" ]; then
        echo credentials not found in native keychain
        exit 1
      elif [ "$1" = get ]; then
        cat "$file"
      else
        rm "$file"
      fi
      """;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  Machine(Path directory) {
    this.directory = directory;
    set("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
  }

  Machine set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Path home() {
    return directory.resolve("home");
  }

  Path root() {
    return directory.resolve("root");
  }

  Places places() {
    return new Places(environment, home(), root());
  }

  RegistryConfiguration configuration() {
    return new RegistryConfiguration(places(), LONG);
  }

  /** Writes a file below the home directory, with single quotes for double ones. */
  Path home(String name, String content) throws IOException {
    return write(home().resolve(name), content.replace('\'', '"'));
  }

  /** Writes a file of the system's, likewise. */
  Path system(String name, String content) throws IOException {
    return write(root().resolve(name), content.replace('\'', '"'));
  }

  static Path write(Path file, String content) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }

  /** Puts a helper that works on PATH. */
  Path helper(String name) throws IOException {
    return helper(name, HELPER);
  }

  Path helper(String name, String script) throws IOException {
    Path file = write(directory.resolve("bin/docker-credential-" + name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The failure of a call; nothing that could be printed of it has the secret. */
  static VarveException failure(Executable call, String secret) {
    VarveException failure = assertThrows(VarveException.class, call);
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertFalse((trace + failure.hint().orElse("")).contains(secret), trace.toString());
    assertFalse(failure.text().contains("\n"), failure.text());
    return failure;
  }
}
