package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory, link or special file of a context, as COPY counts it. A view, made when
 * needed.
 */
public final class ContextEntry {
  private final ContextTree tree;
  private final @Nullable Folder folder;
  private final int index;
  private final EntryPath path;

  /** An entry of a folder; the root of the context has none. */
  ContextEntry(ContextTree tree, @Nullable Folder folder, int index, EntryPath path) {
    this.tree = tree;
    this.folder = folder;
    this.index = index;
    this.path = path;
  }

  /** Where it is, from the root of the context. */
  public EntryPath path() {
    return path;
  }

  /**
   * FILE, DIRECTORY, SYMLINK, CHAR_DEVICE, BLOCK_DEVICE or FIFO. A socket is an empty FILE, as
   * Docker makes of it.
   */
  public EntryType type() {
    return folder == null ? EntryType.DIRECTORY : folder.type(index);
  }

  public boolean isDirectory() {
    return type() == EntryType.DIRECTORY;
  }

  /** Permissions, 07777. */
  public int mode() {
    return folder == null ? 0755 : folder.mode(index);
  }

  /** The owner in the image: root for a directory context, as the archive says for an archive. */
  public long uid() {
    return folder == null ? 0 : folder.uid(index);
  }

  public long gid() {
    return folder == null ? 0 : folder.gid(index);
  }

  /** Bytes of content; 0 for anything but a file. */
  public long size() {
    return folder == null ? 0 : folder.fileSize(index);
  }

  public long mtimeSeconds() {
    return folder == null ? 0 : folder.mtimeSeconds(index);
  }

  public int mtimeNanos() {
    return folder == null ? 0 : folder.mtimeNanos(index);
  }

  public int devMajor() {
    return folder == null ? 0 : folder.devMajor(index);
  }

  public int devMinor() {
    return folder == null ? 0 : folder.devMinor(index);
  }

  /**
   * The entries of a directory, sorted by name; empty for anything else.
   *
   * @throws dev.varve.model.VarveException the directory cannot be read
   */
  public List<ContextEntry> children() {
    Folder self = self();
    if (self == null) {
      return List.of();
    }
    List<ContextEntry> children = new ArrayList<>(self.size());
    for (int i = 0; i < self.size(); i++) {
      children.add(tree.entry(self, i));
    }
    return children;
  }

  /** The entry of that name in a directory. */
  public Optional<ContextEntry> child(byte[] name) {
    Folder self = self();
    int i = self == null ? -1 : self.find(name);
    return self == null || i < 0 ? Optional.empty() : Optional.of(tree.entry(self, i));
  }

  /**
   * SHA-256 of a file's content or of a symlink's target.
   *
   * @throws IllegalStateException nobody asked for it: {@link ContextSelection#digest} does
   */
  public Digest digest() {
    byte[] raw = new byte[Digest.SIZE];
    inFolder().digest(index, raw, 0);
    return Digest.ofSha256(raw);
  }

  /** Something equal for all names of one file that has several; null for any other file. */
  public @Nullable Object file() {
    return folder == null ? null : tree.contents().fileOf(folder, index);
  }

  /** The target of a symlink, verbatim. */
  public byte[] linkTarget() throws IOException {
    return tree.contents().linkTarget(inFolder(), index);
  }

  /**
   * The content of a file: exactly {@link #size()} bytes, with the digest {@link #digest()}.
   *
   * @throws dev.varve.model.VarveException here or by the stream: the file changed since it was
   *     digested, or cannot be read
   */
  public InputStream open() throws IOException {
    return tree.contents().open(inFolder(), index);
  }

  /** The directory's own folder, null for anything else; throws when it could not be read. */
  @Nullable Folder self() {
    Folder self = folder == null ? tree.root() : folder.child(index);
    Problem problem = self == null ? null : self.problem();
    if (problem != null) {
      throw problem.exception();
    }
    return self;
  }

  /** The folder that holds it; null for the root. */
  @Nullable Folder folder() {
    return folder;
  }

  int index() {
    return index;
  }

  private Folder inFolder() {
    if (folder == null) {
      throw new IllegalStateException("the root of the context is a directory");
    }
    return folder;
  }

  @Override
  public String toString() {
    return path + " (" + type() + ")";
  }
}
