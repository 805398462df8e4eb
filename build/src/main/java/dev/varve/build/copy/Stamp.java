package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.model.Digest;
import dev.varve.runtime.user.ImageUsers.Owner;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Gives entries the owner and mode that {@code --chown} and {@code --chmod} ask for.
 *
 * @param seconds modification time of what has none of its own: directories made on the way, files
 *     out of the Dockerfile. It comes from the inputs, so that the same inputs make the same layer.
 */
record Stamp(Optional<Owner> owner, Optional<FileMode> mode, long seconds) {

  /** The same for stamps that make the same of what has its own time. */
  Digest identity() {
    String whose = owner.map(each -> each.uid() + ":" + each.gid()).orElse("");
    String modes = mode.map(Object::toString).orElse("");
    return Digest.sha256Of((whose + "\n" + modes).getBytes(StandardCharsets.UTF_8));
  }

  /** A copied entry. */
  LayerEntry on(LayerEntry entry) {
    LayerEntry result = entry;
    if (owner.isPresent()) {
      result = result.withOwner(owner.get().uid(), owner.get().gid());
    }
    return switch (entry.type()) {
      case SYMLINK, WHITEOUT -> result;
      case FILE, DIRECTORY, HARDLINK, CHAR_DEVICE, BLOCK_DEVICE, FIFO ->
          mode.isPresent()
              ? result.withMode(mode.get().apply(entry.mode(), entry.isDirectory()))
              : result;
    };
  }

  /** A directory that is made because it is on the way; the caller gives it its path. */
  LayerEntry madeDirectory() {
    LayerEntry made =
        LayerEntry.directory(EntryPath.ROOT, mode.map(FileMode::ofParents).orElse(0755))
            .withTime(seconds, 0);
    return owner.isPresent() ? made.withOwner(owner.get().uid(), owner.get().gid()) : made;
  }
}
