package dev.varve.it.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a command may have left behind on the machine. Sees every process and mount namespace. */
public final class Leftovers {
  private Leftovers() {}

  /** The processes whose command line contains {@code text}, as {@code pid command}. */
  public static List<String> processes(String text) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path process : processes()) {
      String command = read(process.resolve("cmdline")).replace('\0', ' ');
      boolean self = process.getFileName().toString().equals(ProcessHandle.current().pid() + "");
      if (!self && command.contains(text)) {
        found.add(process.getFileName() + " " + command);
      }
    }
    return found;
  }

  /** The mounts, of any process's namespace, that name {@code path}. */
  public static List<String> mounts(Path path) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path process : processes()) {
      for (String line : read(process.resolve("mountinfo")).lines().toList()) {
        if (line.contains(path.toString() + "/") || line.contains(path + " ")) {
          found.add(process.getFileName() + " " + line);
        }
      }
    }
    return found;
  }

  /** Waits until there is neither, and fails after some seconds with what is still there. */
  public static void awaitNone(String text, Path mountsBelow)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (true) {
      List<String> left = new ArrayList<>(processes(text));
      left.addAll(mounts(mountsBelow));
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("left behind:\n" + String.join("\n", left));
      }
      Thread.sleep(50);
    }
  }

  private static List<Path> processes() throws IOException {
    try (Stream<Path> list = Files.list(Path.of("/proc"))) {
      return list.filter(path -> path.getFileName().toString().matches("\\d+")).toList();
    }
  }

  /** A file of /proc; empty when its process has just ended or is not ours to see. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
