package dev.varve.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The few file operations that the store is made of. */
public final class DiskFiles {
  private DiskFiles() {}

  /**
   * Reads a small file whole; empty when there is none.
   *
   * @throws DamagedException if it is longer than {@code most}, which no file of its kind is
   */
  public static Optional<byte[]> readIfPresent(Path file, int most) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      if (size > most) {
        throw new DamagedException(file.toString(), "it is far too long (" + size + " bytes)");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until full, or shorter than it just was: then the content will not match its checksum
      }
      byte[] bytes = buffer.array();
      return Optional.of(
          buffer.hasRemaining() ? java.util.Arrays.copyOf(bytes, buffer.position()) : bytes);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  /** Writes a new file. */
  public static void writeNew(Path file, byte[] content, boolean sync) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        int written = channel.write(buffer);
        if (written < 0) {
          throw new IOException(file + ": cannot be written");
        }
      }
      if (sync) {
        channel.force(true);
      }
    }
  }

  /** Makes a finished file or directory appear as {@code target}, replacing a file there. */
  public static void rename(Path from, Path target) throws IOException {
    try {
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Most likely the first object of its kind. Somebody else may have made the directory by now,
      // so that looking for it would say nothing about why this failed.
      Path parent = target.getParent();
      if (parent == null) {
        throw e;
      }
      makeDirectories(parent);
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes a directory and its parents, for the owner only; it may exist. */
  public static void makeDirectories(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Forces a file's or a directory's own content to the disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The names in a directory, in no particular order; none when it does not exist. */
  public static List<Path> list(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** The last component, which the paths of the store always have. */
  public static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
