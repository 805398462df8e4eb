package dev.varve.store;

import dev.varve.store.disk.Disk;
import dev.varve.store.disk.Durability;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Everything that Varve keeps on this machine, below one directory (see {@code docs/store.md}).
 *
 * <p>Any number of processes and threads use a store at the same time, and each may be killed at
 * any moment: objects appear whole or not at all, locks and leases end with their process. Opening
 * is cheap and takes no lock.
 *
 * <p><b>Leases.</b> A layer or blob that was found, put or made through a {@code Store} is not
 * removed by anybody until that {@code Store} is closed or its process ends.
 *
 * <p><b>Errors.</b> {@link IOException} is what the machine refused; what the user has to know is a
 * {@link dev.varve.model.VarveException}: a full disk, a read-only or newer store, a damaged object
 * ({@link dev.varve.store.disk.DamagedException}).
 */
public final class Store implements AutoCloseable {
  /**
   * The directory of what is known about build contexts: files whose content only their writer
   * knows. One that is lost costs time only; its modification time is its last use.
   */
  public static final String CONTEXTS = "contexts";

  private final Disk disk;
  private final Parts parts;
  private final Scratch scratch;

  private Store(Disk disk) {
    this.disk = disk;
    this.parts = Parts.of(disk);
    this.scratch = new Scratch(disk);
  }

  /** As {@link #open(Path, Clock, Durability)} with the default durability. */
  public static Store open(Path root, Clock clock) throws IOException {
    return open(root, clock, Durability.DEFAULT);
  }

  /**
   * Opens the store in {@code root}, making it if there is none. What processes that were killed
   * left is removed in the background.
   */
  public static Store open(Path root, Clock clock, Durability durability) throws IOException {
    Disk disk = new Disk(root.toAbsolutePath().normalize(), clock, durability);
    Format.check(disk);
    disk.startSweep();
    return new Store(disk);
  }

  public Path root() {
    return disk.root();
  }

  public Blobs blobs() {
    return parts.blobs();
  }

  public Layers layers() {
    return parts.layers();
  }

  /** The layers, compressed. */
  public CompressedLayers compressed() {
    return parts.compressed();
  }

  /** Where layers are known to be, outside of this store. */
  public Origins origins() {
    return parts.origins();
  }

  /** Which images indexes led to. */
  public Indexes indexes() {
    return parts.indexes();
  }

  /** Blobs that came in part. */
  public Downloads downloads() {
    return parts.downloads();
  }

  public Records records() {
    return parts.records();
  }

  public Refs refs() {
    return parts.refs();
  }

  public Images images() {
    return parts.images();
  }

  public Histories history() {
    return parts.history();
  }

  public ContainerUses containers() {
    return parts.containers();
  }

  public Scratch scratch() {
    return scratch;
  }

  public Locks locks() {
    return disk.locks();
  }

  /**
   * A failure to write below this store, as the user should see it: throws a {@link
   * dev.varve.model.VarveException} for a full or read-only disk.
   *
   * @return {@code failure} itself otherwise
   */
  public IOException explain(IOException failure) {
    return disk.explain(failure);
  }

  /** Removes layers and blobs that no image, record, container or running process needs. */
  public Reclaimed reclaim() throws IOException {
    return new Reclaim(parts).run();
  }

  /** Removes what is old or unwanted, and never what is in use. */
  public Pruned prune(PruneOptions options) throws IOException {
    return new Prune(parts, options).run();
  }

  /**
   * Makes the store fit a budget, as far as removing cache can: what was not used for longest goes
   * first, then trees that can be made again. Images, and what is in use, stay. Work that takes
   * long is done when nobody else wants the machine, and nobody waits for it.
   *
   * @return empty if another process is doing it
   */
  public Optional<Collected> collect(Budget budget, boolean dryRun) throws IOException {
    return new GarbageCollection(parts).run(budget, dryRun);
  }

  /** Whether nobody has looked for an hour if the store is too large. Costs next to nothing. */
  public boolean isCollectionDue() {
    return new GarbageCollection(parts).isDue();
  }

  /** What takes how much space. */
  public Usage usage() throws IOException {
    return new Accounting(parts).usage();
  }

  /** Reads every object and names all damage; repairs nothing. */
  public Verification verify() throws IOException {
    return new Verifier(parts).run();
  }

  /** Ends the leases and removes this process' temporary files. */
  @Override
  public void close() throws IOException {
    parts.layers().close();
    disk.close();
  }
}
