package dev.varve.registry.config;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and replaces small files that people, and programs like this one, keep settings in. */
final class ConfigFile {
  /** What is longer is not configuration. */
  static final int MAX_BYTES = 1 << 20;

  private static final Path NOTHING = Path.of("/dev/null");
  private static final int MAX_LINKS = 40;

  private ConfigFile() {}

  /**
   * The content; empty when there is no such file, or when it is {@code /dev/null}, which is how
   * people say "none".
   *
   * @throws VarveException if it is no regular file, longer than {@link #MAX_BYTES}, or cannot be
   *     read
   */
  static Optional<byte[]> read(Path file) {
    if (file.equals(NOTHING)) {
      return Optional.empty();
    }
    try {
      // Looked at before it is opened: to open a fifo is to wait for its writer.
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw unusable(file, found.isDirectory() ? "it is a directory" : "it is no regular file");
      }
      if (found.size() > MAX_BYTES) {
        throw tooLong(file);
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          throw tooLong(file);
        }
        return Optional.of(content);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(file, reason(e));
    }
  }

  private static VarveException tooLong(Path file) {
    return unusable(file, "it is longer than 1 MiB");
  }

  /** The failure that names a file and what is wrong with it, never what is in it. */
  static VarveException unusable(Path file, String why) {
    return new VarveException(VarveException.Code.ENVIRONMENT, "cannot use " + file + ": " + why);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /**
   * Writes {@code content} in place of the file, whole or not at all, readable by its owner only.
   * Missing directories are made, for the owner only as well. A symbolic link stays, and what it
   * leads to is replaced; a file that is replaced keeps its owner where that is allowed.
   *
   * @throws VarveException if that cannot be done
   */
  static void replace(Path file, byte[] content) {
    try {
      Path target = followed(file);
      Path directory = target.resolveSibling("");
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      // Made with permissions for its owner only.
      Path temporary = Files.createTempFile(directory, ".varve-", ".new");
      try {
        write(temporary, content);
        keepOwner(target, temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT, "cannot write " + file + ": " + reason(e), null, e);
    }
  }

  /** Where links lead, which need not exist. */
  private static Path followed(Path file) throws IOException {
    Path at = file.toAbsolutePath();
    for (int i = 0; i < MAX_LINKS; i++) {
      if (!Files.isSymbolicLink(at)) {
        return at;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    throw new FileSystemException(file.toString(), null, "too many symbolic links");
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** A file of a user's that root writes must stay readable for the user. */
  private static void keepOwner(Path old, Path fresh) throws IOException {
    for (String id : new String[] {"unix:gid", "unix:uid"}) {
      try {
        Object owner = attribute(old, id);
        if (owner != null && !owner.equals(attribute(fresh, id))) {
          Files.setAttribute(fresh, id, owner, LinkOption.NOFOLLOW_LINKS);
        }
      } catch (NoSuchFileException e) {
        return;
      } catch (FileSystemException e) {
        // Not allowed to give it away: then it belongs to who wrote it.
      }
    }
  }

  private static @Nullable Object attribute(Path file, String name) throws IOException {
    return Files.getAttribute(file, name, LinkOption.NOFOLLOW_LINKS);
  }
}
