package dev.varve.registry.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which files of containers-registries.conf(5) are read, first to last: later ones win. */
final class RegistriesFiles {
  private static final int MAX_FILES = 1000;

  private RegistriesFiles() {}

  /**
   * A file.
   *
   * @param naming whether it is the user's own, and may say what short names mean
   * @param required whether it has to be there
   */
  record Source(Path path, boolean naming, boolean required) {}

  /**
   * The file that {@code $CONTAINERS_REGISTRIES_CONF} names, else the user's, else the system's;
   * then the drop-ins: the system's, unless the file is the user's, and the user's.
   */
  static List<Source> of(Places places) {
    List<Source> sources = new ArrayList<>();
    Optional<Path> named = places.named("CONTAINERS_REGISTRIES_CONF");
    Optional<Path> user = places.atHome(".config/containers/registries.conf");
    Path system = places.system("etc/containers/registries.conf");
    if (named.isPresent()) {
      boolean nothing = named.get().equals(Path.of("/dev/null"));
      sources.add(new Source(named.get(), true, !nothing));
    } else if (user.isPresent() && Files.exists(user.get())) {
      sources.add(new Source(user.get(), true, false));
    } else {
      sources.add(new Source(system, false, false));
    }
    boolean own = sources.getFirst().naming() && named.isEmpty();
    if (!own) {
      addDropIns(places.system("etc/containers/registries.conf.d"), false, sources);
    }
    places
        .atHome(".config/containers/registries.conf.d")
        .ifPresent(directory -> addDropIns(directory, true, sources));
    return sources;
  }

  private static void addDropIns(Path directory, boolean naming, List<Source> sources) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (entry.toString().endsWith(".conf") && !Files.isDirectory(entry)) {
          files.add(entry);
        }
        if (files.size() > MAX_FILES) {
          throw ConfigFile.unusable(directory, "more than " + MAX_FILES + " files");
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (IOException e) {
      throw ConfigFile.unusable(directory, String.valueOf(e.getMessage()));
    }
    files.sort(null);
    for (Path file : files) {
      sources.add(new Source(file, naming, false));
    }
  }
}
