package dev.varve.testkit.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;

/** Modification times. */
final class Times {
  private Times() {}

  static FileTime of(Path path) throws IOException {
    return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Of a link its own. */
  static void set(Path path, FileTime time) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }

  /** Now, long ago, before 1970, soon, far in the future; to the second or to the nanosecond. */
  static FileTime random(Random random) {
    Instant now = Instant.now();
    long seconds =
        switch (random.nextInt(6)) {
          case 0 -> now.getEpochSecond();
          case 1 -> now.getEpochSecond() - random.nextInt(5);
          case 2 -> random.nextInt(1_700_000_000);
          case 3 -> -1L - random.nextInt(1_000_000);
          case 4 -> now.getEpochSecond() + random.nextInt(5);
          default -> 4_000_000_000L + random.nextInt(1_000_000_000);
        };
    int nanos =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> 999_999_999;
          case 2 -> random.nextInt(1000) * 1_000_000;
          default -> random.nextInt(1_000_000_000);
        };
    return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
  }
}
