package dev.varve.build.context;

import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a listing as a whole, so that an unchanged one need not be looked
 * through.
 */
final class FolderSummary {
  private final int[] directories;
  private final boolean hasLinks;
  private final long files;
  private final long bytes;
  private final byte @Nullable [] contents;

  /**
   * A summary.
   *
   * @param directories the places of the directories, in order
   * @param hasLinks whether some file has several names
   * @param files entries that are no directories
   * @param bytes of all files
   * @param contents the folder's digest by {@link TreeDigest}, with all metadata, if nothing below
   *     the folder has changed either; null when it is not known, or not of every file
   */
  FolderSummary(
      int[] directories, boolean hasLinks, long files, long bytes, byte @Nullable [] contents) {
    this.directories = directories;
    this.hasLinks = hasLinks;
    this.files = files;
    this.bytes = bytes;
    this.contents = contents;
  }

  static FolderSummary of(Listing listing) {
    int[] directories = new int[listing.size()];
    int count = 0;
    boolean hasLinks = false;
    long bytes = 0;
    for (int i = 0; i < directories.length; i++) {
      switch (listing.type(i)) {
        case FileStat.DIRECTORY -> directories[count++] = i;
        case FileStat.REGULAR -> {
          bytes += listing.fileSize(i);
          hasLinks |= listing.nlink(i) > 1;
        }
        default -> {}
      }
    }
    long files = (long) directories.length - count;
    return new FolderSummary(Arrays.copyOf(directories, count), hasLinks, files, bytes, null);
  }

  int[] directories() {
    return directories;
  }

  boolean hasLinks() {
    return hasLinks;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  byte @Nullable [] contents() {
    return contents;
  }
}
