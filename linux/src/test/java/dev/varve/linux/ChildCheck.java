package dev.varve.linux;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Starts children through {@link ChildProcess} and prints what became of them, a line each; {@code
 * args[0]} is an empty directory for their scripts.
 */
final class ChildCheck {
  private static final Redirect NOTHING = Redirect.from(Path.of("/dev/null").toFile());

  private ChildCheck() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    System.out.println("streams " + streams(directory));
    System.out.println("environment " + environment(directory));
    System.out.println("status " + status(script(directory, "exit 7")));
    System.out.println("signalled " + status(script(directory, "kill -9 $$")));
    System.out.println("killed " + killed(script(directory, "read -r nothing; exit 1")));
    System.out.println("interrupted " + interrupted(script(directory, "read -r nothing; exit 1")));
    System.out.println("missing " + failure(directory.resolve("nonesuch")));
    System.out.println("many " + many(script(directory, "exit 0")));
    System.out.println("descriptors " + descriptors(directory));
  }

  private static Path script(Path directory, String text) throws IOException {
    Path file = directory.resolve("script" + System.nanoTime());
    // The mask is not reset where the gate starts the child, so traps are of no use here.
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private static String streams(Path directory) throws Exception {
    Path file = script(directory, "read -r line; echo \"out $line\"; echo \"err $line\" >&2");
    Process child = ChildProcess.start(file, List.of(Redirect.PIPE, Redirect.PIPE, Redirect.PIPE));
    child.getOutputStream().write("text\n".getBytes(StandardCharsets.UTF_8));
    child.getOutputStream().close();
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return out.strip() + ", " + err.strip() + ", " + child.waitFor();
  }

  private static String environment(Path directory) throws Exception {
    Path file =
        script(directory, "/usr/bin/env | /bin/grep -v -e '^PWD=' -e '^_=' -e '^SHLVL=' | wc -l");
    Process child = ChildProcess.start(file, List.of(NOTHING, Redirect.PIPE, Redirect.DISCARD));
    return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static Process quiet(Path file, Redirect input) throws IOException {
    return ChildProcess.start(file, List.of(input, Redirect.DISCARD, Redirect.DISCARD));
  }

  private static int status(Path file) throws Exception {
    return quiet(file, NOTHING).waitFor();
  }

  private static String killed(Path file) throws Exception {
    Process child = quiet(file, Redirect.PIPE);
    boolean alive = child.isAlive();
    child.destroyForcibly();
    int status = child.waitFor();
    child.destroyForcibly();
    return alive + ", " + status + ", " + child.isAlive();
  }

  private static String interrupted(Path file) throws Exception {
    Process child = quiet(file, Redirect.PIPE);
    Thread.currentThread().interrupt();
    try {
      return "no: " + child.waitFor();
    } catch (InterruptedException e) {
      child.destroyForcibly().waitFor();
      return "yes";
    }
  }

  private static String failure(Path file) {
    try {
      quiet(file, NOTHING);
      return "started";
    } catch (IOException e) {
      return e instanceof ErrnoException call ? Errno.name(call.errno()) : "by the JDK";
    }
  }

  /** From several threads at once, and one after the other. */
  private static String many(Path file) throws Exception {
    Thread[] threads = new Thread[4];
    int[] good = new int[threads.length];
    for (int i = 0; i < threads.length; i++) {
      int at = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  for (int n = 0; n < 25; n++) {
                    good[at] += status(file) == 0 ? 1 : 0;
                  }
                } catch (Exception e) {
                  System.out.println(e);
                }
              });
      threads[i].start();
    }
    int all = 0;
    for (int i = 0; i < threads.length; i++) {
      threads[i].join();
      all += good[i];
    }
    return String.valueOf(all);
  }

  /** As many are open after a hundred children as before. */
  private static String descriptors(Path directory) throws Exception {
    Path file = script(directory, "exit 0");
    long before = open();
    for (int i = 0; i < 100; i++) {
      Process child =
          ChildProcess.start(file, List.of(Redirect.PIPE, Redirect.PIPE, Redirect.PIPE));
      child.getOutputStream().close();
      child.getInputStream().readAllBytes();
      child.getInputStream().close();
      child.getErrorStream().close();
      child.waitFor();
      failure(directory.resolve("nonesuch"));
    }
    long more = open() - before;
    return more <= 2 ? "closed" : "left open: " + more;
  }

  private static long open() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
