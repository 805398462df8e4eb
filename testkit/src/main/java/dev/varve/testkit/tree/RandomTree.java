package dev.varve.testkit.tree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory that is edited at random. The same seed makes the same edits as long as nobody else
 * changes the directory; only "now" differs.
 *
 * <p>It keeps about as many entries as it had at first. At its top there are {@code src} and {@code
 * b}, mostly directories, {@code a}, mostly a file, and sometimes a {@code .dockerignore}; so
 * Dockerfiles have something to name.
 */
public final class RandomTree {
  private static final int LEAST = 40;
  private static final int MOST = 90;
  private static final int DEEPEST = 7;

  private static final List<String> IGNORE_FILES =
      List.of(
          "*.log\n",
          "**/*.tmp\n**/y.log\n",
          "src\n!src/keep\n!src/lib\n",
          "*\n!src\n!a\n!b\n",
          "b/**\n!b/k*\n",
          "**/deep\n!**/deep/keep\n# a comment\n\n!a\n",
          ".dockerignore\n");

  private final Path root;
  private final Random random;
  private final FileEdits files;
  private final PlaceEdits places;

  public RandomTree(Path root, Random random) {
    this.root = root;
    this.random = random;
    RandomNames names = new RandomNames(random);
    this.files = new FileEdits(root, random);
    this.places = new PlaceEdits(root, random, names, files);
  }

  /** Makes the directory and the first files. */
  public void plant() throws IOException {
    Files.createDirectories(root.resolve("src"));
    Files.createDirectories(root.resolve("b"));
    Files.writeString(root.resolve("a"), "the first of all files\n");
    while (entries().size() < LEAST) {
      places.add(directory(), random.nextInt(4) == 0);
    }
  }

  /**
   * Changes something.
   *
   * @return what was done, for people
   */
  public String edit() throws IOException, InterruptedException {
    try {
      return missing().isPresent() && random.nextBoolean() ? mend() : someEdit();
    } catch (FileSystemException e) {
      // A path that gets too long, a directory on top of itself: such an edit changes nothing.
      return "refused: " + e;
    }
  }

  private String someEdit() throws IOException, InterruptedException {
    int count = entries().size();
    if (count > MOST || (count > LEAST && random.nextInt(8) == 0)) {
      Optional<Path> doomed = pick(_ -> true);
      return doomed.isEmpty() ? "nothing to delete" : places.delete(doomed.get());
    }
    int kind = random.nextInt(100);
    if (kind < 22) {
      return places.add(directory(), kind < 5);
    }
    if (kind < 25) {
      return ignoreFile();
    }
    if (kind < 28) {
      return places.fifo(directory());
    }
    if (kind < 32) {
      return places.symlink(directory(), somewhere());
    }
    if (kind < 34) {
      return places.copy(pick(_ -> true).orElse(root), directory());
    }
    return kind < 60 ? place(kind) : file(kind);
  }

  /** An edit of where things are and what they are. */
  private String place(int kind) throws IOException {
    Optional<Path> found = pick(path -> kind < 52 || !root.equals(path.getParent()));
    if (found.isEmpty()) {
      return "nothing to move";
    }
    Path path = found.get();
    if (kind < 42) {
      return places.move(path, directory());
    }
    if (kind < 44) {
      return places.turnCase(path);
    }
    if (kind < 47) {
      return places.swapAgain();
    }
    if (kind < 50) {
      return places.swap(path, pick(_ -> true).orElse(path));
    }
    return places.replace(path, somewhere());
  }

  /** An edit of a file's content or metadata. */
  private String file(int kind) throws IOException {
    if (kind < 68) {
      // Java would open a fifo for that, and wait for somebody who writes into it.
      Optional<Path> any = pick(path -> Files.isSymbolicLink(path) || !isOther(path));
      return any.isEmpty() ? "nothing to date" : files.date(any.get());
    }
    if (kind < 75) {
      Optional<Path> any = pick(path -> !Files.isSymbolicLink(path));
      return any.isEmpty() ? "nothing to chmod" : files.chmod(any.get());
    }
    Optional<Path> found = pick(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    if (found.isEmpty()) {
      return "no file to change";
    }
    Path path = found.get();
    if (kind < 80) {
      return places.hardlink(path, directory());
    }
    if (kind < 84) {
      Optional<Path> linked = pick(FileEdits::hasOtherNames);
      return files.save(random.nextInt(3) == 0 ? path : linked.orElse(path));
    }
    if (kind < 88) {
      return files.sameSize(path);
    }
    if (kind < 93) {
      return files.grow(path);
    }
    return kind < 97 ? files.shrink(path) : files.rewrite(path);
  }

  private String ignoreFile() throws IOException {
    Path file = root.resolve(".dockerignore");
    if (random.nextInt(3) == 0) {
      return "delete .dockerignore: " + Files.deleteIfExists(file);
    }
    String text = IGNORE_FILES.get(random.nextInt(IGNORE_FILES.size()));
    Files.writeString(file, text);
    return "write .dockerignore: " + text.replace("\n", "|");
  }

  private Optional<String> missing() {
    return Stream.of("src", "a", "b").filter(name -> !Files.exists(root.resolve(name))).findFirst();
  }

  private String mend() throws IOException {
    String name = missing().orElseThrow();
    Path path = root.resolve(name);
    Files.deleteIfExists(path); // a link that leads nowhere
    if (name.equals("a")) {
      Files.writeString(path, "again");
    } else {
      Files.createDirectory(path);
    }
    return "make " + name + " again";
  }

  /** Everything below the root but the ignore file, in a fixed order. */
  public List<Path> entries() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(path -> !path.equals(root) && !path.endsWith(".dockerignore"))
          .forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  private static boolean isOther(Path path) {
    return !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  private Optional<Path> pick(Predicate<Path> wanted) throws IOException {
    List<Path> found = entries().stream().filter(wanted).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(random.nextInt(found.size())));
  }

  /** Some directory, the root too. */
  private Path directory() throws IOException {
    List<Path> found = new ArrayList<>(List.of(root));
    for (Path path : entries()) {
      int depth = root.relativize(path).getNameCount();
      if (depth < DEEPEST && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        found.add(path);
      }
    }
    return found.get(random.nextInt(found.size()));
  }

  /** What a symbolic link may say: something that is there, or not, or is outside. */
  private String somewhere() throws IOException {
    return switch (random.nextInt(5)) {
      case 0 -> "nowhere" + random.nextInt(3);
      case 1 -> "../".repeat(1 + random.nextInt(9)) + "etc/hostname";
      case 2 -> "/absolute/" + random.nextInt(3);
      case 3 -> "./";
      default -> root.relativize(pick(_ -> true).orElse(root.resolve("a"))).toString();
    };
  }
}
