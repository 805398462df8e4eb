package dev.varve.it.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The root file systems that the tests import as base images, made by the scripts in {@code
 * it/base}. They take half a minute or so each and are kept under {@code $XDG_CACHE_HOME/varve-it}
 * (or {@code ~/.cache/varve-it}) until a script changes; those of other scripts go after three
 * days.
 */
public final class BaseImages {
  private static final String PATH =
      "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private BaseImages() {}

  /** Imports {@code busybox}, exactly as the recordings' Docker has it. */
  public static void importBusybox(Varve varve, Path work)
      throws IOException, InterruptedException {
    Path tar = busybox(work);
    varve.run("import", "-c", "CMD [\"sh\"]", "-c", PATH, tar.toString(), "busybox").orFail();
  }

  /** The tar of {@code busybox}. */
  public static Path busybox(Path work) throws IOException, InterruptedException {
    Path tar = work.resolve("busybox.tar");
    if (!Files.exists(tar)) {
      script("busybox", tar.toString());
    }
    return tar;
  }

  /** Imports a Debian base of this kind (see {@code it/base/debian}) under a name. */
  public static void importDebian(Varve varve, String kind, String name, String... changes)
      throws IOException, InterruptedException {
    Path tar = debian(kind);
    List<String> words =
        Stream.of(
                Stream.of("import", "-c", PATH),
                Stream.of(changes).flatMap(change -> Stream.of("-c", change)),
                Stream.of(tar.toString(), name))
            .flatMap(s -> s)
            .toList();
    varve.run(words.toArray(String[]::new)).orFail();
  }

  /** The tar of a Debian base, made now or earlier. */
  public static synchronized Path debian(String kind) throws IOException, InterruptedException {
    Path directory = cache().resolve(scriptsDigest());
    Files.createDirectories(directory);
    Path tar = directory.resolve(kind + ".tar");
    if (!Files.exists(tar)) {
      Command.of(
              List.of(
                  "find",
                  cache().toString(),
                  "-mindepth",
                  "1",
                  "-maxdepth",
                  "1",
                  "-mtime",
                  "+3",
                  "-exec",
                  "rm",
                  "-rf",
                  "{}",
                  "+"),
              directory)
          .run()
          .orFail();
      script("debian", kind, tar.toString());
    }
    return tar;
  }

  private static void script(String name, String... arguments)
      throws IOException, InterruptedException {
    Path script = Varve.home().resolve("it/base").resolve(name);
    List<String> words = Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList();
    Command.of(words, Varve.home()).run().orFail();
  }

  private static Path cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path parent =
        configured == null || configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return parent.resolve("varve-it");
  }

  private static String scriptsDigest() throws IOException {
    try (Stream<Path> walk = Files.walk(Varve.home().resolve("it/base"))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
