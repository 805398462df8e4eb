package dev.varve.build.context;

import dev.varve.linux.Dir;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Reads the files of one directory of a context, each once, and learns their digests on the way.
 * For one thread at a time; no other may learn about the same file.
 */
public final class FolderReader implements AutoCloseable {
  private final Dir dir;
  private final ScannedFolder folder;
  private final MessageDigest digest = Digest.newSha256();

  FolderReader(Dir dir, ScannedFolder folder) {
    this.dir = dir;
    this.folder = folder;
  }

  /**
   * Puts the content of a file, as much as the scan saw, into an array.
   *
   * @throws dev.varve.model.VarveException the file is not what the scan saw, or cannot be read
   */
  public void read(int i, byte[] to, int offset) throws IOException {
    int size = Math.toIntExact(folder.fileSize(i));
    int at = folder.at(i);
    try (FileHandle file = dir.openFile(folder.name(i))) {
      FileStat expected = folder.stat(at);
      int done = 0;
      while (done < size) {
        int got = file.read(to, offset + done, size - done);
        if (got < 0) {
          throw unstable(i);
        }
        done += got;
      }
      if (!DirectoryContents.isUnchanged(expected, file.stat())) {
        throw unstable(i);
      }
    } catch (IOException e) {
      throw Problem.of(folder.path().child(folder.name(i)), e);
    }
    digest.update(to, offset, size);
    learn(i, digest.digest());
  }

  private dev.varve.model.VarveException unstable(int i) {
    return Problem.unstable(folder.path().child(folder.name(i)));
  }

  private void learn(int i, byte[] found) {
    int at = folder.at(i);
    if (folder.known(at) == ScannedFolder.UNKNOWN) {
      folder.learn(at, found, 0, ScannedFolder.FRESH);
      return;
    }
    byte[] known = new byte[Digest.SIZE];
    folder.digest(i, known, 0);
    if (!Arrays.equals(known, found)) {
      throw unstable(i);
    }
  }

  /** The content of a file; its digest is known to whoever has read it to the end. */
  public InputStream open(int i) throws IOException {
    FileStat expected = folder.stat(folder.at(i));
    FileHandle file = dir.openFile(folder.name(i));
    MessageDigest hash = Digest.newSha256();
    InputStream checked =
        new ContextStream(file, expected, folder.path().child(folder.name(i)), null);
    return new FilterInputStream(checked) {
      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        int got = super.read(to, offset, length);
        if (got > 0) {
          hash.update(to, offset, got);
        } else if (got < 0) {
          learn(i, hash.digest());
        }
        return got;
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }
    };
  }

  @Override
  public void close() {
    dir.close();
  }
}
