package dev.varve.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a writable root file system out of the trees of an image. The trees are never changed; what
 * is written is collected elsewhere and can be read back as a layer.
 */
public interface RootFileSystem {

  /** {@code overlay} or {@code copy}. */
  String name();

  /**
   * Makes a root. Where that takes a mount it is made in the calling thread's own mount namespace,
   * see {@code PrivateMounts}.
   *
   * @param treesBottomFirst unpacked layers; empty for an empty root. They are looked up by these
   *     paths before this returns, and may be renamed, but not changed, once it has
   * @param writable an existing directory for what is written; empty, or as an earlier root left
   *     it, whose changes then show again
   */
  MountedRoot mount(List<Path> treesBottomFirst, Path writable) throws IOException;
}
