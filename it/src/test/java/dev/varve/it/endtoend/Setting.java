package dev.varve.it.endtoend;

import dev.varve.it.process.Account;
import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who builds, and how it is confined.
 *
 * @param work a directory that belongs to the user
 * @param account the user, when it is not the one that runs the tests
 */
record Setting(String name, Varve varve, Path work, String isolation, Optional<Account> account) {

  /**
   * Root and an ordinary user, each with every isolation that the tests are about. Run by an
   * ordinary user they are that user's only.
   */
  static List<Setting> all(Path work, Optional<Account> account) {
    List<Setting> settings = new ArrayList<>();
    for (String isolation : List.of("builtin", "runc")) {
      if (Requires.effectiveUid() == 0) {
        Path own = work.resolve("root-" + isolation);
        Varve varve = Varve.with(own.resolve("store"));
        settings.add(new Setting("root, " + isolation, varve, own, isolation, Optional.empty()));
      } else {
        Path own = work.resolve("user-" + isolation);
        Varve varve = Varve.with(own.resolve("store"));
        settings.add(new Setting("user, " + isolation, varve, own, isolation, Optional.empty()));
      }
      account.ifPresent(
          user -> {
            Path own = user.home().resolve(isolation);
            Varve varve = user.varve(isolation + "/store");
            settings.add(new Setting("user, " + isolation, varve, own, isolation, account));
          });
    }
    return settings;
  }

  /** The same with a store of its own, which is still empty. */
  Setting withStore(String store) {
    Varve other = varve.storing(work.resolve(store));
    return new Setting(name, other, work, isolation, account);
  }

  /** Makes the directory and imports the base image {@code busybox}. */
  Setting prepared(Path busybox) throws IOException, InterruptedException {
    Files.createDirectories(work);
    own();
    Path readable = work.resolve("busybox.tar");
    Files.copy(busybox, readable, StandardCopyOption.REPLACE_EXISTING);
    own();
    varve
        .run(
            "import",
            "-c",
            "CMD [\"sh\"]",
            "-c",
            "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            readable.toString(),
            "busybox")
        .orFail();
    return this;
  }

  /** A build context with these files (name to text). */
  Path context(String directory, Map<String, String> files)
      throws IOException, InterruptedException {
    Path context = work.resolve(directory);
    Files.createDirectories(context);
    for (var file : files.entrySet()) {
      Command.file(context, file.getKey(), file.getValue());
    }
    own();
    return context;
  }

  private void own() throws IOException, InterruptedException {
    if (account.isPresent()) {
      account.get().own();
    }
  }

  /** A build of this context, not yet started. */
  Command build(Path context, String tag, String... more) {
    return varve.command(
        words(
            Stream.of(
                "build",
                "--progress=plain",
                "--network=none",
                "--isolation=" + isolation,
                "-t",
                tag),
            Stream.of(more),
            Stream.of(context.toString())));
  }

  /** A run of an image with this command, not yet started. */
  Command container(String image, String... command) {
    return varve.command(
        words(
            Stream.of("run", "--rm", "--network=none", "--isolation=" + isolation, image),
            Stream.of(command)));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static String[] words(Stream<String>... parts) {
    return Arrays.stream(parts).flatMap(part -> part).toArray(String[]::new);
  }

  @Override
  public String toString() {
    return name;
  }

  /** The tar of {@code busybox}, which every user may read. */
  static Path busybox(Path work) throws IOException, InterruptedException {
    Requires.command("busybox", "setpriv", "runc", "unshare", "newuidmap");
    return BaseImages.busybox(work);
  }
}
