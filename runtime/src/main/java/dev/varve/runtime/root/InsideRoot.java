package dev.varve.runtime.root;

import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Paths of a container, resolved inside its root: a symbolic link that is absolute starts at the
 * root, and {@code ..} does not lead out of it. Each directory is opened from the one above, links
 * are never followed by the kernel, so nothing outside is touched even while the tree changes.
 */
public final class InsideRoot implements AutoCloseable {

  private static final int MOST_LINKS = 255;

  private final Path root;
  private final Dir top;

  private InsideRoot(Path root, Dir top) {
    this.root = root;
    this.top = top;
  }

  public static InsideRoot open(Path root) throws ErrnoException {
    return new InsideRoot(root, Dir.open(root));
  }

  /**
   * Where a path leads.
   *
   * @param path absolute, without links as far as it exists
   * @param stat what is there; empty when nothing is
   * @param existing the components of the path that exist, from the top
   * @param missing those that do not
   */
  public record Place(
      String path, Optional<FileStat> stat, List<String> existing, List<String> missing) {

    public boolean isDirectory() {
      return stat.isPresent() && stat.get().isDirectory();
    }

    public boolean isRegular() {
      return stat.isPresent() && stat.get().isRegular();
    }
  }

  /** The place as a path of the host. Good as long as nobody changes the tree. */
  public Path onHost(Place place) {
    return root.resolve(place.path().substring(1));
  }

  /**
   * Resolves a path, following all links.
   *
   * @throws IOException a component is neither a directory nor a link; too many links
   */
  public Place resolve(String path) throws IOException {
    try (Walk walk = new Walk()) {
      return walk.to(path);
    }
  }

  /**
   * Makes sure that a path is a directory, and its parents; new ones belong to root, mode 0755.
   *
   * @throws IOException there is something else
   */
  public Place makeDirectory(String path) throws IOException {
    Place place = resolve(path);
    if (place.stat().isPresent()) {
      if (!place.isDirectory()) {
        throw new IOException(path + " is not a directory");
      }
      return place;
    }
    try (Walk walk = new Walk()) {
      walk.to(join(place.existing()));
      for (String name : place.missing()) {
        walk.makeDirectory(name);
      }
    }
    return resolve(place.path());
  }

  /** Makes sure that a path exists and is no directory; a new file is empty, mode 0644. */
  public Place makeFile(String path) throws IOException {
    Place place = resolve(path);
    if (place.stat().isPresent()) {
      if (place.isDirectory()) {
        throw new IOException(path + " is a directory");
      }
      return place;
    }
    try (Walk walk = new Walk()) {
      walk.to(join(place.existing()));
      for (String name : place.missing().subList(0, place.missing().size() - 1)) {
        walk.makeDirectory(name);
      }
      try (FileHandle file = walk.here().createFile(bytes(place.missing().getLast()), 0644)) {
        file.chmod(0644);
      }
    }
    return resolve(place.path());
  }

  /** Opens a regular file for reading. */
  public FileHandle openFile(Place place) throws ErrnoException {
    return top.openFileInRoot(bytes(place.path()));
  }

  /** The directory at the top. */
  public Dir top() {
    return top;
  }

  @Override
  public void close() {
    top.close();
  }

  static String join(List<String> components) {
    return "/" + String.join("/", components);
  }

  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** One way down from the top, with all directories on it open. */
  private final class Walk implements AutoCloseable {

    private final Deque<Dir> open = new ArrayDeque<>();
    private final List<String> components = new ArrayList<>();

    Dir here() {
      Dir last = open.peekLast();
      return last == null ? top : last;
    }

    Place to(String path) throws IOException {
      Deque<String> todo = new ArrayDeque<>(List.of(path.split("/")));
      List<String> missing = new ArrayList<>();
      Optional<FileStat> found = Optional.of(top.stat());
      int links = 0;
      while (!todo.isEmpty()) {
        String name = todo.removeFirst();
        if (name.isEmpty() || name.equals(".")) {
          continue;
        }
        if (name.equals("..")) {
          up(missing);
          found = missing.isEmpty() ? Optional.of(here().stat()) : Optional.empty();
          continue;
        }
        if (!missing.isEmpty()) {
          missing.add(name);
          continue;
        }
        if (found.isPresent() && !found.get().isDirectory()) {
          throw new IOException(join(components) + " is not a directory");
        }
        found = here().find(bytes(name));
        if (found.isEmpty()) {
          missing.add(name);
        } else if (found.get().isSymlink()) {
          if (++links > MOST_LINKS) {
            throw new ErrnoException("open", Errno.ELOOP, path);
          }
          follow(name, todo);
          found = Optional.of(here().stat());
        } else {
          components.add(name);
          if (found.get().isDirectory()) {
            open.addLast(here().openDir(bytes(name)));
          }
        }
      }
      List<String> all = new ArrayList<>(components);
      all.addAll(missing);
      return new Place(join(all), found, List.copyOf(components), List.copyOf(missing));
    }

    void makeDirectory(String name) throws IOException {
      Dir above = here();
      above.mkdir(bytes(name), 0755);
      above.chmod(bytes(name), 0755);
      open.addLast(above.openDir(bytes(name)));
      components.add(name);
    }

    private void follow(String name, Deque<String> todo) throws IOException {
      String target = new String(here().readLink(bytes(name)), StandardCharsets.UTF_8);
      if (target.startsWith("/")) {
        close();
        components.clear();
      }
      List<String> parts = List.of(target.split("/"));
      for (int i = parts.size() - 1; i >= 0; i--) {
        todo.addFirst(parts.get(i));
      }
    }

    private void up(List<String> missing) {
      if (!missing.isEmpty()) {
        missing.removeLast();
      } else if (!components.isEmpty()) {
        components.removeLast();
        Dir last = open.pollLast();
        if (last != null) {
          last.close();
        }
      }
    }

    @Override
    public void close() {
      for (Dir dir : open) {
        dir.close();
      }
      open.clear();
    }
  }
}
