package dev.varve.runtime.isolation;

import dev.varve.testkit.Requires;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link RunMain}, as this user or as an ordinary one in a user namespace. */
final class OtherProcess {

  /** Nobody's, so that nothing is found readable by accident. */
  private static final int ORDINARY_USER = 54321;

  private final List<String> prefix;
  private final boolean waitsForIds;

  private OtherProcess(List<String> prefix, boolean waitsForIds) {
    this.prefix = prefix;
    this.waitsForIds = waitsForIds;
  }

  /** What came of a process. */
  record Result(int code, String out, String err) {}

  static OtherProcess asThisUser() {
    return new OtherProcess(List.of(), false);
  }

  /**
   * An ordinary user in a user namespace with a single id, as the launcher makes it where there are
   * no sub-ids.
   */
  static OtherProcess asOrdinaryUser() {
    Requires.userNamespaces();
    Requires.command("setpriv", "unshare");
    List<String> prefix = new ArrayList<>();
    if (Requires.effectiveUid() == 0) {
      String id = Integer.toString(ORDINARY_USER);
      prefix.addAll(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
    }
    prefix.addAll(
        List.of("unshare", "--user", "--map-root-user", "--mount", "--propagation=private"));
    return new OtherProcess(prefix, false);
  }

  /** A user namespace with a range of ids, as with sub-ids; here root gives them. */
  static OtherProcess asUserWithManyIds() {
    Requires.root();
    Requires.command("setpriv", "unshare");
    // It waits for its ids before it becomes root among them.
    String script =
        "read go; exec setpriv --reuid 0 --regid 0 --clear-groups --inh-caps=-all"
            + " --ambient-caps=-all \"$@\" < /dev/null";
    return new OtherProcess(
        List.of(
            "unshare",
            "--user",
            "--mount",
            "--propagation=private",
            "--keep-caps",
            "sh",
            "-c",
            script,
            "sh"),
        true);
  }

  /** A directory that the process may write. */
  Path directory(Path parent) throws IOException {
    Path directory = Files.createDirectory(parent.resolve("work"));
    parent.toFile().setExecutable(true, false);
    parent.toFile().setReadable(true, false);
    directory.toFile().setWritable(true, false);
    directory.toFile().setExecutable(true, false);
    directory.toFile().setReadable(true, false);
    return directory;
  }

  Process start(Path directory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(directory), RunMain.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.redirectError(directory.resolve("err").toFile());
    Process process = builder.start();
    if (waitsForIds) {
      giveIds(process.pid());
    }
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    return process;
  }

  private static void giveIds(long pid) throws IOException {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/user"));
    Path process = Path.of("/proc", Long.toString(pid));
    while (Files.readSymbolicLink(process.resolve("ns/user")).equals(own)) {
      Thread.onSpinWait();
    }
    Files.writeString(process.resolve("uid_map"), "0 200000 65536");
    Files.writeString(process.resolve("gid_map"), "0 200000 65536");
  }

  Result run(Path directory, List<String> arguments) throws IOException, InterruptedException {
    Process process = start(directory, arguments);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("timed out: " + arguments);
    }
    return new Result(
        process.exitValue(), read(directory.resolve("out")), read(directory.resolve("err")));
  }

  static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  /** The class path is that of a home directory others may not enter: it is copied. */
  private static String classPath(Path directory) throws IOException {
    List<String> entries = new ArrayList<>();
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (Files.isRegularFile(from)) {
        Path copy = directory.resolve(number++ + ".jar");
        Files.copy(from, copy);
        entries.add(copy.toString());
      } else if (Files.isDirectory(from)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
