package dev.varve.store.disk;

import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileLocks;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What running processes use and nobody may remove. */
public final class Leases {
  private static final int MAX_BYTES = 64 << 20;

  private final Map<String, Set<Digest>> byKind;

  private Leases(Map<String, Set<Digest>> byKind) {
    this.byKind = byKind;
  }

  /** The objects of a kind. */
  public Set<Digest> of(String kind) {
    return Set.copyOf(byKind.getOrDefault(kind, Set.of()));
  }

  static Leases read(Path scratch) throws IOException {
    Map<String, Set<Digest>> byKind = new HashMap<>();
    for (Path directory : DiskFiles.list(scratch)) {
      Path lockFile = directory.resolve(Owner.LOCK);
      Optional<byte[]> lease = DiskFiles.readIfPresent(directory.resolve(Owner.LEASE), MAX_BYTES);
      if (lease.isPresent() && isHeld(lockFile)) {
        add(new String(lease.get(), StandardCharsets.ISO_8859_1), byKind);
      }
    }
    return new Leases(byKind);
  }

  private static boolean isHeld(Path lockFile) throws IOException {
    try {
      Optional<FileLocks.Lock> free = FileLocks.tryLock(lockFile, FileLocks.Mode.SHARED);
      free.ifPresent(FileLocks.Lock::close);
      return free.isEmpty();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false; // its owner ended this moment
      }
      throw e;
    }
  }

  private static void add(String lines, Map<String, Set<Digest>> byKind) {
    for (String line : lines.split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        Digest.tryParse(line.substring(space + 1))
            .ifPresent(
                digest ->
                    byKind
                        .computeIfAbsent(line.substring(0, space), kind -> new HashSet<>())
                        .add(digest));
      }
    }
  }
}
