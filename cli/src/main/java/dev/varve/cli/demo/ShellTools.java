package dev.varve.cli.demo;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A selection of a machine's programs with all that they need to run in a root of their own. Files
 * keep their paths, and the symbolic links that lead to them are kept, too: so whatever way a
 * program or library is asked for by, it is found as on the machine.
 */
final class ShellTools {
  /** Where programs are looked for in a container whose image does not say. */
  private static final List<String> USUAL =
      List.of("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

  private final HostFiles host;
  private final SharedLibraries libraries;
  private final List<String> path;
  private final Map<String, String> links = new TreeMap<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> shared = new HashSet<>();
  private final List<String> missing = new ArrayList<>();
  private int programs;

  /**
   * Nothing selected yet.
   *
   * @param path the caller's PATH, searched after the usual directories
   */
  ShellTools(HostFiles host, String path) {
    this.host = host;
    this.libraries = new SharedLibraries(host);
    this.path = new ArrayList<>(USUAL);
    for (String directory : path.split(":")) {
      if (directory.startsWith("/")) {
        this.path.add(directory);
      }
    }
  }

  private record Program(String path, HostFiles.Found file, ElfFile elf) {}

  /**
   * Adds programs, the shell among them as {@code /bin/sh}.
   *
   * @throws VarveException one is missing, or a library that one needs; the message names it
   */
  ShellTools require(List<String> names) throws IOException {
    for (String name : names) {
      if (!add(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "demo: not on this machine: " + String.join(", ", missing),
          "the base image is made from the machine's own tools; install them"
              + " (Debian: apt-get install dash coreutils grep sed mawk)");
    }
    return this;
  }

  /** Adds those programs that the machine has. */
  ShellTools prefer(List<String> names) throws IOException {
    for (String name : names) {
      add(name);
    }
    return this;
  }

  private boolean add(String name) throws IOException {
    Optional<Program> found = find(name);
    if (found.isEmpty()) {
      return false;
    }
    Program program = found.get();
    programs++;
    keep(program.file());
    if (!USUAL.contains(LoaderPath.parent(program.path()))) {
      links.putIfAbsent(host.directory("/usr/bin") + "/" + name, program.path());
    }
    if (name.equals("sh") && !program.path().equals("/bin/sh")) {
      links.putIfAbsent(host.directory("/bin") + "/sh", program.path());
    }
    for (SharedLibraries.Library library : libraries.of(program.file(), program.elf())) {
      keep(library.file());
      shared.add(library.file().path());
      library.link().ifPresent(link -> links.putIfAbsent(link, library.path()));
    }
    return true;
  }

  /** The first that is a program for the machine itself; a script would need still more. */
  private Optional<Program> find(String name) throws IOException {
    for (String directory : path) {
      String candidate = directory + "/" + name;
      Optional<HostFiles.Found> file = host.file(candidate);
      if (file.isPresent() && Files.isReadable(host.real(file.get().path()))) {
        Optional<ElfFile> elf = ElfFile.read(host.real(file.get().path()));
        if (elf.isPresent()) {
          return Optional.of(new Program(candidate, file.get(), elf.get()));
        }
      }
    }
    return Optional.empty();
  }

  private void keep(HostFiles.Found file) {
    files.add(file.path());
    links.putAll(file.links());
  }

  /** Paths of the files: programs, libraries, and the loader. */
  Set<String> files() {
    return Set.copyOf(files);
  }

  /** Symbolic links by path, with their targets. */
  Map<String, String> links() {
    return Map.copyOf(links);
  }

  /** How many programs there are; several may be one file. */
  int programs() {
    return programs;
  }

  /** How many shared libraries they need, the loader among them. */
  int libraries() {
    return shared.size();
  }
}
