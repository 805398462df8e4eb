package dev.varve.store.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which boot of the kernel this is. What was written in this boot is in the page cache or on the
 * disk, and either way complete; of what was written in an earlier boot and never synced, nobody
 * knows.
 */
public final class Boot {
  private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int LENGTH = 36;

  private Boot() {}

  /**
   * The boot id; a fresh value for each call where the kernel does not tell, so that nothing is
   * trusted without need.
   */
  public static String id() {
    try {
      String text = new String(Files.readAllBytes(SOURCE), StandardCharsets.ISO_8859_1).strip();
      if (text.length() == LENGTH) {
        return text;
      }
    } catch (IOException e) {
      // no /proc here: the fallback is safe, only slower
    }
    return "unknown-" + Long.toHexString(System.nanoTime()) + "-" + ProcessHandle.current().pid();
  }
}
