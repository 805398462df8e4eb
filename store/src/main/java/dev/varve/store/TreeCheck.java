package dev.varve.store;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Xattr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares an unpacked tree with the index of its layer. */
final class TreeCheck {
  /** More differences say nothing more. */
  private static final int MOST = 10;

  private static final Bytes CAPABILITY = Bytes.of("security.capability");

  private TreeCheck() {}

  /** What differs, at most a few; nothing for a tree that is what the index says. */
  static List<String> damage(LayerIndex index, Path tree) throws IOException {
    if (!Files.isDirectory(tree)) {
      return List.of("its tree is missing");
    }
    LayerIndex found = Conversions.readTree(tree);
    List<String> damage = new ArrayList<>();
    for (LayerEntry entry : index) {
      if (damage.size() >= MOST) {
        return damage;
      }
      if (entry.path().isRoot()) {
        continue; // a tree's own directory belongs to the store
      }
      Optional<LayerEntry> there = found.find(entry.path());
      if (there.isEmpty()) {
        damage.add(entry.path().absolute() + " is missing in its tree");
      } else if (!matches(entry, there.get())) {
        damage.add(entry.path().absolute() + " differs in its tree");
      }
    }
    for (LayerEntry entry : found) {
      if (damage.size() < MOST && index.find(entry.path()).isEmpty() && !entry.path().isRoot()) {
        damage.add(entry.path().absolute() + " should not be in its tree");
      }
    }
    return damage;
  }

  private static boolean matches(LayerEntry wanted, LayerEntry found) {
    if (wanted.type() == EntryType.WHITEOUT) {
      return found.type() == EntryType.WHITEOUT;
    }
    if (kind(wanted) != kind(found) || wanted.opaque() != found.opaque()) {
      return false;
    }
    if (wanted.implied()) {
      return true;
    }
    boolean sameContent =
        wanted.size() == found.size() && wanted.contentDigest().equals(found.contentDigest());
    boolean sameMetadata =
        wanted.mode() == found.mode()
            && wanted.uid() == found.uid()
            && wanted.gid() == found.gid()
            && xattrs(wanted).equals(xattrs(found))
            && wanted.devMajor() == found.devMajor()
            && wanted.devMinor() == found.devMinor();
    boolean sameTarget =
        wanted.type() != EntryType.SYMLINK || wanted.linkTarget().equals(found.linkTarget());
    return sameContent && sameMetadata && sameTarget;
  }

  /**
   * The attributes that every machine keeps. Others it may have refused when the tree was made, or
   * have its own: nothing is damaged by that.
   */
  private static List<Xattr> xattrs(LayerEntry entry) {
    boolean takesUsers = entry.isDirectory() || entry.hasContent();
    List<Xattr> kept = new ArrayList<>();
    for (Xattr xattr : entry.xattrs()) {
      if ((takesUsers && xattr.name().startsWith("user.")) || xattr.name().equals(CAPABILITY)) {
        kept.add(xattr);
      }
    }
    return kept;
  }

  /** Which of several names of a file is the link is nobody's business. */
  private static EntryType kind(LayerEntry entry) {
    return entry.type() == EntryType.HARDLINK ? EntryType.FILE : entry.type();
  }
}
