package dev.varve.it.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An ordinary user with subordinate ids, made for a test by root and taken away again. It gets a
 * copy of the built product, so that the source tree need not be readable for it.
 *
 * @param home a directory of its own
 */
@SuppressWarnings("try") // an interrupted test does not go on, so a lost interrupt harms nobody
public record Account(String name, Path home) implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Makes the user. Needs root. */
  public static Account create() throws IOException, InterruptedException {
    String name = "varve" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    Path home = Files.createTempDirectory(Path.of("/var/tmp"), name);
    Path root = Path.of("/");
    Command.of(List.of("useradd", "-d", home.toString(), "-s", "/bin/sh", name), root)
        .run()
        .orFail();
    Account account = new Account(name, home);
    for (String file : List.of("/etc/subuid", "/etc/subgid")) {
      if (Files.readAllLines(Path.of(file)).stream().noneMatch(l -> l.startsWith(name + ":"))) {
        Command.shell("echo " + name + ":1000000:65536 >>" + file, root).orFail();
      }
    }
    Files.createDirectories(home.resolve("varve/cli/target"));
    Path product = Varve.home().resolve("cli/target/varve");
    account.shell(
        "cp '%s' %s/varve/varve && cp -R '%s' %s/varve/cli/target/"
            .formatted(Varve.home().resolve("varve"), home, product, home));
    account.own();
    return account;
  }

  /** Makes everything below its home its own. */
  public void own() throws IOException, InterruptedException {
    shell("chown -R " + name + ": " + home + " && chmod 755 " + home);
  }

  /** The product as this user runs it, with a store below its home. */
  public Varve varve(String store) {
    List<String> become =
        List.of(
            "setpriv",
            "--reuid=" + name,
            "--regid=" + name,
            "--init-groups",
            "--inh-caps=-all",
            "env",
            "HOME=" + home,
            "USER=" + name,
            "LOGNAME=" + name);
    return Varve.with(home.resolve(store)).startedAs(become, home.resolve("varve/varve")).in(home);
  }

  /** Takes the user and its files away. */
  @Override
  public void close() throws IOException {
    try {
      shell(
          "sed -i '/^%1$s:/d' /etc/subuid /etc/subgid; pkill -KILL -u %1$s || true; userdel %1$s; rm -rf %2$s"
              .formatted(name, home));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while taking away " + name);
    }
  }

  private void shell(String script) throws IOException, InterruptedException {
    Command.shell(script, Path.of("/")).orFail();
  }
}
