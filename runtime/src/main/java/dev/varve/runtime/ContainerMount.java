package dev.varve.runtime;

import java.nio.file.Path;

/**
 * Something laid over a path of the container's root. Targets are absolute paths; they are resolved
 * inside the root, symbolic links included, and made when they do not exist.
 */
public sealed interface ContainerMount {

  /** Where it appears, as an absolute path of the container. */
  String target();

  /**
   * A file or directory of the host.
   *
   * @param source an existing path of the host
   * @param target where it appears
   * @param readOnly whether the container may only read it
   */
  record Bind(Path source, String target, boolean readOnly) implements ContainerMount {}

  /**
   * An empty file system in memory.
   *
   * @param target where it appears
   * @param size most bytes it may hold; 0 for the kernel's default (half the memory)
   * @param mode permissions of its top directory
   */
  record Tmpfs(String target, long size, int mode) implements ContainerMount {

    /** An empty file system of the default size, writable by everyone, with the sticky bit. */
    public static Tmpfs at(String target) {
      return new Tmpfs(target, 0, 01777);
    }
  }
}
