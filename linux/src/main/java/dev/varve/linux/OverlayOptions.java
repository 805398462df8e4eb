package dev.varve.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The directories of an overlay mount. Build with {@link #readOnly} or {@link #writable}. */
public final class OverlayOptions {
  private final List<Path> lowers;
  private final @Nullable Path upper;
  private final @Nullable Path work;
  private final boolean unsynced;

  private OverlayOptions(
      List<Path> lowers, @Nullable Path upper, @Nullable Path work, boolean unsynced) {
    if (lowers.isEmpty()) {
      throw new IllegalArgumentException("an overlay needs a lower directory");
    }
    this.lowers = List.copyOf(lowers);
    this.upper = upper;
    this.work = work;
    this.unsynced = unsynced;
  }

  /** A merged view that cannot be written to. The kernel takes no fewer than two directories. */
  public static OverlayOptions readOnly(List<Path> lowersBottomFirst) {
    return new OverlayOptions(lowersBottomFirst, null, null, false);
  }

  /**
   * A merged view that keeps every change in {@code upper}.
   *
   * @param upper must support extended attributes of the {@code user} namespace
   * @param work an empty directory on the file system of {@code upper}; its content is the kernel's
   */
  public static OverlayOptions writable(List<Path> lowersBottomFirst, Path upper, Path work) {
    return new OverlayOptions(lowersBottomFirst, upper, work, false);
  }

  /**
   * The same without any sync of the upper directory: fsync(2) inside does nothing, and after a
   * crash of the machine the upper directory must be thrown away. Where the kernel (before 5.10)
   * has no such thing it has no effect.
   */
  public OverlayOptions unsynced() {
    return new OverlayOptions(lowers, upper, work, true);
  }

  /** The read-only directories, the lowest first. */
  public List<Path> lowersBottomFirst() {
    return lowers;
  }

  public Optional<Path> upper() {
    return Optional.ofNullable(upper);
  }

  public Optional<Path> work() {
    return Optional.ofNullable(work);
  }

  public boolean isUnsynced() {
    return unsynced;
  }
}
