package dev.varve.runtime.builtin;

import dev.varve.linux.Errno;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.linux.Processes;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.RunControl;
import dev.varve.runtime.launch.Architecture;
import dev.varve.runtime.launch.Exits;
import dev.varve.runtime.launch.GuardedLaunch;
import dev.varve.runtime.launch.GuardedProcess;
import dev.varve.runtime.launch.Identity;
import dev.varve.runtime.launch.StreamPumps;
import dev.varve.runtime.launch.Streams;
import dev.varve.runtime.launch.TerminalRelay;
import dev.varve.runtime.root.CommandLookup;
import dev.varve.runtime.root.ContainerRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Isolation that needs no other program: pid, mount, ipc, uts and (with {@link
 * dev.varve.runtime.Network#NONE}) network namespaces, a changed root, Docker's capabilities,
 * seccomp profile, masked and read-only paths. What it lacks is what cgroups do: limits.
 */
public final class BuiltinIsolation implements Isolation {

  @Override
  public String name() {
    return "builtin";
  }

  @Override
  public ExitStatus run(ContainerSpec spec, ContainerStreams streams, RunControl control)
      throws IOException, InterruptedException {
    Set<MountFlag> flags = Set.of(MountFlag.NOSUID, MountFlag.NODEV);
    Mounts.tmpfs(spec.scratch(), flags, Map.of("mode", "0700"));
    ContainerRoot.Prepared prepared = ContainerRoot.prepare(spec, spec.scratch());
    return switch (prepared.command()) {
      case CommandLookup.Failed(int status, String message) ->
          ExitStatus.notStarted(status, message);
      case CommandLookup.Found(String path) -> {
        if (!spec.tty()) {
          yield launch(spec, new StreamPumps(streams), control, prepared, "", path);
        }
        Path dev = spec.root().resolve("dev");
        TerminalRelay relay = TerminalRelay.open(streams, dev);
        // What a terminal's programs look for: Docker has it, too.
        Path device = spec.root().resolve(relay.path().substring(1));
        Mounts.bind(device, dev.resolve("console"), false, false);
        yield launch(spec, relay, control, prepared, relay.path(), path);
      }
    };
  }

  private static ExitStatus launch(
      ContainerSpec spec,
      Streams streams,
      RunControl control,
      ContainerRoot.Prepared prepared,
      String terminal,
      String command)
      throws IOException, InterruptedException {
    try (streams) {
      boolean setsGroups = Identity.check(spec.user());
      GuardedLaunch launch = new GuardedLaunch(Architecture.current(), spec.scratch(), 0, true);
      new ContainerProgram(spec, launch.inside(), setsGroups, terminal)
          .addTo(launch, prepared, command);
      Exits exits = Exits.watch();
      control.starting();
      try {
        GuardedProcess process = streams.start(launch);
        control.attach(signal -> deliver(signal, process, streams, terminal));
        return switch (process.await()) {
          case GuardedProcess.End.Ran(var status) -> exits.status(status);
          case GuardedProcess.End.Failed(String what, int errno) -> failed(what, errno, command);
        };
      } finally {
        control.detach();
      }
    }
  }

  private static boolean deliver(
      int signal, GuardedProcess process, Streams streams, String terminal) throws IOException {
    if (signal == Processes.SIGWINCH && !terminal.isEmpty()) {
      streams.resize();
      return true;
    }
    return process.signalCommand(signal);
  }

  private static ExitStatus failed(String what, int errno, String command) throws IOException {
    if (what.equals(ContainerProgram.EXECUTE)) {
      return ExitStatus.notStarted(CommandLookup.REFUSED, Exits.executionError(command, errno));
    }
    throw new IOException(
        "the container cannot be set up: "
            + what
            + ": "
            + Errno.text(errno)
            + " ("
            + Errno.name(errno)
            + ")");
  }
}
