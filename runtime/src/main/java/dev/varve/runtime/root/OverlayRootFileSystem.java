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
import java.util.Optional;
import java.util.Set;

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
    Path work = writable.resolve("work");
    Path target = writable.resolve("root");
    Path points = writable.resolve("points");
    Path empty = writable.resolve("empty");
    List<Path> lowers = new ArrayList<>(treesBottomFirst);
    if (lowers.isEmpty()) {
      // The kernel wants at least one.
      lowers.add(Files.createDirectories(empty));
    }
    boolean fresh = !Files.exists(upper);
    Files.createDirectories(upper);
    Files.createDirectories(target);
    Optional<Path> top =
        treesBottomFirst.isEmpty() ? Optional.empty() : Optional.of(treesBottomFirst.getLast());
    if (fresh) {
      rootAsBelow(top, writable);
    }
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
    return new Mounted(target, top, writable);
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

  /** The root directory that a container sees has mode, owner and attributes of the upper one. */
  private static void rootAsBelow(Optional<Path> top, Path writable) throws IOException {
    if (top.isEmpty()) {
      Path upper = writable.resolve("upper");
      Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
      return;
    }
    Path tree = top.get();
    Path above = tree.toAbsolutePath().getParent();
    if (above == null) {
      throw new IOException("the root of the file system is not the tree of a layer");
    }
    try (Dir from = Dir.open(above);
        Dir to = Dir.open(writable)) {
      byte[] name = InsideRoot.bytes(String.valueOf(tree.getFileName()));
      MountPointLayer.copyMetadata(from, name, to, InsideRoot.bytes("upper"));
    }
  }

  private static final class Mounted implements MountedRoot {

    private final Path path;
    private final Optional<Path> top;
    private final Path writable;
    private boolean closed;

    Mounted(Path path, Optional<Path> top, Path writable) {
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
        Mounts.unmount(path, true);
        // As in Docker, a layer says nothing about the root directory itself: in the tree it has to
        // be what it is after the layer went through a tar.
        rootAsBelow(top, writable);
      }
    }
  }
}
