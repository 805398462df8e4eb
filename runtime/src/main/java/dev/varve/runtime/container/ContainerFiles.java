package dev.varve.runtime.container;

import dev.varve.linux.Dir;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The files of one container, in {@code <store>/containers/<id>/}. */
final class ContainerFiles {

  private final Store store;
  private final String id;

  ContainerFiles(Store store, String id) {
    this.store = store;
    this.id = id;
  }

  Path directory() {
    return store.containers().directory(id);
  }

  Path lockFile() {
    return store.containers().lockFile(id);
  }

  Path log() {
    return directory().resolve("log");
  }

  /** What the container wrote. */
  Path upper() {
    return directory().resolve("upper");
  }

  Path scratch() throws IOException {
    return Files.createDirectories(directory().resolve("scratch"));
  }

  private Path stateFile() {
    return directory().resolve("state.json");
  }

  void create() throws IOException {
    Files.createDirectories(store.containers().directory());
    Files.createDirectory(
        directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  void write(ContainerState state) throws IOException {
    Path temporary = directory().resolve("state.json.new");
    Files.write(temporary, state.toBytes());
    Files.move(temporary, stateFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The state; empty when the container is just being made or removed. */
  Optional<ContainerState> read() throws IOException {
    if (!Files.exists(stateFile())) {
      return Optional.empty();
    }
    return Optional.of(ContainerState.parse(Files.readAllBytes(stateFile())));
  }

  boolean isRunning() throws IOException {
    return store.containers().isRunning(id);
  }

  /** Takes it out of sight at once, then deletes it; what a kill leaves the store sweeps. */
  void delete() throws IOException {
    Path trash = store.scratch().path("container");
    Files.move(directory(), trash, StandardCopyOption.ATOMIC_MOVE);
    Path above = trash.toAbsolutePath().getParent();
    if (above != null) {
      try (Dir parent = Dir.open(above)) {
        parent.deleteTree(String.valueOf(trash.getFileName()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
