package dev.varve.runtime.isolation;

import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A root with nothing but a statically linked busybox. */
final class BusyboxTree {

  private static final Path BUSYBOX = Path.of("/bin/busybox");

  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "echo",
          "env",
          "false",
          "grep",
          "head",
          "hostname",
          "id",
          "ifconfig",
          "kill",
          "ls",
          "mkdir",
          "mknod",
          "mount",
          "ping",
          "ps",
          "pwd",
          "readlink",
          "rm",
          "sleep",
          "stat",
          "touch",
          "true",
          "tty",
          "umask",
          "unshare",
          "wc",
          "wget");

  private BusyboxTree() {}

  static Path in(Path directory) throws IOException {
    Requires.that(Files.isExecutable(BUSYBOX), "a static busybox (Debian: busybox-static)");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Path bin = Files.createDirectory(tree.resolve("bin"));
    Files.copy(BUSYBOX, bin.resolve("busybox"));
    bin.resolve("busybox").toFile().setExecutable(true, false);
    for (String applet : APPLETS) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    Path etc = Files.createDirectory(tree.resolve("etc"));
    Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    return tree;
  }
}
