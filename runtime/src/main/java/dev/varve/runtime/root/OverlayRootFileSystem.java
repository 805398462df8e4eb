package dev.varve.runtime.root;

import dev.varve.linux.Dir;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.linux.OverlayOptions;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.RootFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Roots by the kernel's overlay file system: nothing is copied, and the upper directory is what was
 * written. It works for root and inside a user namespace.
 *
 * <p>Device files of the image or made in the container can be there but not be opened: the mount
 * is {@code nodev}. So a container needs no device cgroup to be kept from the host's disks.
 */
public final class OverlayRootFileSystem implements RootFileSystem {

  @Override
  public String name() {
    return "overlay";
  }

  @Override
  public MountedRoot mount(List<Path> treesBottomFirst, Path writable) throws IOException {
    Path upper = writable.resolve("upper");
    Path target = writable.resolve("root");
    Path empty = writable.resolve("empty");
    List<Path> lowers = new ArrayList<>(treesBottomFirst);
    if (lowers.isEmpty()) {
      // The kernel wants at least one.
      lowers.add(Files.createDirectories(empty));
    }
    boolean fresh = !Files.exists(upper);
    Files.createDirectories(upper);
    Files.createDirectories(target);
    Top top = Top.of(treesBottomFirst);
    try {
      if (fresh) {
        top.copyTo(writable);
      }
      overlay(lowers, writable);
      return new Mounted(target, top, writable);
    } catch (IOException | RuntimeException e) {
      top.close();
      throw e;
    }
  }

  private static void overlay(List<Path> lowers, Path writable) throws IOException {
    Path upper = writable.resolve("upper");
    Path work = writable.resolve("work");
    Path target = writable.resolve("root");
    Path points = writable.resolve("points");
    if (Files.exists(points)) {
      lowers.add(points);
    }
    overlay(lowers, upper, work, target);
    if (lacksMountPoints(target, points)) {
      Mounts.unmount(target, false);
      if (!lowers.contains(points)) {
        lowers.add(points);
      }
      overlay(lowers, upper, work, target);
    }
  }

  private static boolean lacksMountPoints(Path target, Path points) throws IOException {
    try {
      return MountPointLayer.make(target, points);
    } catch (IOException e) {
      Mounts.unmount(target, true);
      throw e;
    }
  }

  private static void overlay(List<Path> lowers, Path upper, Path work, Path target)
      throws IOException {
    freshWork(work);
    Mounts.overlay(
        OverlayOptions.writable(lowers, upper, work).unsynced(), target, Set.of(MountFlag.NODEV));
  }

  /** The kernel refuses a work directory that an unsynced mount has used. */
  private static void freshWork(Path work) throws IOException {
    if (Files.exists(work)) {
      try (Dir above = Dir.open(work.resolveSibling("."))) {
        above.deleteTree(InsideRoot.bytes("work"));
      }
    }
    Files.createDirectory(work);
  }

  /**
   * The root directory of the topmost tree: the one that a container sees has its mode, owner and
   * attributes. The tree may be renamed while it is mounted, so the directory above it stays open.
   */
  private static final class Top {
    /** Null if there is no tree. */
    private final @Nullable Dir above;

    private final byte[] name;

    private Top(@Nullable Dir above, byte[] name) {
      this.above = above;
      this.name = name;
    }

    static Top of(List<Path> treesBottomFirst) throws IOException {
      if (treesBottomFirst.isEmpty()) {
        return new Top(null, new byte[0]);
      }
      Path tree = treesBottomFirst.getLast();
      Path above = tree.toAbsolutePath().getParent();
      if (above == null) {
        throw new IOException("the root of the file system is not the tree of a layer");
      }
      return new Top(Dir.open(above), InsideRoot.bytes(String.valueOf(tree.getFileName())));
    }

    void copyTo(Path writable) throws IOException {
      Dir from = above;
      if (from == null) {
        Path upper = writable.resolve("upper");
        Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return;
      }
      try (Dir to = Dir.open(writable)) {
        MountPointLayer.copyMetadata(from, name, to, InsideRoot.bytes("upper"));
      }
    }

    void close() {
      if (above != null) {
        above.close();
      }
    }
  }

  private static final class Mounted implements MountedRoot {

    private final Path path;
    private final Top top;
    private final Path writable;
    private boolean closed;

    Mounted(Path path, Top top, Path writable) {
      this.path = path;
      this.top = top;
      this.writable = writable;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public Path upper() {
      return writable.resolve("upper");
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try {
          Mounts.unmount(path, true);
          // As in Docker, a layer says nothing about the root directory itself: in the tree it has
          // to be what it is after the layer went through a tar.
          top.copyTo(writable);
        } finally {
          top.close();
        }
      }
    }
  }
}
