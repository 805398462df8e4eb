package dev.varve.store.files;

import dev.varve.archive.EntryPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Files by path, each path once. Immutable. */
public final class FileList {
  private final List<ListedFile> files;

  private FileList(List<ListedFile> files) {
    this.files = files;
  }

  /**
   * Takes files in any order.
   *
   * @throws IllegalArgumentException if a path occurs twice
   */
  public static FileList of(List<ListedFile> files) {
    List<ListedFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(ListedFile::path));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).path().equals(sorted.get(i).path())) {
        throw new IllegalArgumentException("twice in a list: " + sorted.get(i).path());
      }
    }
    return new FileList(List.copyOf(sorted));
  }

  /** The files, sorted by path. */
  public List<ListedFile> files() {
    return files;
  }

  /** A file that is in two lists and differs. */
  public record Modified(ListedFile older, ListedFile newer) {}

  /** What has to be done to one list to get another; each part sorted by path. */
  public record Difference(
      List<ListedFile> added, List<Modified> modified, List<EntryPath> removed) {
    public Difference {
      added = List.copyOf(added);
      modified = List.copyOf(modified);
      removed = List.copyOf(removed);
    }

    public boolean isEmpty() {
      return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }
  }

  /** How this list differs from an older one. */
  public Difference since(FileList older) {
    List<ListedFile> added = new ArrayList<>();
    List<Modified> modified = new ArrayList<>();
    List<EntryPath> removed = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < files.size() || j < older.files.size()) {
      int order = order(files, i, older.files, j);
      if (order < 0) {
        added.add(files.get(i++));
      } else if (order > 0) {
        removed.add(older.files.get(j++).path());
      } else {
        ListedFile now = files.get(i++);
        ListedFile then = older.files.get(j++);
        if (!now.sameAs(then)) {
          modified.add(new Modified(then, now));
        }
      }
    }
    return new Difference(added, modified, removed);
  }

  private static int order(List<ListedFile> a, int i, List<ListedFile> b, int j) {
    if (i == a.size()) {
      return 1;
    }
    return j == b.size() ? -1 : a.get(i).path().compareTo(b.get(j).path());
  }

  /** This list with a difference made to it; the inverse of {@link #since}. */
  FileList apply(List<ListedFile> put, List<EntryPath> removed) {
    List<ListedFile> changed = new ArrayList<>(files.size() + put.size());
    int next = 0;
    int gone = 0;
    for (ListedFile file : files) {
      while (next < put.size() && put.get(next).path().compareTo(file.path()) < 0) {
        changed.add(put.get(next++));
      }
      if (next < put.size() && put.get(next).path().equals(file.path())) {
        changed.add(put.get(next++));
      } else if (gone < removed.size() && removed.get(gone).equals(file.path())) {
        gone++;
      } else {
        changed.add(file);
      }
    }
    changed.addAll(put.subList(next, put.size()));
    return new FileList(List.copyOf(changed));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileList that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  @Override
  public String toString() {
    return "FileList[" + files.size() + " files]";
  }
}
