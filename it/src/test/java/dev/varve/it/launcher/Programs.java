package dev.varve.it.launcher;

import dev.varve.it.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the PATH, with links to programs of this machine and stand-ins for others.
 *
 * @param directory where they are
 */
record Programs(Path directory) {
  private static final List<Path> PATH =
      Stream.of(System.getenv("PATH").split(":", -1))
          .filter(name -> name.startsWith("/"))
          .map(Path::of)
          .filter(Files::isDirectory)
          .toList();

  /** Links to all programs of this machine. */
  static Programs all(Path directory) throws IOException {
    Programs programs = new Programs(directory);
    for (Path source : PATH) {
      try (Stream<Path> list = Files.list(source)) {
        for (Path program : list.toList()) {
          programs.link(program);
        }
      }
    }
    return programs;
  }

  /** Links to these programs, those that this machine has. */
  static Programs of(Path directory, List<String> names) throws IOException {
    Programs programs = new Programs(directory);
    for (String name : names) {
      programs.link(find(name));
    }
    return programs;
  }

  /** Where this machine has a program. */
  static Path find(String name) {
    return PATH.stream()
        .map(source -> source.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("not on the PATH: " + name));
  }

  private void link(Path program) throws IOException {
    Path link = directory.resolve(program.getFileName());
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, program);
    }
  }

  /** Puts a stand-in here, a shell script. */
  void script(String name, String script) throws IOException {
    script(directory, name, script);
  }

  /** Puts a shell script in a directory, which is made when it is not there. */
  static Path script(Path directory, String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Command.file(directory, name, "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("not made executable: " + file);
    }
    return file;
  }
}
