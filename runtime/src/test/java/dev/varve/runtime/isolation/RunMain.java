package dev.varve.runtime.isolation;

import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ContainerUser;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.Network;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.runtime.select.Isolations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that runs one container and ends with its status: for tests that need another user, or
 * that kill it. Arguments: isolation, tree, work directory, network, user id, command.
 */
final class RunMain {

  private RunMain() {}

  public static void main(String[] args) throws Exception {
    Path tree = Path.of(args[1]);
    Path work = Path.of(args[2]);
    Isolation isolation = new Isolations(work).select(args[0]);
    int uid = Integer.parseInt(args[4]);
    ExitStatus status =
        PrivateMounts.call(
            "main",
            () -> {
              Path scratch = Files.createDirectories(work.resolve("scratch"));
              try (MountedRoot root = new OverlayRootFileSystem().mount(List.of(tree), work)) {
                ContainerSpec spec =
                    ContainerSpec.of(
                            "main", root.path(), scratch, List.of(args).subList(5, args.length))
                        .withEnv(List.of("PATH=/bin", "NAME=é"))
                        .withNetwork(Network.valueOf(args[3]))
                        .withUser(new ContainerUser(uid, uid, List.of(uid), "/"));
                return isolation.run(spec, ContainerStreams.inherited());
              }
            });
    System.err.println(status.describe());
    System.exit(status.code());
  }
}
