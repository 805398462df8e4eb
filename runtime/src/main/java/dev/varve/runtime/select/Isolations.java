package dev.varve.runtime.select;

import dev.varve.linux.Namespaces;
import dev.varve.model.VarveException;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.builtin.BuiltinIsolation;
import dev.varve.runtime.oci.OciIsolation;
import dev.varve.runtime.oci.OciRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the isolation of this machine. What works is found out by running a container once per
 * boot, program and user namespace, and remembered.
 */
public final class Isolations {

  /** The one to choose by what works. */
  public static final String AUTO = "auto";

  /** All there are, the preferred first. */
  public static final List<String> NAMES = List.of("crun", "runc", "builtin");

  /** Where runtimes are looked for besides the PATH, which for ordinary users has no sbin. */
  private static final List<String> PROGRAM_DIRECTORIES =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Path directory;
  private final VerdictFile known;

  /**
   * Isolations for roots in a directory.
   *
   * @param directory an existing directory where trials may be made and remembered, on the file
   *     system that roots will be on
   */
  public Isolations(Path directory) {
    this.directory = directory;
    this.known = new VerdictFile(directory.resolve("isolations.json"));
  }

  /**
   * The isolation of this name, or with {@link #AUTO} the first of {@link #NAMES} that works here.
   * One that is asked for by name is not tried: its runs will say what is wrong.
   *
   * @throws VarveException USAGE for an unknown name; ENVIRONMENT when it is not installed, or when
   *     nothing works
   */
  public Isolation select(String name) throws IOException, InterruptedException {
    if (!name.equals(AUTO)) {
      return named(name);
    }
    StringBuilder reasons = new StringBuilder();
    for (String candidate : NAMES) {
      Verdict verdict = verdict(candidate);
      if (verdict.works()) {
        return named(candidate);
      }
      if (verdict.outcome() == Verdict.Outcome.FAILS) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(candidate).append(": ");
        reasons.append(verdict.detail());
      }
    }
    throw new VarveException(
        VarveException.Code.ENVIRONMENT,
        "no container can be run here: " + reasons,
        "varve doctor explains what is missing");
  }

  /** What is known of an isolation, found out now if nothing is. */
  public Verdict verdict(String name) throws IOException, InterruptedException {
    Optional<Path> program = program(name);
    if (!name.equals("builtin") && program.isEmpty()) {
      return new Verdict(name, Verdict.Outcome.MISSING, "not installed");
    }
    String stamp = stamp(program.stream().toList());
    Optional<Verdict> before = known.find(name, stamp);
    if (before.isPresent()) {
      return before.get();
    }
    Verdict verdict = attempt(name);
    known.put(verdict, stamp);
    return verdict;
  }

  /** What comes of trying an isolation now. */
  public Verdict attempt(String name) throws InterruptedException {
    Isolation isolation = named(name);
    Optional<String> failure = IsolationProbe.failure(isolation, directory);
    if (failure.isPresent()) {
      return new Verdict(name, Verdict.Outcome.FAILS, failure.get());
    }
    String where = program(name).map(Path::toString).orElse("part of varve");
    return new Verdict(name, Verdict.Outcome.WORKS, where);
  }

  private static Isolation named(String name) {
    return switch (name) {
      case "builtin" -> new BuiltinIsolation();
      case "crun" -> new OciIsolation(OciRuntime.CRUN, installed(name));
      case "runc" -> new OciIsolation(OciRuntime.RUNC, installed(name));
      default ->
          throw new VarveException(
              VarveException.Code.USAGE,
              "unknown isolation '" + name + "'",
              "use auto, crun, runc or builtin");
    };
  }

  private static Path installed(String name) {
    return program(name)
        .orElseThrow(
            () ->
                new VarveException(
                    VarveException.Code.ENVIRONMENT,
                    name + " is not installed",
                    "install " + name + ", or use --isolation builtin, which needs nothing"));
  }

  /** The program of an isolation, if it has one and it is installed. */
  private static Optional<Path> program(String name) {
    if (name.equals("builtin")) {
      return Optional.empty();
    }
    String path = System.getenv("PATH");
    String[] directories = path == null ? new String[0] : path.split(":");
    for (String each : directories) {
      Path file = Path.of(each, name);
      if (each.startsWith("/") && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    for (String each : PROGRAM_DIRECTORIES) {
      Path file = Path.of(each, name);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static String stamp(List<Path> program) throws IOException {
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    String ids = Long.toString(Namespaces.uidMap().size());
    if (program.isEmpty()) {
      return boot + " " + ids;
    }
    Path file = program.getFirst();
    return String.join(
        " ",
        boot,
        ids,
        file.toString(),
        Long.toString(Files.size(file)),
        Long.toString(Files.getLastModifiedTime(file).toMillis()));
  }
}
