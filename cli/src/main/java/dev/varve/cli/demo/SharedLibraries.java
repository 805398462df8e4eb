package dev.varve.cli.demo;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the libraries that a program is started with, as the dynamic loader does: by reading, not
 * by running it. See ld.so(8), "DESCRIPTION"; {@code LD_LIBRARY_PATH} is left out of account,
 * because the image does not have it.
 */
final class SharedLibraries {
  private final HostFiles host;
  private final Map<String, List<String>> loaderPaths = new HashMap<>();

  SharedLibraries(HostFiles host) {
    this.host = host;
  }

  /**
   * A file that a program needs.
   *
   * @param path by which the loader opens it
   * @param link where else it has to be found, because the loader looks at {@code path} only on a
   *     machine that is configured so
   */
  record Library(String path, HostFiles.Found file, Optional<String> link) {}

  private record Loaded(HostFiles.Found file, ElfFile elf, List<String> inherited) {}

  /**
   * The loader and the libraries of a program; none when it is statically linked.
   *
   * @param program a file that is there
   * @throws VarveException a library is missing
   */
  List<Library> of(HostFiles.Found program, ElfFile elf) throws IOException {
    Map<String, Library> libraries = new LinkedHashMap<>();
    if (elf.interpreter().isEmpty()) {
      return List.of();
    }
    String interpreter = elf.interpreter().get();
    HostFiles.Found loader =
        host.file(interpreter).orElseThrow(() -> missing(program, interpreter));
    libraries.put(interpreter, new Library(interpreter, loader, Optional.empty()));
    Set<String> seen = new HashSet<>();
    seen.add(interpreter.substring(interpreter.lastIndexOf('/') + 1));
    Deque<Loaded> left = new ArrayDeque<>();
    left.add(new Loaded(program, elf, List.of()));
    while (!left.isEmpty()) {
      Loaded object = left.remove();
      List<String> own = object.elf().runpath().isEmpty() ? object.elf().rpath() : List.of();
      List<String> inherited = new ArrayList<>(expand(own, object.file()));
      inherited.addAll(object.inherited());
      for (String name : object.elf().needed()) {
        if (seen.add(name)) {
          Library library = find(name, object, inherited, interpreter);
          libraries.put(library.path(), library);
          ElfFile.read(host.real(library.file().path()))
              .ifPresent(found -> left.add(new Loaded(library.file(), found, inherited)));
        }
      }
    }
    return List.copyOf(libraries.values());
  }

  private Library find(String name, Loaded object, List<String> inherited, String interpreter)
      throws IOException {
    int kind = object.elf().kind();
    if (name.indexOf('/') >= 0) {
      return fitting(name, kind)
          .map(file -> new Library(name, file, Optional.empty()))
          .orElseThrow(() -> missing(object.file(), name));
    }
    List<String> special = new ArrayList<>();
    if (object.elf().runpath().isEmpty()) {
      special.addAll(inherited);
    } else {
      special.addAll(expand(object.elf().runpath(), object.file()));
    }
    for (String directory : special) {
      String path = directory + "/" + name;
      Optional<HostFiles.Found> file = fitting(path, kind);
      if (file.isPresent()) {
        return new Library(path, file.get(), Optional.empty());
      }
    }
    for (String directory : loaderPath(interpreter)) {
      String path = directory + "/" + name;
      Optional<HostFiles.Found> file = fitting(path, kind);
      if (file.isPresent()) {
        String loaders = loaderDirectory(interpreter);
        boolean there = host.directory(directory).equals(loaders);
        return new Library(
            path, file.get(), there ? Optional.empty() : Optional.of(loaders + "/" + name));
      }
    }
    throw missing(object.file(), name);
  }

  /** Where the loader itself lies: it looks there in any case. */
  private String loaderDirectory(String interpreter) throws IOException {
    return host.directory(LoaderPath.parent(host.directory(interpreter)));
  }

  private List<String> loaderPath(String interpreter) throws IOException {
    List<String> known = loaderPaths.get(interpreter);
    if (known == null) {
      known = LoaderPath.of(host, interpreter);
      loaderPaths.put(interpreter, known);
    }
    return known;
  }

  /** The file at {@code path} when it is for the same machine. */
  private Optional<HostFiles.Found> fitting(String path, int kind) throws IOException {
    Optional<HostFiles.Found> found = path.startsWith("/") ? host.file(path) : Optional.empty();
    if (found.isPresent()) {
      Optional<ElfFile> elf = ElfFile.read(host.real(found.get().path()));
      if (elf.isPresent() && elf.get().kind() == kind) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<String> expand(List<String> directories, HostFiles.Found file) {
    String origin = LoaderPath.parent(file.path());
    List<String> expanded = new ArrayList<>();
    for (String directory : directories) {
      expanded.add(directory.replace("${ORIGIN}", origin).replace("$ORIGIN", origin));
    }
    return expanded;
  }

  private static VarveException missing(HostFiles.Found of, String name) {
    return new VarveException(
        VarveException.Code.ENVIRONMENT,
        "demo: " + of.path() + " needs " + name + ", which is not on this machine",
        "repair the package that it comes from; ldd " + of.path() + " shows what it misses");
  }
}
