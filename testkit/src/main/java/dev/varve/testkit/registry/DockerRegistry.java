package dev.varve.testkit.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registry that most others are measured by, Debian's {@code docker-registry}, as a process on
 * a port of its own of the loopback interface. It ends when this is closed, and also when this
 * process dies in whatever way. A test that uses it begins with {@link
 * dev.varve.testkit.Requires#dockerRegistry}.
 */
public final class DockerRegistry implements AutoCloseable {
  /** The program. */
  public static final String PROGRAM = "docker-registry";

  private static final String USER = "varve";
  private static final String PASSWORD = "correct:horse";

  /** Of that password, with bcrypt; so no program is needed that makes one. */
  private static final String HASH = "$2y$05$varvetestkitregistry0uyygdyXpiRj84VWHv53oooOJkMp5NRQK";

  private static final long PATIENCE_SECONDS = 60;
  private static final int LINES_KEPT = 1000;
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  /**
   * Starts the registry in the background and kills it when standard input ends, which it does when
   * whoever holds the other end is gone. The shell lets go of the output, so that its end is the
   * registry's.
   */
  private static final String GUARD =
      "\"$0\" serve \"$1\" </dev/null & exec >/dev/null 2>&1; read -r _; kill -KILL $!; wait";

  private final Process guard;
  private final Thread reader;
  private final Options options;
  private final Deque<String> log = new ArrayDeque<>();
  private int port;
  private boolean ended;

  /**
   * How it is set up.
   *
   * @param delete whether manifests and blobs may be deleted
   * @param password whether it wants to know {@link DockerRegistry#user} and password
   * @param tls the certificate that it shows; none for plain HTTP
   */
  public record Options(boolean delete, boolean password, @Nullable SelfSigned tls) {
    /** Plain HTTP, for everybody, with deletion. */
    public static final Options OPEN = new Options(true, false, null);

    /** The same without deletion. */
    public Options withoutDelete() {
      return new Options(false, password, tls);
    }

    /** The same with a password. */
    public Options withPassword() {
      return new Options(delete, true, tls);
    }

    /** The same with TLS. */
    public Options with(SelfSigned certificate) {
      return new Options(delete, password, certificate);
    }
  }

  private DockerRegistry(Process guard, Options options) {
    this.guard = guard;
    this.options = options;
    this.reader = Thread.ofPlatform().daemon().name(PROGRAM + "-log").unstarted(this::readLog);
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param directory is made for what it stores; it must not exist
   * @throws IOException if it ends, with what it said
   */
  public static DockerRegistry start(Path directory, Options options)
      throws IOException, InterruptedException {
    Files.createDirectory(directory);
    Path configuration = directory.resolve("config.yml");
    Files.writeString(configuration, configuration(directory, options));
    Files.writeString(directory.resolve("htpasswd"), USER + ":" + HASH + "\n");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", GUARD, PROGRAM, configuration.toString())
            .redirectErrorStream(true);
    // Its configuration can be changed by the environment.
    builder.environment().keySet().removeIf(name -> name.startsWith("REGISTRY_"));
    DockerRegistry registry = new DockerRegistry(builder.start(), options);
    registry.reader.start();
    try {
      registry.awaitPort();
      return registry;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      registry.close();
      throw e;
    }
  }

  private static String configuration(Path directory, Options options) {
    StringBuilder text = new StringBuilder();
    text.append("version: 0.1\n")
        .append("log: {level: info, formatter: text}\n")
        .append("storage:\n")
        .append("  filesystem: {rootdirectory: ")
        .append(quoted(directory.resolve("data")))
        .append("}\n")
        .append("  delete: {enabled: ")
        .append(options.delete())
        .append("}\n")
        .append("  maintenance: {uploadpurging: {enabled: false}}\n")
        .append("http:\n")
        .append("  addr: 127.0.0.1:0\n")
        .append("  secret: not-a-secret\n");
    SelfSigned tls = options.tls();
    if (tls != null) {
      text.append("  tls: {certificate: ")
          .append(quoted(tls.certificate()))
          .append(", key: ")
          .append(quoted(tls.key()))
          .append("}\n");
    }
    if (options.password()) {
      text.append("auth:\n  htpasswd: {realm: varve, path: ")
          .append(quoted(directory.resolve("htpasswd")))
          .append("}\n");
    }
    return text.toString();
  }

  private static String quoted(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read(line);
      }
    } catch (IOException e) {
      read(e.toString());
    }
    synchronized (log) {
      ended = true;
      log.notifyAll();
    }
  }

  private void read(String line) {
    synchronized (log) {
      if (log.size() == LINES_KEPT) {
        log.removeFirst();
      }
      log.add(line);
      Matcher listening = LISTENING.matcher(line);
      if (port == 0 && listening.find()) {
        port = Integer.parseInt(listening.group(1));
        log.notifyAll();
      }
    }
  }

  /** The port is open before it is told of: from then on connections wait until they are served. */
  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (log) {
      while (port == 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (ended || left <= 0) {
          throw new IOException(PROGRAM + " does not start: " + String.join("\n", log));
        }
        log.wait(left);
      }
    }
  }

  /** Host and port, as image names have them. */
  public String hostAndPort() {
    synchronized (log) {
      return "127.0.0.1:" + port;
    }
  }

  /** The address of a path, which begins with a slash. */
  public URI uri(String path) {
    return URI.create((options.tls() == null ? "http://" : "https://") + hostAndPort() + path);
  }

  /** Who may do everything where a password is wanted. */
  public String user() {
    return USER;
  }

  /** The password of {@link #user}. */
  public String password() {
    return PASSWORD;
  }

  /** The certificate that it shows. */
  public Optional<SelfSigned> tls() {
    return Optional.ofNullable(options.tls());
  }

  /** The last lines of its log; a line comes some time after what it tells of. */
  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** Kills the process and waits for its end. */
  @Override
  public void close() throws IOException, InterruptedException {
    guard.getOutputStream().close();
    if (!guard.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      guard.descendants().forEach(ProcessHandle::destroyForcibly);
      guard.destroyForcibly().waitFor();
    }
    reader.join();
  }
}
