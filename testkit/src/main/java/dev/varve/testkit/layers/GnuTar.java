package dev.varve.testkit.layers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** GNU tar, to unpack the same layer. */
public final class GnuTar {
  private GnuTar() {}

  /**
   * Unpacks into a new directory as root would unpack an image: with owners by number, modes and
   * attributes.
   */
  public static void extract(byte[] tar, Path directory) throws IOException {
    Files.createDirectory(directory);
    Path archive = directory.resolveSibling(directory.getFileName() + ".tar");
    Files.write(archive, tar);
    run(
        List.of(
            "tar",
            "-C",
            directory.toString(),
            "--numeric-owner",
            "--xattrs",
            "--xattrs-include=*",
            "-xpf",
            archive.toString()));
    Files.delete(archive);
  }

  private static void run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process tar = builder.start();
    tar.getOutputStream().close();
    String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      if (tar.waitFor() != 0) {
        throw new IOException("GNU tar refuses what should be legal: " + said);
      }
    } catch (InterruptedException e) {
      tar.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
