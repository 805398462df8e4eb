package dev.varve.it.conformance;

import dev.varve.it.image.ImageEntry;
import dev.varve.it.image.Listing;
import dev.varve.it.image.RootTree;
import dev.varve.it.image.SavedImage;
import dev.varve.it.process.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks a real Docker (the {@code docker} on the PATH, with an image {@code busybox} made by {@code
 * it/base/busybox}) for the answers of the conformance cases and writes them into the cases.
 *
 * <p>Each merged root is checked against {@code docker export}, so that the tests' own way of
 * merging layers is shown to be right with every recording.
 */
public final class Recorder {
  private static final String IMAGE = "varve-conformance";

  /** What a created container has beside its image: mount points and files of the runtime. */
  private static final Set<String> RUNTIME =
      Set.of(
          ".dockerenv",
          "dev",
          "dev/console",
          "dev/pts",
          "dev/shm",
          "etc",
          "etc/hostname",
          "etc/hosts",
          "etc/mtab",
          "etc/resolv.conf",
          "proc",
          "sys");

  private final Path work;
  private final SavedImage base;

  private Recorder(Path work, SavedImage base) {
    this.work = work;
    this.base = base;
  }

  /**
   * Records cases.
   *
   * @param args an empty directory for contexts, the directory that holds {@code conformance} and
   *     {@code negative}, then names of cases (none: all)
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path work = Path.of(args[0]);
    Path resources = Path.of(args[1]);
    List<String> wanted = List.of(args).subList(2, args.length);
    Recorder recorder = new Recorder(work, save("busybox", work));
    int recorded = 0;
    List<String> problems = new ArrayList<>();
    for (String kind : List.of("conformance", "negative")) {
      for (Case one : Case.all(resources.resolve(kind))) {
        boolean byHand = Files.exists(one.directory().resolve("by-hand"));
        if (!byHand && (wanted.isEmpty() || wanted.contains(one.name()))) {
          try {
            recorder.record(one, kind.equals("negative")).ifPresent(problems::add);
          } catch (AssertionError | IOException | RuntimeException e) {
            problems.add(one.name() + ": " + e);
          }
          recorded++;
        }
      }
    }
    if (recorded == 0 || !problems.isEmpty()) {
      throw new IllegalStateException(recorded + " cases recorded\n" + String.join("\n", problems));
    }
  }

  private Optional<String> record(Case one, boolean mustFail)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(work, one.name());
    // BuildKit keeps what it was sent under the directory's name and takes a file of equal size and
    // time for unchanged: every context needs a name of its own.
    Path context = Files.createTempDirectory(directory, one.name());
    one.prepare(context);
    List<String> build =
        List.of(
            "docker",
            "buildx",
            "build",
            "--progress=plain",
            "--network=none",
            "--no-cache",
            "--provenance=false",
            "-t",
            IMAGE);
    Command.Outcome outcome = one.command(build, context, directory).run();
    Path expected = one.directory().resolve("expected");
    if (mustFail) {
      Files.createDirectories(expected);
      Files.write(expected.resolve("error"), errorLines(outcome));
      return outcome.status() == 0
          ? Optional.of(one.name() + ": built, but should not")
          : Optional.empty();
    }
    if (outcome.status() != 0) {
      return Optional.of(one.name() + ": " + String.join("\n  ", errorLines(outcome)));
    }
    SavedImage image = save(IMAGE, work);
    ImageFacts.of(image, base).write(expected);
    return compareWithExport(one, image);
  }

  /** The end of BuildKit's output: the excerpt and the error itself. */
  private static List<String> errorLines(Command.Outcome outcome) {
    List<String> lines = outcome.err().lines().toList();
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("#")) {
        start = i;
        break;
      }
    }
    return lines.subList(start, lines.size()).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replaceFirst("^\\d+\\.\\d+ ", ""))
        .map(line -> line.replaceAll("/\\S+/merged/", "ROOT/"))
        .map(line -> line.replaceFirst("of ref \\S+::\\w+", "of ref REF"))
        .map(line -> line.replaceFirst(": failed to do request: .*", ": failed to do request"))
        .toList();
  }

  private Optional<String> compareWithExport(Case one, SavedImage image)
      throws IOException, InterruptedException {
    if (image.layers().isEmpty()) {
      return Optional.empty(); // which docker cannot export
    }
    String container = docker("create", "--network=none", IMAGE, "x").out().strip();
    try {
      byte[] tar = docker("export", container).bytes();
      List<ImageEntry> exported = new ArrayList<>(SavedImage.readLayer(tar));
      RootTree merged = new RootTree();
      image.layers().forEach(merged::apply);
      exported.removeIf(e -> RUNTIME.contains(e.path()) && merged.find(e.path()) == null);
      RootTree export = new RootTree();
      export.apply(exported);
      List<String> differences =
          Stream.concat(
                  Listing.root(export, merged).stream(), Listing.root(merged, export).stream())
              .filter(line -> RUNTIME.stream().noneMatch(p -> line.contains(" /" + p)))
              .filter(line -> !line.startsWith("hard") && !line.startsWith("file"))
              .toList();
      return differences.isEmpty()
          ? Optional.empty()
          : Optional.of(one.name() + ": export differs: " + differences);
    } finally {
      docker("rm", container);
    }
  }

  private static SavedImage save(String image, Path work) throws IOException, InterruptedException {
    Path file = work.resolve("image.tar");
    docker("save", "-o", file.toString(), image);
    try {
      return SavedImage.read(new ByteArrayInputStream(Files.readAllBytes(file)));
    } finally {
      Files.delete(file);
    }
  }

  private static Command.Outcome docker(String... words) throws IOException, InterruptedException {
    List<String> all = Stream.concat(Stream.of("docker"), Stream.of(words)).toList();
    return Command.of(all, Path.of(".")).run().orFail();
  }
}
