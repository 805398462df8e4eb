package dev.varve.runtime;

import java.io.IOException;

/** A way of running a command confined to a root file system. */
public interface Isolation {

  /** {@code crun}, {@code runc} or {@code builtin}. */
  String name();

  /**
   * Runs a command to its end. Must be called inside {@code PrivateMounts.call}: what it mounts
   * over the root stays mounted in that namespace until its thread ends.
   *
   * <p>When this returns or throws, no process of the container is left. When this process dies
   * first, in whatever way, the kernel kills them.
   *
   * @param control lets other threads send signals to the command
   * @return how the command ended, also when it could not be started for want of an executable file
   * @throws IOException the environment does not allow the run, the message says what failed
   * @throws InterruptedException the calling thread was interrupted; the container has been killed
   */
  ExitStatus run(ContainerSpec spec, ContainerStreams streams, RunControl control)
      throws IOException, InterruptedException;

  /** As {@link #run(ContainerSpec, ContainerStreams, RunControl)}, for a run nobody controls. */
  default ExitStatus run(ContainerSpec spec, ContainerStreams streams)
      throws IOException, InterruptedException {
    return run(spec, streams, new RunControl());
  }
}
