package dev.varve.build.context;

import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The imprint of a scanned folder: a digest over its listing, the digests of its entries and the
 * imprints of the folders in it. Computed when it is first asked for, after all below was read; an
 * earlier build's is taken over where nothing has changed.
 */
final class FolderImprint {
  private volatile byte @Nullable [] made;

  /** The imprint of the folder that this belongs to; null if something is not known. */
  byte @Nullable [] of(ScannedFolder folder) {
    byte[] present = known(folder);
    if (present == null && folder.isAsListed() && isAllKnown(folder)) {
      present = compute(folder);
    }
    made = present;
    return present;
  }

  /** The imprint, if it is known already. */
  byte @Nullable [] known(ScannedFolder folder) {
    byte[] present = made;
    StatIndex.Block block = folder.block();
    return present == null && block != null && folder.isUnchangedBelow()
        ? block.imprint()
        : present;
  }

  /** Whether the stat index has all that is known of a folder and all below it. */
  static boolean isInIndex(ScannedFolder folder) {
    StatIndex.Block block = folder.block();
    if (block == null || !folder.isUnchangedBelow()) {
      return false;
    }
    boolean all = block.imprint() != null || folder.ownImprint().made == null;
    for (int n = 0; all && block.imprint() == null && n < block.directories().length; n++) {
      all = isInIndex(folder.directory(n));
    }
    return all;
  }

  private static boolean isAllKnown(ScannedFolder folder) {
    if (folder.block() != null) {
      return true;
    }
    Listing listing = folder.listing();
    boolean all = true;
    for (int at = 0; all && at < listing.size(); at++) {
      all = folder.known(at) != ScannedFolder.UNKNOWN || listing.type(at) == FileStat.DIRECTORY;
    }
    return all;
  }

  private static byte @Nullable [] compute(ScannedFolder folder) {
    MessageDigest sha = Digest.newSha256();
    sha.update(folder.listing().packed());
    sha.update(folder.digests());
    for (int n = 0; n < folder.summary().directories().length; n++) {
      byte[] below = folder.directory(n).imprint();
      if (below == null) {
        return null;
      }
      sha.update(below);
    }
    return sha.digest();
  }
}
