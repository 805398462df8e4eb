package dev.varve.runtime.oci;

import dev.varve.linux.Errno;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.model.Json;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.RunControl;
import dev.varve.runtime.launch.Architecture;
import dev.varve.runtime.launch.Call;
import dev.varve.runtime.launch.Exits;
import dev.varve.runtime.launch.GuardedLaunch;
import dev.varve.runtime.launch.GuardedProcess;
import dev.varve.runtime.launch.Identity;
import dev.varve.runtime.launch.LauncherFile;
import dev.varve.runtime.launch.Linux;
import dev.varve.runtime.launch.StreamPumps;
import dev.varve.runtime.launch.SyscallProgram;
import dev.varve.runtime.root.CommandLookup;
import dev.varve.runtime.root.ContainerRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Isolation by an OCI runtime. The runtime itself is the first process of a pid namespace that the
 * guard keeps, so that neither it nor the container can outlive this process; its state lies in
 * memory that only this run sees.
 */
public final class OciIsolation implements Isolation {

  private static final long DATA_ONLY = Linux.MS_NOSUID | Linux.MS_NODEV | Linux.MS_NOEXEC;

  private static final int HOOK_INPUT = 4096;

  private final OciRuntime runtime;
  private final Path executable;

  /**
   * Isolation by an installed runtime.
   *
   * @param executable its absolute path
   */
  public OciIsolation(OciRuntime runtime, Path executable) {
    this.runtime = runtime;
    this.executable = executable;
  }

  @Override
  public String name() {
    return runtime.program();
  }

  @Override
  public ExitStatus run(ContainerSpec spec, ContainerStreams streams, RunControl control)
      throws IOException, InterruptedException {
    Path scratch = spec.scratch();
    Mounts.tmpfs(scratch, Set.of(MountFlag.NOSUID, MountFlag.NODEV), Map.of("mode", "0700"));
    ContainerRoot.Prepared prepared = ContainerRoot.prepare(spec, scratch);
    return switch (prepared.command()) {
      case CommandLookup.Failed(int status, String message) ->
          ExitStatus.notStarted(status, message);
      case CommandLookup.Found _ -> launch(spec, streams, control, prepared);
    };
  }

  private ExitStatus launch(
      ContainerSpec spec,
      ContainerStreams streams,
      RunControl control,
      ContainerRoot.Prepared prepared)
      throws IOException, InterruptedException {
    Path scratch = spec.scratch();
    boolean setsGroups = Identity.check(spec.user());
    byte[] config =
        new RuntimeConfig(spec, prepared, setsGroups)
            .document(spec.root().resolve("dev"), hooks(spec));
    Files.write(scratch.resolve("config.json"), config);
    runtime.hideCgroups();
    GuardedLaunch launch =
        new GuardedLaunch(Architecture.current(), scratch, Linux.CLONE_NEWNS, !spec.tty());
    addRuntime(launch.inside(), spec);
    Exits exits = Exits.watch();
    try (StreamPumps pumps = new StreamPumps(streams)) {
      control.starting();
      GuardedProcess process = pumps.start(launch);
      // The runtime passes signals on.
      control.attach(process::signalFirst);
      return switch (process.await()) {
        case GuardedProcess.End.Ran(var status) -> status(exits, status.code(), scratch);
        case GuardedProcess.End.Failed(String what, int errno) ->
            throw new IOException(
                "the container cannot be set up: " + what + ": " + Errno.text(errno));
      };
    } finally {
      control.detach();
    }
  }

  private List<Path> hooks(ContainerSpec spec) throws IOException {
    if (!runtime.losesRestrictions()) {
      return List.of();
    }
    SyscallProgram program = new SyscallProgram(Architecture.current());
    // A hook is told the container's state; one that does not listen fails.
    program.attempt(Call.READ, 0, program.bytes(new byte[HOOK_INPUT]), HOOK_INPUT);
    long flags = Linux.MS_REMOUNT | Linux.MS_BIND | Linux.MS_NODEV;
    long root = program.string(spec.root().toString());
    program.must(
        "restrict the root",
        Call.MOUNT,
        0,
        root,
        0,
        spec.readOnlyRoot() ? flags | Linux.MS_RDONLY : flags,
        0);
    program.must("end", Call.EXIT_GROUP, 0);
    Path hook = spec.scratch().resolve("restrict");
    LauncherFile.write(program, hook);
    return List.of(hook);
  }

  /** The runtime reads about itself in /proc, which must be that of its own pid namespace. */
  private void addRuntime(SyscallProgram program, ContainerSpec spec) {
    long proc = program.string("proc");
    program.must("mount /proc", Call.MOUNT, proc, program.string("/proc"), proc, DATA_ONLY, 0);
    program.must("unblock signals", Call.RT_SIGPROCMASK, Linux.SIG_SETMASK, program.longs(0), 0, 8);
    List<String> command = runtime.command(executable, spec, spec.scratch());
    List<String> environment =
        List.of(
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "XDG_RUNTIME_DIR=" + spec.scratch());
    program.must(
        "execute " + executable,
        Call.EXECVE,
        program.string(executable.toString()),
        program.strings(command),
        program.strings(environment));
  }

  private static ExitStatus status(Exits exits, int code, Path scratch) throws IOException {
    Optional<String> error = code == 0 ? Optional.empty() : lastError(scratch.resolve("log"));
    if (error.isEmpty()) {
      return exits.statusOfShellCode(code);
    }
    throw new IOException("the container cannot be set up: " + error.get());
  }

  /** The last line that a runtime logged as an error, if any. */
  private static Optional<String> lastError(Path log) throws IOException {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    Optional<String> last = Optional.empty();
    for (String line : Files.readString(log).split("\n")) {
      if (line.isBlank()) {
        continue;
      }
      Json.Obj entry = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
      boolean error = entry.find("level").filter(Json.of("error")::equals).isPresent();
      if (error && entry.find("msg").orElse(null) instanceof Json.Str(String message)) {
        last = Optional.of(message);
      }
    }
    return last;
  }
}
