package dev.varve.runtime.root;

import dev.varve.linux.FileStat;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerUser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The search for a command in a root, with the answers that Docker gives. */
public sealed interface CommandLookup {

  /** Status of a command that is not there. */
  int NOT_FOUND = 127;

  /** Status of a command that the kernel cannot execute. */
  int REFUSED = 255;

  /** Status of a command that may not be executed. */
  int NOT_EXECUTABLE = 126;

  /**
   * There it is.
   *
   * @param path what to execute, absolute in the container
   */
  record Found(String path) implements CommandLookup {}

  /**
   * It cannot be executed.
   *
   * @param status {@link #NOT_FOUND} or {@link #NOT_EXECUTABLE}
   * @param message why, in Docker's words
   */
  record Failed(int status, String message) implements CommandLookup {}

  /**
   * Looks for the command of a spec: as a path when it has a slash, otherwise in the directories of
   * the environment's PATH.
   *
   * @param cwd the working directory, where relative paths start
   */
  static CommandLookup find(InsideRoot root, ContainerSpec spec, String cwd) throws IOException {
    String command = spec.args().getFirst();
    if (command.indexOf('/') >= 0) {
      return byPath(root, command, absolute(cwd, command), spec.user());
    }
    if (!command.isEmpty()) {
      for (String directory : path(spec.env()).split(":")) {
        String candidate = absolute(cwd, directory.isEmpty() ? "." : directory) + "/" + command;
        Optional<InsideRoot.Place> place = place(root, candidate);
        if (place.isPresent() && executable(place.get(), spec.user())) {
          return found(root, candidate, place.get());
        }
      }
    }
    return new Failed(
        NOT_FOUND, "exec: " + quoted(command) + ": executable file not found in $PATH");
  }

  private static CommandLookup byPath(
      InsideRoot root, String command, String path, ContainerUser user) throws IOException {
    Optional<InsideRoot.Place> place = place(root, path);
    String exec = "exec: " + quoted(command) + ": ";
    if (place.isEmpty()) {
      return new Failed(NOT_FOUND, exec + "stat " + command + ": no such file or directory");
    }
    if (place.get().isDirectory()) {
      return new Failed(NOT_EXECUTABLE, exec + "is a directory: permission denied");
    }
    if (!executable(place.get(), user)) {
      return new Failed(NOT_EXECUTABLE, exec + "permission denied");
    }
    return found(root, path, place.get());
  }

  private static CommandLookup found(InsideRoot root, String path, InsideRoot.Place place)
      throws IOException {
    Optional<String> missing =
        place.isRegular() ? Interpreter.missing(root, place) : Optional.empty();
    if (missing.isEmpty()) {
      return new Found(path);
    }
    return new Failed(
        REFUSED,
        "exec "
            + path
            + ": no such file or directory (its interpreter "
            + missing.get()
            + " is not there)");
  }

  private static Optional<InsideRoot.Place> place(InsideRoot root, String path) {
    try {
      InsideRoot.Place place = root.resolve(path);
      return place.stat().isPresent() ? Optional.of(place) : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private static boolean executable(InsideRoot.Place place, ContainerUser user) {
    if (place.stat().isEmpty() || place.isDirectory()) {
      return false;
    }
    FileStat stat = place.stat().get();
    int mode = stat.permissions();
    if (user.uid() == 0) {
      return (mode & 0111) != 0;
    }
    if (user.uid() == stat.uid()) {
      return (mode & 0100) != 0;
    }
    if (user.gid() == stat.gid() || user.groups().contains(stat.gid())) {
      return (mode & 0010) != 0;
    }
    // Access control lists are left to the kernel: it says so when it executes the file.
    return (mode & 0001) != 0;
  }

  private static String path(List<String> env) {
    String found = "";
    for (String entry : env) {
      if (entry.startsWith("PATH=")) {
        found = entry.substring("PATH=".length());
      }
    }
    return found;
  }

  private static String absolute(String cwd, String path) {
    return path.startsWith("/") ? path : cwd + "/" + path;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
