package dev.varve.build.copy;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.RootView;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows symbolic links in a tree that is only known by looking paths up. Everything is resolved
 * inside the root: {@code ..} of the root is the root, absolute targets start there again.
 */
final class PathWalk {

  /** Looks up what stands at a path itself. */
  interface Lookup {
    Optional<LayerEntry> find(EntryPath path) throws IOException;
  }

  private PathWalk() {}

  /**
   * Where {@code path} leads, its last component followed too. Components that do not exist are
   * taken as they are written, as are those below something that is no directory.
   *
   * @throws ArchiveException after 255 links
   */
  static EntryPath follow(Lookup tree, EntryPath path) throws IOException {
    Deque<String> todo = new ArrayDeque<>(parts(text(path.toArray())));
    EntryPath at = EntryPath.ROOT;
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        at = at.parent();
        continue;
      }
      EntryPath next = at.child(bytes(name));
      Optional<LayerEntry> entry = tree.find(next);
      if (entry.isEmpty() || entry.get().type() != EntryType.SYMLINK) {
        at = next;
        continue;
      }
      if (++links > RootView.MAX_LINKS) {
        throw new ArchiveException(path, "too many symbolic links");
      }
      String target = text(entry.get().linkTarget().toArray());
      if (target.startsWith("/")) {
        at = EntryPath.ROOT;
      }
      List<String> parts = parts(target);
      for (int i = parts.size() - 1; i >= 0; i--) {
        todo.addFirst(parts.get(i));
      }
    }
    return at;
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** One char for each byte, so that any name survives. */
  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
