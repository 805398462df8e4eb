package dev.varve.store;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * The trees of a stack of layers at the paths where they stay until this is closed, by the thread
 * that got it. Once they are mounted, or open, they may be renamed.
 */
public final class HeldTrees implements AutoCloseable {
  private final List<Path> paths;
  private final List<Lock> locks;

  /**
   * @param locks held by this thread
   */
  HeldTrees(List<Path> paths, List<Lock> locks) {
    this.paths = List.copyOf(paths);
    this.locks = List.copyOf(locks);
  }

  /** Bottom first. */
  public List<Path> paths() {
    return paths;
  }

  @Override
  public void close() {
    locks.forEach(Lock::unlock);
  }
}
