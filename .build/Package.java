import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Lays out what the launcher starts: the project's own modules as one jar, the jars they need, and
 * an AOT cache made by a training run on the JDK that runs this. Each build gets a directory of its
 * own and is then made the current one by a rename, so that a Varve that is running keeps the jars
 * it began with; the build before the last is removed.
 *
 * <p>Arguments: the directory for builds, the project's version, the moment Maven started, the jar
 * of the command line, the class path.
 */
final class Package {
  private static final long TRAINING_SECONDS = 180;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'app-'yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  public static void main(String[] args) throws Exception {
    // The class path of the cache is this one to the letter.
    Path out = Path.of(args[0]).toAbsolutePath();
    String version = args[1];
    Instant started = Instant.parse(args[2]);
    Path app = Files.createDirectories(out.resolve(NAME.format(Instant.now())));
    List<Path> own = new ArrayList<>(List.of(Path.of(args[3])));
    List<Path> others = new ArrayList<>();
    for (String entry : args[4].split(":")) {
      Path file = Path.of(entry);
      // Maven puts the command line's own classes first; its jar is there already.
      if (entry.endsWith(".jar")) {
        (file.getFileName().toString().startsWith("varve-") ? own : others).add(file);
      }
    }
    List<String> jars = new ArrayList<>(List.of("varve.jar"));
    merge(own, app.resolve("varve.jar"), unlinked(own, others));
    for (Path jar : others) {
      String name = jar.getFileName().toString();
      Files.copy(jar, app.resolve(name));
      jars.add(name);
    }
    train(app, jars, "varve.aot", List.of());
    // For commands that speak with registries: what they need more of the JDK is as much as all the
    // rest.
    train(app, jars, "varve-registry.aot", List.of("registry"));
    publish(out, app, version, jars, started);
  }

  private static Unlinked unlinked(List<Path> own, List<Path> others) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (List<Path> jars : List.of(own, others)) {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    }
    ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new));
    return new Unlinked(ClassHierarchyResolver.ofResourceParsing(loader).cached());
  }

  /**
   * One jar with the entries of all, sorted and with one time, not compressed: it starts faster.
   */
  private static void merge(List<Path> jars, Path merged, Unlinked unlinked) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (Path jar : jars) {
      try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
            byte[] bytes = in.readAllBytes();
            boolean isClass = entry.getName().endsWith(".class");
            byte[] before = entries.put(entry.getName(), isClass ? unlinked.rewrite(bytes) : bytes);
            if (before != null) {
              throw new IOException(entry.getName() + " is in two modules, the second is " + jar);
            }
          }
        }
      }
    }
    try (OutputStream file = Files.newOutputStream(merged);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        CRC32 crc = new CRC32();
        crc.update(content.getValue());
        entry.setTime(TimeUnit.DAYS.toMillis(365 * 56));
        entry.setSize(content.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
        zip.closeEntry();
      }
    }
  }

  /**
   * Without the cache Varve works as well, only not as fast: a failure is worth a warning, not the
   * build.
   */
  private static void train(Path app, List<String> jars, String name, List<String> more)
      throws IOException, InterruptedException {
    List<String> classpath = new ArrayList<>();
    for (String jar : jars) {
      classpath.add(app.resolve(jar).toString());
    }
    Path scratch = Files.createDirectory(app.resolve("training"));
    Path cache = app.resolve(name);
    Path log = scratch.resolve("log");
    List<String> command = new ArrayList<>(namespaces());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    // As the launcher has it, or the cache does not fit.
    command.add("--add-opens=java.base/sun.security.provider=ALL-UNNAMED");
    Path gate = app.resolve("libgate.so");
    command.add("-Dvarve.gate=" + gate);
    command.addAll(List.of("-cp", String.join(":", classpath)));
    command.addAll(List.of("dev.varve.cli.Training", scratch.toString(), gate.toString()));
    command.addAll(more);
    Process training =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    training.getOutputStream().close();
    boolean ended = training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      training.destroyForcibly().waitFor();
    }
    if (!ended || training.exitValue() != 0 || !Files.exists(cache)) {
      System.err.println(
          "[WARNING] no AOT cache, the training run failed; commands will start slower:");
      System.err.println(Files.readString(log));
    }
    delete(scratch);
  }

  /** What the launcher does before it starts the JVM, as far as this machine allows it. */
  private static List<String> namespaces() throws IOException, InterruptedException {
    List<List<String>> ways =
        List.of(
            List.of("unshare", "--mount", "--propagation", "private"),
            List.of("unshare", "--map-root-user", "--mount", "--propagation", "private"));
    for (List<String> way : ways) {
      List<String> attempt = new ArrayList<>(way);
      attempt.add("true");
      try {
        if (new ProcessBuilder(attempt).redirectErrorStream(true).start().waitFor() == 0) {
          return way;
        }
      } catch (IOException e) {
        // No unshare here.
      }
    }
    return List.of();
  }

  private static void publish(
      Path out, Path app, String version, List<String> jars, Instant started) throws IOException {
    Path current = out.resolve("current");
    String before = Files.exists(current) ? Files.readAllLines(current).getFirst() : "";
    Path next = app.resolve("current");
    Files.writeString(
        next,
        String.join(
            "\n",
            app.getFileName().toString(),
            System.getProperty("java.home"),
            version,
            String.join(" ", jars),
            ""));
    // What is edited while the build runs is newer than the build.
    Files.setLastModifiedTime(next, FileTime.from(started));
    Files.move(next, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var builds = Files.newDirectoryStream(out, "app-*")) {
      for (Path build : builds) {
        if (!build.equals(app) && !build.getFileName().toString().equals(before)) {
          delete(build);
        }
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    List<Path> all;
    try (var walk = Files.walk(tree)) {
      all = new ArrayList<>(walk.toList());
    }
    for (Path path : all.reversed()) {
      Files.delete(path);
    }
  }
}
