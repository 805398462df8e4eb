package dev.varve.build.step;

import dev.varve.archive.EntryType;
import dev.varve.build.context.ContextTree;
import dev.varve.build.context.Folder;
import dev.varve.build.context.FolderReader;
import dev.varve.build.copy.SourceFolder;
import dev.varve.build.copy.SourceTree.Node;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A directory of the build context as what a COPY goes through. */
record ContextFolder(ContextTree tree, Folder folder) implements SourceFolder {
  @Override
  public int size() {
    return folder.size();
  }

  @Override
  public byte[] name(int i) {
    return folder.name(i);
  }

  @Override
  public EntryType type(int i) {
    return folder.type(i);
  }

  @Override
  public int mode(int i) {
    return folder.mode(i);
  }

  @Override
  public long uid(int i) {
    return folder.uid(i);
  }

  @Override
  public long gid(int i) {
    return folder.gid(i);
  }

  @Override
  public long fileSize(int i) {
    return folder.fileSize(i);
  }

  @Override
  public long mtimeSeconds(int i) {
    return folder.mtimeSeconds(i);
  }

  @Override
  public int mtimeNanos(int i) {
    return folder.mtimeNanos(i);
  }

  @Override
  public void digest(int i, byte[] to, int offset) {
    folder.digest(i, to, offset);
  }

  @Override
  public int[] directories() {
    return folder.directories();
  }

  @Override
  public SourceFolder child(int i) {
    Folder child = folder.child(i);
    if (child == null) {
      throw new IllegalStateException("no directory");
    }
    return new ContextFolder(tree, child);
  }

  @Override
  public boolean isDigested() {
    return folder.isDigested();
  }

  @Override
  public boolean isReadable() {
    return tree.isReadable(folder);
  }

  @Override
  public FolderReader reader() throws IOException {
    return tree.reader(folder);
  }

  @Override
  public byte @Nullable [] imprint() {
    return folder.imprint();
  }

  @Override
  public Node node(int i) throws IOException {
    return ContextSourceTree.node(tree.entry(folder, i));
  }
}
