package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.pattern.IgnorePatterns;
import dev.varve.linux.Dir;
import dev.varve.linux.FileSystemInfo;
import dev.varve.linux.FileSystems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A context in a directory of this machine. */
final class DirectoryContext implements BuildContext {
  private final Path path;
  private final DockerfileText dockerfile;
  private final IgnoreFile ignore;
  private final ContextSettings settings;
  private final ContextScan.Trust trust;
  private @Nullable Scanned scanned;

  /** What the first use of the tree made. */
  private record Scanned(
      ContextTree tree,
      ContextScan.Result result,
      DirectoryContents contents,
      boolean outdated,
      @Nullable StatIndexFile file,
      long at) {}

  DirectoryContext(
      Path path, DockerfileText dockerfile, IgnoreFile ignore, ContextSettings settings) {
    this(path, dockerfile, ignore, settings, DirectoryContext::provesChanges);
  }

  DirectoryContext(
      Path path,
      DockerfileText dockerfile,
      IgnoreFile ignore,
      ContextSettings settings,
      ContextScan.Trust trust) {
    this.trust = trust;
    this.path = path;
    this.dockerfile = dockerfile;
    this.ignore = ignore;
    this.settings = settings;
  }

  private synchronized Scanned scanned() throws IOException, InterruptedException {
    Scanned present = scanned;
    if (present == null) {
      present = scan();
      scanned = present;
    }
    return present;
  }

  private Scanned scan() throws IOException, InterruptedException {
    long at = settings.clock().instant().getEpochSecond();
    Dir root;
    try {
      root = Dir.open(path);
    } catch (IOException e) {
      throw Problem.unreadable(EntryPath.ROOT, e);
    }
    try {
      StatIndexFile file =
          settings.useIndex() && trust.provesChanges(FileSystems.of(root))
              ? StatIndexFile.of(settings.store(), path.toRealPath(), ignore.text())
              : null;
      StatIndex index = file == null ? StatIndex.none() : file.read();
      ContextScan.Result result =
          ContextScan.of(root, ignore.patterns(), index, trust, WorkPile.threads());
      DirectoryContents contents = new DirectoryContents(root, at);
      ContextTree tree = new ContextTree(result.root(), contents);
      return new Scanned(tree, result, contents, index.isOutdated(), file, at);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      root.close();
      throw e;
    }
  }

  /**
   * Whether a change of a file surely shows in its stat: not where other machines or programs say,
   * be it the machine that this one is a guest of (9p, virtiofs). An overlay passes on what its
   * layers say, and a change through it moves the file to its own upper directory.
   */
  static boolean provesChanges(FileSystemInfo fileSystem) {
    return !fileSystem.isNetwork() && !fileSystem.isFuse();
  }

  @Override
  public DockerfileText dockerfile() {
    return dockerfile;
  }

  @Override
  public IgnoreFile ignoreFile() {
    return ignore;
  }

  @Override
  public ContextTree tree() throws IOException, InterruptedException {
    return scanned().tree;
  }

  @Override
  public long ignoredCount() throws IOException, InterruptedException {
    return scanned().result.ignored();
  }

  @Override
  public MissingSource missing(EntryPath wanted) throws IOException, InterruptedException {
    Optional<IgnorePatterns.Rule> rule = Optional.empty();
    Path onDisk = path.resolve(wanted.toString());
    if (!wanted.isRoot() && Files.exists(onDisk, LinkOption.NOFOLLOW_LINKS)) {
      rule = ignore.patterns().explain(RawText.decode(wanted.toArray()));
    }
    return MissingSource.of(tree(), wanted, rule.filter(found -> !found.negated()));
  }

  @Override
  public synchronized void close() {
    Scanned done = scanned;
    scanned = null;
    if (done == null) {
      return;
    }
    done.contents.close();
    StatIndexFile file = done.file;
    if (file == null
        || !(done.outdated || done.contents.hasRead() || done.tree.digests().hasComputed())) {
      return;
    }
    try {
      file.write(
          out -> new StatIndexWriter(done.at, done.tree.digests(), out).write(done.result.root()));
    } catch (IOException | dev.varve.model.VarveException e) {
      // A full or read-only disk: the next build reads the files again, which is all it costs.
      return;
    }
  }
}
