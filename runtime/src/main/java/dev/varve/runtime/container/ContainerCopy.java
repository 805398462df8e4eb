package dev.varve.runtime.container;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tar.TarContents;
import dev.varve.archive.tree.TreeContents;
import dev.varve.archive.tree.TreeReader;
import dev.varve.archive.tree.TreeWriter;
import dev.varve.linux.Dir;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.linux.OverlayOptions;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.root.InsideRoot;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.store.Layer;
import dev.varve.store.Scratch;
import dev.varve.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Copies files between a container and the host by the rules of {@code docker cp}. Paths of the
 * container are resolved inside its root, whatever links there are.
 *
 * <p>A container that runs can be read, as it is at the moment, but not written.
 */
public final class ContainerCopy {

  private static final int BUFFER = 256 << 10;

  private final Store store;
  private final Containers containers;
  private final Options options;

  /**
   * How to copy.
   *
   * @param keepOwners whether files belong to whom they belonged, by number
   * @param followLink whether a link that is the source stands for what it names
   */
  public record Options(boolean keepOwners, boolean followLink) {
    public static final Options DEFAULT = new Options(false, false);
  }

  public ContainerCopy(Store store, Containers containers, Options options) {
    this.store = store;
    this.containers = containers;
    this.options = options;
  }

  /** Work inside a root. */
  @FunctionalInterface
  private interface Inside {
    void run(InsideRoot inside) throws IOException;
  }

  /**
   * Copies out of a container. Files belong to this process's user afterwards, unless owners are
   * kept.
   *
   * @param source a path of the container; {@code /.} at the end means what is in the directory
   * @param target a path of the host
   * @throws VarveException NOT_FOUND when the source or the target's directory does not exist,
   *     CONFLICT when a directory would replace a file
   */
  public void fromContainer(String reference, String source, String target)
      throws IOException, InterruptedException {
    ContainerState state = containers.find(reference);
    reading(
        state,
        inside -> {
          try (CopySource from = source(inside, reference, source)) {
            toHost(from, target);
          }
        });
  }

  private CopySource source(InsideRoot inside, String reference, String path) throws IOException {
    return CopySource.inside(inside, path, options.followLink(), reference + ":" + path);
  }

  private TreeCopy copyOr(TreeCopy.Owner owner) {
    return new TreeCopy(options.keepOwners() ? TreeCopy.Owner.SAME : owner);
  }

  /**
   * Writes a tar of what {@link #fromContainer} would copy, with its owners.
   *
   * @param out is not closed
   * @throws VarveException NOT_FOUND when the source does not exist
   */
  public void toTar(String reference, String source, OutputStream out)
      throws IOException, InterruptedException {
    ContainerState state = containers.find(reference);
    try (Scratch.Directory scratch = store.scratch().directory("cp-out")) {
      reading(
          state,
          inside -> {
            try (CopySource from = source(inside, reference, source);
                Dir to = Dir.open(scratch.path())) {
              from.into(new TreeCopy(TreeCopy.Owner.SAME), to);
            }
          });
      try (TreeContents contents = TreeContents.open(scratch.path())) {
        CanonicalTar.write(TreeReader.read(scratch.path()), contents, out);
      }
      out.flush();
    }
  }

  /**
   * Copies what is in a tar, plain or compressed, into a directory of a container that does not
   * run.
   *
   * @param target a directory of the container
   * @throws VarveException as {@link #toContainer}
   * @throws dev.varve.archive.ArchiveException it is no tar, or one that is not accepted; nothing
   *     was copied
   */
  public void fromTar(InputStream tar, String reference, String target)
      throws IOException, InterruptedException {
    try (OpenContainer container = containers.open(reference);
        Scratch.Directory scratch = store.scratch().directory("cp-in")) {
      Path unpacked = Files.createDirectory(scratch.path().resolve("tree"));
      Path plain = scratch.path().resolve("tar");
      LayerIndex index;
      try (InputStream in = Compression.decompressed(tar, Limits.DEFAULT);
          OutputStream copy = new BufferedOutputStream(Files.newOutputStream(plain), BUFFER)) {
        index = LayerScan.plain(in, copy, Limits.DEFAULT);
      }
      try (TarContents contents = TarContents.open(plain)) {
        TreeWriter.apply(index, contents, unpacked);
      }
      writing(container, inside -> fromTree(unpacked, inside, target));
    }
  }

  private void fromTree(Path unpacked, InsideRoot inside, String target) throws IOException {
    InsideRoot.Place place = inside.resolve("/" + target);
    if (!place.isDirectory()) {
      throw CopySource.missing(target);
    }
    try (Dir from = Dir.open(unpacked);
        Dir to = Dir.open(inside.onHost(place))) {
      copyOr(TreeCopy.Owner.ROOT).copyContents(from, to);
    }
  }

  private void toHost(CopySource from, String target) throws IOException {
    TreeCopy copy = copyOr(TreeCopy.Owner.THIS_USER);
    Path path = Path.of(target).toAbsolutePath().normalize();
    if (Files.isDirectory(path)) {
      try (Dir to = Dir.open(path)) {
        from.into(copy, to);
      }
      return;
    }
    Path above = path.getParent();
    boolean wantsDirectory = target.endsWith("/") && !from.isDirectory();
    if (above == null || !Files.isDirectory(above) || wantsDirectory) {
      throw CopySource.missing(target);
    }
    try (Dir to = Dir.open(above)) {
      from.as(copy, to, String.valueOf(path.getFileName()));
    }
  }

  /**
   * Copies into a container that does not run. Files belong to its root user afterwards, unless
   * owners are kept.
   *
   * @param source a path of the host; {@code /.} at the end means what is in the directory
   * @param target a path of the container
   * @throws VarveException as {@link #fromContainer}, and CONFLICT when it runs
   */
  public void toContainer(String source, String reference, String target)
      throws IOException, InterruptedException {
    try (CopySource from = CopySource.onHost(source, options.followLink());
        OpenContainer container = containers.open(reference)) {
      writing(container, inside -> toContainer(from, inside, target));
    }
  }

  private void toContainer(CopySource from, InsideRoot inside, String target) throws IOException {
    TreeCopy copy = copyOr(TreeCopy.Owner.ROOT);
    InsideRoot.Place place = inside.resolve("/" + target);
    Path path = inside.onHost(place);
    if (place.isDirectory()) {
      try (Dir to = Dir.open(path)) {
        from.into(copy, to);
      }
      return;
    }
    Path above = path.getParent();
    boolean wantsDirectory = target.endsWith("/") && !from.isDirectory();
    if (above == null || place.missing().size() > 1 || wantsDirectory) {
      throw CopySource.missing(target);
    }
    try (Dir to = Dir.open(above)) {
      from.as(copy, to, String.valueOf(path.getFileName()));
    }
  }

  /** A view without the right to write, which does not mind a container that runs. */
  private void reading(ContainerState state, Inside work) throws IOException, InterruptedException {
    try (Scratch.Directory scratch = store.scratch().directory("cp")) {
      Path root = Files.createDirectory(scratch.path().resolve("root"));
      // Two at least, or the kernel sees no point in an overlay.
      List<Path> lowers = new ArrayList<>();
      lowers.add(Files.createDirectory(scratch.path().resolve("bottom")));
      lowers.addAll(trees(state));
      Path upper = store.containers().directory(state.id()).resolve("upper");
      lowers.add(
          Files.isDirectory(upper)
              ? upper
              : Files.createDirectory(scratch.path().resolve("nothing")));
      PrivateMounts.call(
          "cp",
          () -> {
            Mounts.overlay(OverlayOptions.readOnly(lowers), root, Set.of(MountFlag.NODEV));
            try (InsideRoot inside = InsideRoot.open(root)) {
              work.run(inside);
            }
            return root;
          });
    }
  }

  private void writing(OpenContainer container, Inside work)
      throws IOException, InterruptedException {
    List<Path> trees = trees(container.state());
    PrivateMounts.call(
        "cp",
        () -> {
          try (MountedRoot root = new OverlayRootFileSystem().mount(trees, container.writable());
              InsideRoot inside = InsideRoot.open(root.path())) {
            work.run(inside);
          }
          return container;
        });
  }

  private List<Path> trees(ContainerState state) throws IOException {
    List<Layer> layers = new ArrayList<>();
    for (Digest diffId : state.layers()) {
      layers.add(store.layers().get(diffId));
    }
    return store.layers().trees(layers);
  }
}
