package dev.varve.testkit;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine it runs on. Where something is missing the test is skipped with
 * a line that says what and how to get it; when the environment has {@code CI=true} it fails
 * instead, so that nothing can be left out unseen there.
 *
 * <p>Call these first in a test or in {@code @BeforeAll}.
 */
public final class Requires {

  private Requires() {}

  /** The test runs as root (effective uid 0 with the right to mount). */
  public static void root() {
    require(
        effectiveUid() == 0 && succeeds("unshare", "--mount", "true"),
        "needs root with the right to mount: run the tests as root");
  }

  /** The test runs as an ordinary user. */
  public static void notRoot() {
    require(effectiveUid() != 0, "needs an ordinary user: run the tests as one");
  }

  /** Ordinary processes may make user namespaces here, with mounts inside them. */
  public static void userNamespaces() {
    require(
        succeeds("unshare", "--user", "--map-root-user", "--mount", "true"),
        "needs user namespaces: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000");
  }

  /** Every one of these programs is on the PATH. */
  public static void command(String... names) {
    for (String name : names) {
      require(onPath(name), "needs the program '" + name + "' on the PATH");
    }
  }

  /** The registry that {@link dev.varve.testkit.registry.DockerRegistry} starts is installed. */
  public static void dockerRegistry() {
    require(onPath("docker-registry"), "needs docker-registry: apt-get install docker-registry");
  }

  /** This file or directory exists. */
  public static void file(Path path) {
    require(Files.exists(path), "needs " + path);
  }

  /** A TCP connection to this host and port can be made within five seconds. */
  public static void network(String host, int port) {
    require(reachable(host, port), "needs the network: " + host + ":" + port + " is out of reach");
  }

  /** Anything else: {@code what} completes "needs …". */
  public static void that(boolean condition, String what) {
    require(condition, "needs " + what);
  }

  /** Whether missing things fail the test instead of skipping it. */
  public static boolean strict() {
    return "true".equals(System.getenv("CI"));
  }

  /** Whether a program of this name is on the PATH. */
  public static boolean onPath(String name) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String directory : path.split(File.pathSeparator)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }

  /** The effective uid of this process. */
  public static int effectiveUid() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("Uid:")) {
          return Integer.parseInt(line.split("\\s+")[2]);
        }
      }
      throw new AssertionError("/proc/self/status has no Uid line");
    } catch (IOException e) {
      throw new AssertionError("cannot read /proc/self/status", e);
    }
  }

  private static void require(boolean condition, String message) {
    if (strict()) {
      Assertions.assertTrue(condition, message + " (CI=true: nothing may be skipped)");
    }
    Assumptions.assumeTrue(condition, message);
  }

  private static boolean succeeds(String... command) {
    if (!onPath(command[0])) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean reachable(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 5_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
