package dev.varve.runtime.container;

import dev.varve.archive.tree.TreeWriter;
import dev.varve.linux.Dir;
import dev.varve.linux.Entries;
import dev.varve.store.FlatRoot;
import dev.varve.store.Scratch;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the file system of an image into a directory of the host. */
public final class HostExport {
  private final Store store;

  public HostExport(Store store) {
    this.store = store;
  }

  /**
   * Writes all files into a directory, which is made if it is not there. They belong to this
   * process' user; devices, pipes and attributes are left out. What is there is replaced,
   * directories are merged.
   *
   * @param deleteOthers whether the directory holds nothing else afterwards
   */
  public void write(FlatRoot root, Path directory, boolean deleteOthers) throws IOException {
    Path target = Files.createDirectories(directory.toAbsolutePath().normalize());
    try (Scratch.Directory scratch = store.scratch().directory("export")) {
      Path unpacked = Files.createDirectory(scratch.path().resolve("tree"));
      TreeWriter.apply(root.index(), root.contents(), unpacked);
      try (Dir from = Dir.open(unpacked);
          Dir to = Dir.open(target)) {
        new TreeCopy(TreeCopy.Owner.THIS_USER).copyContents(from, to);
        if (deleteOthers) {
          deleteOthers(from, to);
        }
      }
    }
  }

  private static void deleteOthers(Dir from, Dir to) throws IOException {
    Entries there = to.list();
    for (int i = 0; i < there.size(); i++) {
      byte[] name = there.name(i);
      if (from.find(name).isEmpty()) {
        to.deleteTree(name);
      } else if (to.stat(name).isDirectory()) {
        try (Dir below = from.openDir(name);
            Dir theirs = to.openDir(name)) {
          deleteOthers(below, theirs);
        }
      }
    }
  }
}
