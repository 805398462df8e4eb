package dev.varve.cli.command;

import dev.varve.model.VarveException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the store is: what the user says, else the system's place for root and the user's own for
 * others.
 */
public final class StoreRoot {
  private StoreRoot() {}

  /**
   * The directory.
   *
   * @param option what {@code --root} says
   * @param environment the caller's, for VARVE_ROOT, XDG_DATA_HOME and HOME
   * @param root whether the caller is root, outside of the launcher's own user namespace
   */
  public static Path of(Optional<String> option, Map<String, String> environment, boolean root) {
    String told = option.orElseGet(() -> environment.getOrDefault("VARVE_ROOT", ""));
    if (!told.isEmpty()) {
      return path(told);
    }
    if (option.isPresent()) {
      throw new VarveException(VarveException.Code.USAGE, "--root is empty");
    }
    if (root) {
      return Path.of("/var/lib/varve");
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    // The XDG specification: a relative path is invalid and to be ignored.
    if (data.startsWith("/")) {
      return path(data).resolve("varve");
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.startsWith("/")) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "no place for the store: neither HOME nor XDG_DATA_HOME is set",
          "name one with --root DIR or VARVE_ROOT");
    }
    return path(home).resolve(".local/share/varve");
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new VarveException(
          VarveException.Code.USAGE, "not a path for the store: " + e.getMessage(), null, e);
    }
  }
}
