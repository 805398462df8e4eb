package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.linux.Dir;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a directory, read where they lie. */
final class DirectoryContents implements ContextContents {
  /** Work is handed out in pieces of about this much. */
  private static final int PIECE_FILES = 128;

  private static final long PIECE_BYTES = 8 << 20;
  private static final int BUFFER = 256 << 10;
  private static final int ATTEMPTS = 4;

  private final Dir root;
  private final long scanned;
  private volatile boolean hasRead;

  /**
   * The contents of a scanned directory.
   *
   * @param root the directory, closed with this
   * @param scanned when the scan began, in seconds since 1970
   */
  DirectoryContents(Dir root, long scanned) {
    this.root = root;
    this.scanned = scanned;
  }

  /** Whether any file had to be read. */
  boolean hasRead() {
    return hasRead;
  }

  /** Some files of a folder, by their place in its listing. */
  private static final class Piece {
    final ScannedFolder folder;
    final int[] at;
    final long bytes;

    Piece(ScannedFolder folder, int[] at, long bytes) {
      this.folder = folder;
      this.at = at;
      this.bytes = bytes;
    }
  }

  @Override
  public void digest(List<Wanted> wanted) throws IOException, InterruptedException {
    List<Piece> pieces = new ArrayList<>();
    for (Wanted some : wanted) {
      cut((ScannedFolder) some.folder, some.indexes, pieces);
    }
    if (pieces.isEmpty()) {
      return;
    }
    hasRead = true;
    // The newest piece is taken first, so the longest goes last.
    pieces.sort(Comparator.comparingLong(piece -> piece.bytes));
    WorkPile<Piece> pile = new WorkPile<>((piece, _) -> read(piece));
    pieces.forEach(pile::add);
    pile.run(Math.min(WorkPile.threads(), pieces.size()));
  }

  private static void cut(ScannedFolder folder, int[] indexes, List<Piece> pieces) {
    int[] at = new int[Math.min(indexes.length, PIECE_FILES)];
    int count = 0;
    long bytes = 0;
    for (int index : indexes) {
      int place = folder.at(index);
      if (folder.known(place) != ScannedFolder.UNKNOWN) {
        continue;
      }
      at[count++] = place;
      bytes += folder.fileSize(index);
      if (count == PIECE_FILES || bytes >= PIECE_BYTES) {
        pieces.add(new Piece(folder, Arrays.copyOf(at, count), bytes));
        count = 0;
        bytes = 0;
      }
    }
    if (count > 0) {
      pieces.add(new Piece(folder, Arrays.copyOf(at, count), bytes));
    }
  }

  private void read(Piece piece) {
    ScannedFolder folder = piece.folder;
    MessageDigest digest = Digest.newSha256();
    byte[] buffer = new byte[Math.clamp(piece.bytes, 1, BUFFER)];
    try (Dir dir = root.openDirBeneath(folder.path().toArray())) {
      for (int at : piece.at) {
        byte[] found = digest(dir, folder, at, digest, buffer);
        folder.learn(at, found, 0, ScannedFolder.FRESH);
      }
    } catch (IOException e) {
      throw Problem.of(folder.path(), e);
    }
  }

  private static byte[] digest(
      Dir dir, ScannedFolder folder, int at, MessageDigest digest, byte[] buffer) {
    byte[] name = folder.listing().name(at);
    try {
      return switch (folder.listing().type(at)) {
        case FileStat.REGULAR -> digestFile(dir, folder, at, digest, buffer);
        case FileStat.SYMLINK -> digest.digest(dir.readLink(name));
        default -> digest.digest();
      };
    } catch (IOException e) {
      throw Problem.of(folder.path().child(name), e);
    }
  }

  /** Reads until what the file says of itself afterwards is what it said before. */
  private static byte[] digestFile(
      Dir dir, ScannedFolder folder, int at, MessageDigest digest, byte[] buffer)
      throws IOException {
    byte[] name = folder.listing().name(at);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileStat expected = folder.stat(at);
      try (FileHandle file = dir.openFile(name)) {
        long left = expected.size();
        while (left > 0) {
          int got = file.read(buffer, 0, (int) Math.min(left, buffer.length));
          if (got < 0) {
            break;
          }
          digest.update(buffer, 0, got);
          left -= got;
        }
        byte[] found = digest.digest();
        FileStat after = file.stat();
        if (left == 0 && isUnchanged(expected, after)) {
          return found;
        }
        folder.restate(at, after);
      }
    }
    throw Problem.unstable(folder.path().child(name));
  }

  /** Whether both describe the same file, not changed in between. */
  static boolean isUnchanged(FileStat a, FileStat b) {
    return a.isSameFile(b)
        && a.mode() == b.mode()
        && a.uid() == b.uid()
        && a.gid() == b.gid()
        && a.size() == b.size()
        && a.mtimeSeconds() == b.mtimeSeconds()
        && a.mtimeNanos() == b.mtimeNanos()
        && a.ctimeSeconds() == b.ctimeSeconds()
        && a.ctimeNanos() == b.ctimeNanos();
  }

  @Override
  public Optional<FolderReader> reader(Folder folder) throws IOException {
    hasRead = true;
    try {
      return Optional.of(
          new FolderReader(root.openDirBeneath(folder.path().toArray()), (ScannedFolder) folder));
    } catch (IOException e) {
      throw Problem.of(folder.path(), e);
    }
  }

  @Override
  public InputStream open(Folder folder, int index) {
    ScannedFolder scannedFolder = (ScannedFolder) folder;
    int at = scannedFolder.at(index);
    EntryPath path = folder.path().child(folder.name(index));
    if (scannedFolder.listing().type(at) != FileStat.REGULAR) {
      return InputStream.nullInputStream();
    }
    FileStat expected = scannedFolder.stat(at);
    byte[] digest = null;
    if (scannedFolder.known(at) == ScannedFolder.FRESH
        && StatIndexWriter.isRacy(expected, scanned)) {
      // Its stat alone does not prove that this is what was digested.
      digest = new byte[Digest.SIZE];
      folder.digest(index, digest, 0);
    }
    try {
      return new ContextStream(root.openFileBeneath(path.toArray()), expected, path, digest);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  @Override
  public byte[] linkTarget(Folder folder, int index) {
    byte[] name = folder.name(index);
    try (Dir dir = root.openDirBeneath(folder.path().toArray())) {
      return dir.readLink(name);
    } catch (IOException e) {
      throw Problem.of(folder.path().child(name), e);
    }
  }

  /** Device and inode. */
  private record FileId(long device, long inode) {}

  @Override
  public @Nullable Object fileOf(Folder folder, int index) {
    ScannedFolder scannedFolder = (ScannedFolder) folder;
    Listing listing = scannedFolder.listing();
    int at = scannedFolder.at(index);
    boolean linked = listing.type(at) == FileStat.REGULAR && listing.nlink(at) > 1;
    return linked ? new FileId(listing.device(at), listing.inode(at)) : null;
  }

  @Override
  public void close() {
    root.close();
  }
}
