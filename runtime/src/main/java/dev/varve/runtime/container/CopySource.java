package dev.varve.runtime.container;

import dev.varve.linux.Dir;
import dev.varve.linux.FileStat;
import dev.varve.model.VarveException;
import dev.varve.runtime.root.InsideRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code docker cp} copies: an entry of a directory, or what is in it when its path ends with
 * {@code /.}. A symbolic link at the end of a path is copied itself, unless a slash follows it.
 */
final class CopySource implements AutoCloseable {

  private final Dir parent;
  private final byte[] name;
  private final boolean contents;
  private final boolean directory;

  private CopySource(Dir parent, byte[] name, boolean contents, boolean directory) {
    this.parent = parent;
    this.name = name;
    this.contents = contents;
    this.directory = directory;
  }

  /**
   * A path of the host.
   *
   * @param follow whether a link at the end stands for what it names
   * @throws VarveException NOT_FOUND
   */
  static CopySource onHost(String path, boolean follow) throws IOException {
    boolean followed = follow || isFollowed(path);
    Path absolute = Path.of(path).toAbsolutePath();
    if (followed && absolute.toFile().exists()) {
      absolute = absolute.toRealPath();
    }
    Path normal = absolute.normalize();
    Path above = normal.getParent();
    if (above == null || !above.toFile().isDirectory()) {
      throw missing(path);
    }
    return entry(Dir.open(above), text(normal.getFileName()), isContents(path), path);
  }

  /**
   * A path of a container.
   *
   * @param follow as {@link #onHost}
   * @param shown how to name it in messages
   * @throws VarveException NOT_FOUND
   */
  static CopySource inside(InsideRoot root, String path, boolean follow, String shown)
      throws IOException {
    int slash = path.lastIndexOf('/');
    String last = path.substring(slash + 1);
    boolean followed = follow || isFollowed(path) || last.equals("..");
    InsideRoot.Place place = root.resolve("/" + (followed ? path : path.substring(0, slash + 1)));
    if (!place.isDirectory() && (!followed || place.stat().isEmpty())) {
      throw missing(shown);
    }
    Path host = root.onHost(place);
    if (!followed) {
      return entry(Dir.open(host), last, false, shown);
    }
    Path above = host.toAbsolutePath().getParent();
    if (above == null) {
      throw missing(shown);
    }
    return entry(Dir.open(above), text(host.getFileName()), isContents(path), shown);
  }

  private static CopySource entry(Dir parent, String name, boolean contents, String shown)
      throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    Optional<FileStat> stat = parent.find(bytes);
    if (stat.isEmpty()) {
      parent.close();
      throw missing(shown);
    }
    return new CopySource(parent, bytes, contents, stat.get().isDirectory());
  }

  boolean isDirectory() {
    return directory;
  }

  /** Copies into an existing directory: the entry under its name, or what is in it. */
  void into(TreeCopy copy, Dir to) throws IOException {
    if (!contents || !directory) {
      copy.copy(parent, name, to, name);
      return;
    }
    try (Dir from = parent.openDir(name)) {
      copy.copyContents(from, to);
    }
  }

  /**
   * Copies to a name where nothing is, or a file that is replaced.
   *
   * @throws VarveException CONFLICT for a directory over a file
   */
  void as(TreeCopy copy, Dir to, String newName) throws IOException {
    byte[] bytes = newName.getBytes(StandardCharsets.UTF_8);
    if (directory && to.find(bytes).filter(stat -> !stat.isDirectory()).isPresent()) {
      throw new VarveException(
          VarveException.Code.CONFLICT, "cannot copy a directory over the file " + newName);
    }
    copy.copy(parent, name, to, bytes);
  }

  @Override
  public void close() {
    parent.close();
  }

  static VarveException missing(String path) {
    return new VarveException(VarveException.Code.NOT_FOUND, "no such file or directory: " + path);
  }

  private static boolean isContents(String path) {
    return path.endsWith("/.") || path.equals(".");
  }

  private static boolean isFollowed(String path) {
    return path.isEmpty() || path.endsWith("/") || isContents(path);
  }

  private static String text(Path name) {
    return String.valueOf(name);
  }
}
