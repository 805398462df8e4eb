package dev.varve.store;

import dev.varve.model.VarveException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file {@code format}, which says that a directory is a store and of which version. */
final class Format {
  /** Raised when an older Varve could not read or would spoil what a newer one writes. */
  static final int VERSION = 1;

  private static final String PREFIX = "varve-store ";
  private static final int MAX_BYTES = 64;

  /** What may be there before the format file is: another process is just making the store. */
  private static final Set<String> FIRST = Set.of("scratch", "locks", "format", "lost+found");

  private Format() {}

  /** Makes the store if there is none, and makes sure that this version may use it. */
  static void check(Disk disk) throws IOException {
    Path file = disk.resolve("format");
    try {
      Optional<byte[]> content = DiskFiles.readIfPresent(file, MAX_BYTES);
      if (content.isPresent()) {
        check(disk.root(), new String(content.get(), StandardCharsets.ISO_8859_1));
      } else {
        create(disk, file);
      }
      protect(disk.root());
    } catch (AccessDeniedException e) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "no permission to use the store " + disk.root(),
          "name another one with --root or VARVE_ROOT",
          e);
    }
  }

  private static void create(Disk disk, Path file) throws IOException {
    Path root = disk.root();
    DiskFiles.makeDirectories(root);
    for (Path entry : DiskFiles.list(root)) {
      if (!FIRST.contains(DiskFiles.name(entry))) {
        throw new VarveException(
            VarveException.Code.ENVIRONMENT,
            root + " is not empty and not a store of Varve",
            "name an empty or new directory with --root or VARVE_ROOT");
      }
    }
    protect(root);
    disk.write(file, (PREFIX + VERSION + "\n").getBytes(StandardCharsets.ISO_8859_1), true);
  }

  private static void check(Path root, String content) {
    int version = version(content);
    if (version < 1) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          "the file 'format' of the store " + root + " is damaged",
          "write the line '" + PREFIX + VERSION + "' into it if the directory is a store");
    }
    if (version > VERSION) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "the store " + root + " has format " + version + ", this Varve knows " + VERSION,
          "use a newer Varve, or another store with --root");
    }
  }

  private static int version(String content) {
    if (!content.startsWith(PREFIX) || !content.endsWith("\n")) {
      return -1;
    }
    try {
      return Integer.parseInt(content.substring(PREFIX.length(), content.length() - 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Images hold setuid programs and secrets of others: nobody else may look in. */
  private static void protect(Path root) throws IOException {
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString("rwx------");
    if (!Files.getPosixFilePermissions(root).equals(wanted) && Files.isWritable(root)) {
      Files.setPosixFilePermissions(root, wanted);
    }
  }
}
