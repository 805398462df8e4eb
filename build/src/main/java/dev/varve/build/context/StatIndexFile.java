package dev.varve.build.context;

import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

/**
 * Where in the store the index of a context lies: one file for each directory and set of ignore
 * rules.
 */
final class StatIndexFile {
  /** How stale the remembered time of the last use may get, to spare a write for each build. */
  private static final Duration TOUCH_AFTER = Duration.ofHours(12);

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
    return new StatIndexFile(store, store.root().resolve(Store.CONTEXTS).resolve(name));
  }

  Path path() {
    return file;
  }

  StatIndex read() {
    StatIndex index = StatIndex.read(file);
    touch();
    return index;
  }

  private void touch() {
    try {
      Instant now = Instant.now();
      if (Files.getLastModifiedTime(file).toInstant().plus(TOUCH_AFTER).isBefore(now)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // none yet, or read-only: the time is for the store's choice of what to prune only
    }
  }

  /** Writes an index; answers whether it is of use. */
  interface Writing {
    boolean write(FileChannel empty) throws IOException;
  }

  /** Replaces the file as a whole. */
  void write(Writing index) throws IOException {
    Path temporary = store.scratch().path("context-index");
    boolean useful;
    try (FileChannel out =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      useful = index.write(out);
    }
    if (!useful) {
      Files.delete(temporary);
      return;
    }
    Files.createDirectories(store.root().resolve(Store.CONTEXTS));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
