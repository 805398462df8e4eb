package dev.varve.build.step;

import dev.varve.model.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether this machine runs programs of another processor: by itself, or by an interpreter that the
 * kernel has been told of (binfmt_misc), as QEMU is.
 */
final class ForeignPrograms {
  private static final Path KERNEL = Path.of("/proc/sys/fs/binfmt_misc");

  private ForeignPrograms() {}

  /** Why programs for a platform cannot run here; empty if they can, or nobody can tell. */
  static Optional<String> obstacle(Platform wanted) {
    return obstacle(wanted, Platform.host(), KERNEL);
  }

  /**
   * The same for another machine.
   *
   * @param handlers the directory in which the kernel lists interpreters
   */
  static Optional<String> obstacle(Platform wanted, Platform host, Path handlers) {
    if (isNative(wanted, host) || !Files.exists(handlers.resolve("register"))) {
      return Optional.empty();
    }
    Path handler = handlers.resolve("qemu-" + processor(wanted.architecture()));
    try {
      List<String> lines = Files.readAllLines(handler);
      if (lines.isEmpty() || !lines.getFirst().equals("enabled")) {
        return Optional.of("its interpreter " + handler.getFileName() + " is turned off");
      }
      boolean fixed =
          lines.stream().anyMatch(line -> line.startsWith("flags:") && line.contains("F"));
      return fixed
          ? Optional.empty()
          : Optional.of(
              "its interpreter "
                  + handler.getFileName()
                  + " was not registered with the flag F, so containers cannot reach it");
    } catch (IOException e) {
      return Optional.of("no interpreter for it is registered with the kernel");
    }
  }

  static boolean isNative(Platform wanted, Platform host) {
    String is = host.architecture();
    String other = wanted.architecture();
    return other.isEmpty() || other.equals(is) || (is.equals("amd64") && other.equals("386"));
  }

  /** QEMU's name of a processor. */
  private static String processor(String architecture) {
    return switch (architecture) {
      case "amd64" -> "x86_64";
      case "386" -> "i386";
      case "arm64" -> "aarch64";
      case "mips64le" -> "mips64el";
      case "mipsle" -> "mipsel";
      case "loong64" -> "loongarch64";
      default -> architecture;
    };
  }
}
