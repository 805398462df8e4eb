package dev.varve.runtime.container;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.archive.tree.TreeContents;
import dev.varve.archive.tree.TreeReader;
import dev.varve.linux.Entropy;
import dev.varve.linux.FileLocks;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.ContainerUse;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The containers of a store. Each is a directory; it runs as long as somebody holds its lock, so
 * one whose varve was killed is seen as ended at once. Any number of processes may use this.
 */
public final class Containers {

  private static final String MAKING = "containers";
  private static final int ID_BYTES = 32;
  private static final int KILLED = 137;
  private static final int MOST_NAMES = 100;

  private final Store store;
  private final Clock clock;

  public Containers(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Makes a container, which stays open for the caller to run it.
   *
   * @throws VarveException USAGE for a name Docker would not take, CONFLICT for one that is taken
   */
  public OpenContainer create(ContainerRequest request) throws IOException, InterruptedException {
    byte[] bytes = Entropy.bytes(ID_BYTES);
    String id = HexFormat.of().formatHex(bytes);
    ContainerFiles files = new ContainerFiles(store, id);
    try (Locks.Held _ = store.locks().exclusive(MAKING)) {
      String name = name(request.name(), new Random(ByteBuffer.wrap(bytes).getLong()));
      files.create();
      FileLocks.Lock lock = FileLocks.lock(files.lockFile(), FileLocks.Mode.EXCLUSIVE);
      List<Digest> layers = request.image().config().diffIds();
      ContainerState state =
          new ContainerState(
              id,
              name,
              request.imageName(),
              request.image().manifestDigest(),
              layers,
              request.command(),
              request.config(),
              request.removeWhenDone(),
              ProcessHandle.current().pid(),
              clock.instant(),
              ContainerState.Run.NONE);
      store.containers().put(new ContainerUse(id, name, state.image(), layers));
      files.write(state);
      return new OpenContainer(files, clock, lock, state);
    }
  }

  /** All containers, the newest first; those that should have gone with their end are removed. */
  public List<ContainerState> list() throws IOException {
    List<ContainerState> found = new ArrayList<>();
    Path directory = store.containers().directory();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        look(new ContainerFiles(store, String.valueOf(entry.getFileName()))).ifPresent(found::add);
      }
    }
    found.sort((a, b) -> b.created().compareTo(a.created()));
    return found;
  }

  /**
   * The container of this name, id or beginning of an id.
   *
   * @throws VarveException NOT_FOUND when there is none, CONFLICT when several ids begin so
   */
  public ContainerState find(String reference) throws IOException {
    List<ContainerState> byPrefix = new ArrayList<>();
    for (ContainerState state : list()) {
      if (state.id().equals(reference) || state.name().equals(reference)) {
        return state;
      }
      if (!reference.isEmpty() && state.id().startsWith(reference)) {
        byPrefix.add(state);
      }
    }
    return switch (byPrefix.size()) {
      case 1 -> byPrefix.getFirst();
      case 0 ->
          throw new VarveException(
              VarveException.Code.NOT_FOUND,
              "No such container: " + reference,
              "varve ps -a lists the containers");
      default ->
          throw new VarveException(
              VarveException.Code.CONFLICT,
              "Multiple containers found with prefix: " + reference,
              "give more of the id");
    };
  }

  /**
   * Opens a container that does not run, to change it.
   *
   * @throws VarveException NOT_FOUND, or CONFLICT when it runs
   */
  public OpenContainer open(String reference) throws IOException {
    ContainerState state = find(reference);
    ContainerFiles files = new ContainerFiles(store, state.id());
    Optional<FileLocks.Lock> lock = FileLocks.tryLock(files.lockFile(), FileLocks.Mode.EXCLUSIVE);
    return new OpenContainer(
        files, clock, lock.orElseThrow(() -> running(state, "wait for its end")), state);
  }

  /**
   * Removes a container.
   *
   * @param force whether to kill one that runs
   * @throws VarveException NOT_FOUND, or CONFLICT when it runs and force is not used
   */
  public void remove(String reference, boolean force) throws IOException, InterruptedException {
    ContainerState state = find(reference);
    ContainerFiles files = new ContainerFiles(store, state.id());
    if (files.isRunning() && force) {
      kill(state);
    }
    Optional<FileLocks.Lock> lock =
        force
            ? Optional.of(FileLocks.lock(files.lockFile(), FileLocks.Mode.EXCLUSIVE))
            : FileLocks.tryLock(files.lockFile(), FileLocks.Mode.EXCLUSIVE);
    try (FileLocks.Lock _ = lock.orElseThrow(() -> running(state, "use -f to kill it"))) {
      if (Files.exists(files.directory())) {
        files.delete();
      }
    }
  }

  /** What a container changed in comparison to its image, sorted by path. */
  public List<Change> diff(String reference) throws IOException {
    ContainerState state = find(reference);
    List<LayerIndex> indexes = new ArrayList<>();
    for (Digest diffId : state.layers()) {
      indexes.add(store.layers().get(diffId).index());
    }
    return ContainerDiff.of(new RootView(indexes), upper(state));
  }

  /** What a container wrote, as a layer of the store. The container stays as it is. */
  public Layer commit(String reference) throws IOException {
    ContainerState state = find(reference);
    Path upper = new ContainerFiles(store, state.id()).upper();
    if (!Files.isDirectory(upper)) {
      return store.layers().empty();
    }
    try (TreeContents contents = TreeContents.open(upper)) {
      return store.layers().create(TreeReader.read(upper), contents);
    }
  }

  /** Hands what a container has written so far to the consumer, in order. */
  public void logs(String reference, Consumer<ContainerLog.Piece> consumer) throws IOException {
    ContainerLog.read(new ContainerFiles(store, find(reference).id()).log(), consumer);
  }

  private LayerIndex upper(ContainerState state) throws IOException {
    Path upper = new ContainerFiles(store, state.id()).upper();
    return Files.isDirectory(upper) ? TreeReader.read(upper) : LayerIndex.empty();
  }

  private Optional<ContainerState> look(ContainerFiles files) throws IOException {
    Optional<ContainerState> state = files.read();
    if (state.isEmpty() || files.isRunning()) {
      return state;
    }
    if (state.get().removeWhenDone()) {
      files.delete();
      return Optional.empty();
    }
    ContainerState.Run run = state.get().run();
    if (run.status() == ContainerState.Status.RUNNING) {
      // Its varve was killed, and the container with it.
      return Optional.of(
          state
              .get()
              .with(
                  new ContainerState.Run(
                      ContainerState.Status.EXITED,
                      run.started(),
                      run.started(),
                      KILLED,
                      "varve was killed")));
    }
    return state;
  }

  private String name(String wanted, RandomGenerator random) throws IOException {
    List<ContainerState> all = list();
    if (!wanted.isEmpty()) {
      return checked(wanted, all);
    }
    for (int attempt = 0; attempt < MOST_NAMES; attempt++) {
      String name = ContainerNames.next(random, attempt);
      if (all.stream().noneMatch(state -> state.name().equals(name))) {
        return name;
      }
    }
    throw new VarveException(
        VarveException.Code.CONFLICT, "no free container name was found", "use --name");
  }

  private static String checked(String wanted, List<ContainerState> all) {
    if (!ContainerNames.isValid(wanted)) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "Invalid container name (" + wanted + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }
    for (ContainerState state : all) {
      if (state.name().equals(wanted)) {
        throw new VarveException(
            VarveException.Code.CONFLICT,
            "the container name \"" + wanted + "\" is in use by container " + state.shortId(),
            "remove that container (varve rm " + wanted + ") or choose another name");
      }
    }
    return wanted;
  }

  /** With the varve that runs it a container dies, too. */
  private static void kill(ContainerState state) {
    Optional<ProcessHandle> owner = ProcessHandle.of(state.owner());
    if (owner.isEmpty()) {
      return;
    }
    // A process that is younger than the container has only inherited the number.
    Optional<Instant> start = owner.get().info().startInstant();
    if (start.isPresent() && !start.get().isAfter(state.created())) {
      owner.get().destroyForcibly();
    }
  }

  private static VarveException running(ContainerState state, String hint) {
    return new VarveException(
        VarveException.Code.CONFLICT, "container " + state.name() + " is running", hint);
  }
}
