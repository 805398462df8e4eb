package dev.varve.runtime.builtin;

import dev.varve.linux.Errno;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.launch.Architecture;
import dev.varve.runtime.launch.Exits;
import dev.varve.runtime.launch.GuardedLaunch;
import dev.varve.runtime.launch.GuardedProcess;
import dev.varve.runtime.launch.Identity;
import dev.varve.runtime.launch.StreamPumps;
import dev.varve.runtime.root.CommandLookup;
import dev.varve.runtime.root.ContainerRoot;
import java.io.IOException;
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
  public ExitStatus run(ContainerSpec spec, ContainerStreams streams)
      throws IOException, InterruptedException {
    Set<MountFlag> flags = Set.of(MountFlag.NOSUID, MountFlag.NODEV);
    Mounts.tmpfs(spec.scratch(), flags, Map.of("mode", "0700"));
    ContainerRoot.Prepared prepared = ContainerRoot.prepare(spec, spec.scratch());
    return switch (prepared.command()) {
      case CommandLookup.Failed(int status, String message) ->
          ExitStatus.notStarted(status, message);
      case CommandLookup.Found(String path) -> launch(spec, streams, prepared, path);
    };
  }

  private static ExitStatus launch(
      ContainerSpec spec, ContainerStreams streams, ContainerRoot.Prepared prepared, String command)
      throws IOException, InterruptedException {
    Architecture architecture = Architecture.current();
    GuardedLaunch launch = new GuardedLaunch(architecture, spec.scratch(), 0, !spec.tty());
    boolean setsGroups = Identity.check(spec.user());
    new ContainerProgram(spec, launch.inside(), setsGroups).addTo(launch, prepared, command);
    Exits exits = Exits.watch();
    StreamPumps pumps = new StreamPumps(streams);
    GuardedProcess process = pumps.start(launch);
    try {
      return switch (process.await()) {
        case GuardedProcess.End.Ran(var status) -> exits.status(status);
        case GuardedProcess.End.Failed(String what, int errno) -> failed(what, errno, command);
      };
    } finally {
      pumps.finish();
    }
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
