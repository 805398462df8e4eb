package dev.varve.build.copy;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.runtime.user.ImageUsers.Owner;
import java.io.IOException;
import java.util.Optional;

/**
 * Puts the entries of an archive into a directory. Links on the way are followed inside the root;
 * an entry replaces what is there unless both are directories.
 */
final class Unpacking {
  private final TargetTree target;
  private final EntryPath directory;
  private final Optional<Owner> owner;

  Unpacking(TargetTree target, EntryPath directory, Optional<Owner> owner) {
    this.target = target;
    this.directory = directory;
    this.owner = owner;
  }

  void run(Archives.Archive archive) throws IOException {
    for (LayerEntry entry : archive.index()) {
      if (entry.type() == EntryType.WHITEOUT || entry.opaque()) {
        throw new ArchiveException(
            entry.path(), "has a name that marks a deletion in a layer and cannot be unpacked");
      }
      if (entry.path().isRoot()) {
        continue; // the directory that is unpacked into stays as it is
      }
      EntryPath parent = target.follow(directory.resolve(entry.path().parent().toArray()));
      EntryPath at = parent.child(entry.path().name());
      if (!entry.implied() || !isDirectory(target.follow(at))) {
        put(entry, at, archive);
      }
    }
  }

  private boolean isDirectory(EntryPath path) throws IOException {
    return target.find(path).filter(LayerEntry::isDirectory).isPresent();
  }

  private void put(LayerEntry entry, EntryPath at, Archives.Archive archive) throws IOException {
    LayerEntry placed = entry.withImplied(false).withPath(at);
    if (owner.isPresent()) {
      placed = placed.withOwner(owner.get().uid(), owner.get().gid());
    }
    Optional<EntryPath> linked = entry.hardlinkTarget();
    if (linked.isPresent()) {
      EntryPath parent = target.follow(directory.resolve(linked.get().parent().toArray()));
      LayerEntry link =
          LayerEntry.hardlink(at, parent.child(linked.get().name())).withMetadataOf(placed);
      target.put(new StagedEntry(link, null, null));
      return;
    }
    FileContent content =
        entry.type() == EntryType.FILE
            ? new FileContent.InArchive(archive.contents(), entry)
            : null;
    target.put(new StagedEntry(placed, content, null));
  }
}
