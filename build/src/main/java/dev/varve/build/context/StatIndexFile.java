package dev.varve.build.context;

import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/**
 * Where in the store the index of a context lies: one file for each directory and set of ignore
 * rules.
 */
final class StatIndexFile {
  private static final String DIRECTORY = "contexts";

  private final Store store;
  private final Path file;

  private StatIndexFile(Store store, Path file) {
    this.store = store;
    this.file = file;
  }

  /**
   * The file for a context.
   *
   * @param root the context's directory, without symlinks
   * @param rules the text of the ignore file
   */
  static StatIndexFile of(Store store, Path root, byte[] rules) {
    MessageDigest digest = Digest.newSha256();
    byte[] path = root.toString().getBytes(StandardCharsets.UTF_8);
    // Framed by the length, so that no two pairs run together.
    digest.update((path.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(path);
    digest.update(rules);
    String name = Digest.of(digest).hex();
    return new StatIndexFile(store, store.root().resolve(DIRECTORY).resolve(name));
  }

  Path path() {
    return file;
  }

  StatIndex read() {
    return StatIndex.read(file);
  }

  /** Replaces the file as a whole. */
  void write(byte[] bytes) throws IOException {
    Path temporary = store.scratch().path("context-index");
    Files.write(temporary, bytes);
    Files.createDirectories(store.root().resolve(DIRECTORY));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
