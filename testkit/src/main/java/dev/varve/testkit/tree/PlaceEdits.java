package dev.varve.testkit.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Edits of where things are and what type they have; each says what it did. */
final class PlaceEdits {
  private final Path root;
  private final Random random;
  private final RandomNames names;
  private final FileEdits files;
  private List<Path> swapped = List.of();

  PlaceEdits(Path root, Random random, RandomNames names, FileEdits files) {
    this.root = root;
    this.random = random;
    this.names = names;
    this.files = files;
  }

  private String name(Path path) {
    return files.name(path);
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  String add(Path directory, boolean empty) throws IOException {
    Path path = directory.resolve(names.next());
    if (isThere(path)) {
      return "is there: " + name(path);
    }
    if (empty) {
      Files.createDirectory(path);
      return "mkdir " + name(path);
    }
    byte[] bytes = files.content();
    Files.write(path, bytes);
    return "write " + bytes.length + " " + name(path);
  }

  String delete(Path path) throws IOException {
    deleteTree(path);
    return "delete " + name(path);
  }

  private static void deleteTree(Path path) throws IOException {
    for (Path each : tree(path).reversed()) {
      Files.delete(each);
    }
  }

  /** A file or directory and all below it, parents first. */
  private static List<Path> tree(Path path) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(path)) {
      walk.forEach(found::add);
    }
    Collections.sort(found);
    return found;
  }

  String fifo(Path directory) throws IOException, InterruptedException {
    Path path = directory.resolve(names.next());
    if (isThere(path)) {
      return "is there: " + name(path);
    }
    int status = new ProcessBuilder("mkfifo", "--", path.toString()).inheritIO().start().waitFor();
    return "mkfifo " + name(path) + ": " + status;
  }

  /** A new link, or an old one to somewhere else. */
  String symlink(Path directory, String target) throws IOException {
    List<Path> links;
    try (Stream<Path> walk = Files.walk(root)) {
      links = walk.filter(Files::isSymbolicLink).sorted().toList();
    }
    Path path =
        links.isEmpty() || random.nextBoolean()
            ? directory.resolve(names.next())
            : links.get(random.nextInt(links.size()));
    if (Files.isSymbolicLink(path)) {
      Files.delete(path);
    }
    if (isThere(path)) {
      return "is there: " + name(path);
    }
    Files.createSymbolicLink(path, Path.of(target));
    return "link " + name(path) + " -> " + target;
  }

  String hardlink(Path file, Path directory) throws IOException {
    Path path = directory.resolve(names.next());
    if (isThere(path)) {
      return "is there: " + name(path);
    }
    Files.createLink(path, file);
    return "hard link " + name(path) + " to " + name(file);
  }

  /** Within the directory or to another one, with all that is below. */
  String move(Path path, Path directory) throws IOException {
    boolean near = random.nextBoolean();
    Path to = near ? path.resolveSibling(names.next()) : directory.resolve(path.getFileName());
    if (to.startsWith(path)) {
      return "cannot move into itself: " + name(path);
    }
    if (isThere(to)) {
      if (isDirectory(to) || isDirectory(path)) {
        return "is there: " + name(to);
      }
    }
    Files.move(path, to, StandardCopyOption.ATOMIC_MOVE);
    return "move " + name(path) + " to " + name(to);
  }

  String turnCase(Path path) throws IOException {
    Path to = path.resolveSibling(RandomNames.otherCase(String.valueOf(path.getFileName())));
    if (isThere(to)) {
      return "is there: " + name(to);
    }
    Files.move(path, to);
    return "rename " + name(path) + " to " + name(to);
  }

  /** Two things of any type change places. */
  String swap(Path one, Path other) throws IOException {
    if (one.startsWith(other) || other.startsWith(one)) {
      return "cannot swap " + name(one) + " and " + name(other);
    }
    swapped = List.of(one, other);
    Path aside = root.resolve(".swapping");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
    return "swap " + name(one) + " and " + name(other);
  }

  /** Undoes the last swap, if nothing came between. */
  String swapAgain() throws IOException {
    if (swapped.isEmpty() || !swapped.stream().allMatch(PlaceEdits::isThere)) {
      return "nothing to swap again";
    }
    return swap(swapped.getFirst(), swapped.getLast());
  }

  /** Something of another type takes the name. */
  String replace(Path path, String target) throws IOException {
    deleteTree(path);
    return switch (random.nextInt(3)) {
      case 0 -> {
        Files.createDirectory(path);
        if (random.nextBoolean()) {
          Files.write(path.resolve(names.next()), files.content());
        }
        yield "now a directory: " + name(path);
      }
      case 1 -> {
        Files.createSymbolicLink(path, Path.of(target));
        yield "now a link to " + target + ": " + name(path);
      }
      default -> {
        Files.write(path, files.content());
        yield "now a file: " + name(path);
      }
    };
  }

  /** A copy of files and directories with their times, as {@code cp -a} makes it. */
  String copy(Path from, Path directory) throws IOException {
    Path to = directory.resolve(names.next());
    if (isThere(to) || to.startsWith(from)) {
      return "cannot copy " + name(from) + " to " + name(to);
    }
    int count = 0;
    for (Path each : tree(from)) {
      boolean plain = Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS);
      if ((plain || isDirectory(each) || Files.isSymbolicLink(each)) && count++ < 12) {
        Files.copy(
            each,
            to.resolve(from.relativize(each).toString()),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return "copy " + name(from) + " to " + name(to);
  }
}
