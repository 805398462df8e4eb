package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.pattern.IgnorePatterns;
import dev.varve.linux.Dir;
import dev.varve.linux.FileStat;
import dev.varve.linux.FileSystemInfo;
import dev.varve.linux.FileSystems;
import dev.varve.linux.Listing;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Scans a directory: lists and stats everything that is not ignored, reads nothing, and takes over
 * from the stat index the digests of what has not changed. Directories are worked on in parallel.
 */
final class ContextScan {
  /**
   * A directory to scan, the rules as they stand there, and where the index has it.
   *
   * @param elsewhere whether it lies on another file system than the context's root
   */
  private record Piece(
      @Nullable ScannedFolder parent,
      int at,
      EntryPath path,
      IgnorePatterns.Directory rules,
      int block,
      boolean elsewhere) {}

  /** On which file systems, beside that of the root, the index is believed. */
  @FunctionalInterface
  interface Trust {
    boolean provesChanges(FileSystemInfo fileSystem);
  }

  private final Dir root;
  private final long device;
  private final IgnorePatterns ignore;
  private final StatIndex index;
  private final Trust trust;
  private final LongAdder ignored = new LongAdder();
  private volatile @Nullable ScannedFolder top;

  private ContextScan(Dir root, IgnorePatterns ignore, StatIndex index, Trust trust)
      throws IOException {
    this.root = root;
    this.device = root.stat().device();
    this.ignore = ignore;
    this.index = index;
    this.trust = trust;
  }

  /**
   * What a scan found.
   *
   * @param ignored entries left out, not counting what lies in directories left out
   */
  record Result(ScannedFolder root, long ignored) {}

  static Result of(Dir root, IgnorePatterns ignore, StatIndex index, Trust trust, int threads)
      throws IOException, InterruptedException {
    ContextScan scan = new ContextScan(root, ignore, index, trust);
    WorkPile<Piece> pile = new WorkPile<>(scan::scan);
    pile.add(new Piece(null, 0, EntryPath.ROOT, ignore.root(), index.root(), false));
    pile.run(threads);
    ScannedFolder top = scan.top;
    if (top == null) {
      throw new IllegalStateException("no result");
    }
    if (ignore.hasNegations()) {
      scan.prune(top, ignore.root());
    }
    return new Result(top, scan.ignored.sum());
  }

  private void scan(Piece piece, WorkPile<Piece> pile) throws IOException {
    StatIndex.Match found = read(piece);
    ScannedFolder folder = found.folder();
    ScannedFolder parent = piece.parent;
    if (parent == null) {
      Problem problem = folder.problem();
      if (problem != null) {
        throw problem.exception();
      }
      top = folder;
    } else {
      parent.adopt(piece.at, folder);
    }
    int[] directories = folder.summary().directories();
    for (int n = directories.length - 1; n >= 0; n--) {
      descend(piece, found, n, pile);
    }
  }

  private void descend(Piece piece, StatIndex.Match found, int n, WorkPile<Piece> pile) {
    ScannedFolder folder = found.folder();
    int place = folder.summary().directories()[n];
    byte[] name = found.listing().name(place);
    EntryPath path;
    try {
      path = piece.path.child(name);
    } catch (IllegalArgumentException tooLong) {
      Problem problem = new Problem(piece.path, new IOException(tooLong.getMessage()));
      folder.adopt(n, new ScannedFolder(piece.path, Listing.empty(), problem));
      return;
    }
    IgnorePatterns.Directory rules =
        ignore.isEmpty() ? piece.rules : piece.rules.enter(RawText.decode(path.toArray()));
    boolean elsewhere = found.listing().device(place) != device;
    pile.add(new Piece(folder, n, path, rules, found.blocks()[n], elsewhere));
  }

  private StatIndex.Match read(Piece piece) {
    Listing listing;
    int block = piece.block;
    try (Dir dir = root.openDirBeneath(piece.path.toArray())) {
      listing = list(dir, piece);
      if (piece.elsewhere && !trust.provesChanges(FileSystems.of(dir))) {
        block = 0;
      }
    } catch (IOException e) {
      Problem problem = new Problem(piece.path, e);
      return StatIndex.unknown(new ScannedFolder(piece.path, Listing.empty(), problem));
    }
    return index.match(block, piece.path, listing);
  }

  private Listing list(Dir dir, Piece piece) throws IOException {
    if (ignore.isEmpty()) {
      return dir.listing();
    }
    String prefix = piece.path.isRoot() ? "" : RawText.decode(piece.path.toArray()) + "/";
    return dir.listing(
        (buffer, offset, length, type) -> {
          byte[] name = Arrays.copyOfRange(buffer, offset, offset + length);
          String path = prefix + RawText.decode(name);
          boolean stays =
              !piece.rules.ignores(path)
                  || ((type == FileStat.DIRECTORY || type == 0)
                      && !piece.rules.enter(path).canSkip());
          if (!stays) {
            ignored.increment();
          }
          return stays;
        });
  }

  /** Leaves out what is ignored and holds nothing that is not; whether anything stays. */
  private boolean prune(ScannedFolder folder, IgnorePatterns.Directory rules) {
    Listing listing = folder.listing();
    int[] kept = new int[listing.size()];
    int count = 0;
    String prefix = folder.path().isRoot() ? "" : RawText.decode(folder.path().toArray()) + "/";
    for (int i = 0; i < kept.length; i++) {
      String path = prefix + RawText.decode(listing.name(i));
      boolean stays = !rules.ignores(path);
      ScannedFolder child = folder.childAt(i);
      if (child != null) {
        boolean holds = prune(child, rules.enter(path));
        stays |= holds || (child.problem() != null && !rules.enter(path).canSkip());
      }
      if (stays) {
        kept[count++] = i;
      } else {
        ignored.increment();
      }
    }
    if (count < kept.length) {
      folder.keep(Arrays.copyOf(kept, count));
    }
    return count > 0;
  }
}
