package dev.varve.runtime.root;

import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A lower layer, above those of the image, that holds what must exist for mounts to be laid over it
 * and what the image lacks: real directories {@code /proc}, {@code /sys} and {@code /dev}, even
 * where the image has symbolic links there, and the files that name hosts. As it is a lower layer,
 * nothing of it shows in what a container wrote.
 */
final class MountPointLayer {

  private static final List<String> DIRECTORIES = List.of("proc", "sys", "dev");
  private static final List<String> FILES =
      List.of("/etc/hosts", "/etc/resolv.conf", "/etc/hostname");

  private MountPointLayer() {}

  /**
   * Makes what a root lacks.
   *
   * @param root the merged root
   * @param layer a directory that does not exist or was made by this before
   * @return whether anything was made, so that the root must be mounted anew with the layer
   */
  static boolean make(Path root, Path layer) throws IOException {
    try (InsideRoot inside = InsideRoot.open(root)) {
      List<String> directories = missingDirectories(inside);
      List<InsideRoot.Place> files = missingFiles(inside);
      if (directories.isEmpty() && files.isEmpty()) {
        return false;
      }
      Files.createDirectories(layer);
      try (Dir target = Dir.open(layer)) {
        for (String name : directories) {
          directory(target, name).close();
        }
        for (InsideRoot.Place place : files) {
          file(inside.top(), target, place);
        }
      }
      top(root, layer);
      return true;
    }
  }

  private static List<String> missingDirectories(InsideRoot inside) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : DIRECTORIES) {
      if (!inside.top().find(InsideRoot.bytes(name)).map(FileStat::isDirectory).orElse(false)) {
        missing.add(name);
      }
    }
    return missing;
  }

  private static List<InsideRoot.Place> missingFiles(InsideRoot inside) throws IOException {
    List<InsideRoot.Place> missing = new ArrayList<>();
    for (String path : FILES) {
      try {
        InsideRoot.Place place = inside.resolve(path);
        // What would be hidden by a mount on /proc, /sys or /dev needs no mount point here.
        boolean hidden = DIRECTORIES.contains(place.path().split("/")[1]);
        if (place.stat().isEmpty() && !hidden) {
          missing.add(place);
        }
      } catch (IOException linksToNowhere) {
        // Then the container does without this file, as it would with the image alone.
      }
    }
    return missing;
  }

  private static void file(Dir source, Dir target, InsideRoot.Place place) throws IOException {
    List<Dir> open = new ArrayList<>();
    try {
      Dir from = source;
      Dir to = target;
      for (String name : place.existing()) {
        byte[] bytes = InsideRoot.bytes(name);
        Dir below = directory(to, name);
        open.add(below);
        copyMetadata(from, bytes, to, bytes);
        from = from.openDir(bytes);
        open.add(from);
        to = below;
      }
      for (String name : place.missing().subList(0, place.missing().size() - 1)) {
        to = directory(to, name);
        open.add(to);
      }
      byte[] name = InsideRoot.bytes(place.missing().getLast());
      if (to.find(name).isEmpty()) {
        to.createFile(name, 0644).close();
        to.chmod(name, 0644);
      }
    } finally {
      open.forEach(Dir::close);
    }
    // Last, as new entries have changed the times.
    times(source, target, place.existing());
  }

  private static Dir directory(Dir parent, String name) throws IOException {
    byte[] bytes = InsideRoot.bytes(name);
    if (parent.find(bytes).isEmpty()) {
      parent.mkdir(bytes, 0755);
      parent.chmod(bytes, 0755);
    }
    return parent.openDir(bytes);
  }

  private static void top(Path root, Path layer) throws IOException {
    try (Dir fromParent = Dir.open(parent(root));
        Dir toParent = Dir.open(parent(layer))) {
      byte[] from = InsideRoot.bytes(String.valueOf(root.getFileName()));
      byte[] to = InsideRoot.bytes(String.valueOf(layer.getFileName()));
      copyMetadata(fromParent, from, toParent, to);
      copyTimes(fromParent, from, toParent, to);
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no root can be mounted at " + path);
    }
    return parent;
  }

  /** A directory that merges with those below it shows its own mode, owner and attributes. */
  static void copyMetadata(Dir fromParent, byte[] from, Dir toParent, byte[] to)
      throws IOException {
    FileStat stat = fromParent.stat(from);
    try {
      toParent.chown(to, stat.uid(), stat.gid());
    } catch (ErrnoException e) {
      // An owner that has no id in this user namespace cannot be given; it shows as nobody.
      if (!e.is(Errno.EINVAL) && !e.is(Errno.EPERM)) {
        throw e;
      }
    }
    toParent.chmod(to, stat.permissions());
    for (byte[] attribute : fromParent.xattrs(from)) {
      String name = new String(attribute, StandardCharsets.UTF_8);
      if (!name.startsWith("user.overlay.") && !name.startsWith("trusted.overlay.")) {
        byte[] value = fromParent.xattr(from, attribute).orElse(new byte[0]);
        toParent.setXattr(to, attribute, value);
      }
    }
  }

  private static void times(Dir source, Dir target, List<String> path) throws IOException {
    for (int depth = path.size(); depth > 0; depth--) {
      byte[] name = InsideRoot.bytes(path.get(depth - 1));
      byte[] above = InsideRoot.bytes(InsideRoot.join(path.subList(0, depth - 1)));
      try (Dir from = source.openDirInRoot(above);
          Dir to = target.openDirInRoot(above)) {
        copyTimes(from, name, to, name);
      }
    }
  }

  private static void copyTimes(Dir fromParent, byte[] from, Dir toParent, byte[] to)
      throws IOException {
    FileStat stat = fromParent.stat(from);
    toParent.setTimes(to, stat.mtimeSeconds(), stat.mtimeNanos());
  }
}
