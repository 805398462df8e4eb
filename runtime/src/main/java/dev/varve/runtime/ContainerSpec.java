package dev.varve.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One run of one command: everything an {@link Isolation} needs to know. Start with {@link #of} and
 * change what differs.
 *
 * @param id names the run in messages and to an OCI runtime; letters, digits, {@code _ . -}
 * @param root the mounted root file system, a directory of the calling thread's mount namespace
 * @param scratch an existing directory of the host that only this run uses; nothing in it outlives
 *     the run
 * @param args the command and its arguments; at least one
 * @param env {@code NAME=value} each, in order; entries without {@code =} are dropped
 * @param cwd working directory, absolute in the container; made when missing
 * @param user who the command runs as
 * @param network what of the network it sees
 * @param mounts what is laid over the root, besides {@code /proc}, {@code /sys}, {@code /dev} and
 *     the files that name hosts
 * @param hostname the host name it sees
 * @param tty whether its standard streams are a terminal
 * @param readOnlyRoot whether the root is mounted read-only
 * @param capabilities what its root user may do
 * @param maskedPaths absolute paths that read as empty
 * @param readOnlyPaths absolute paths that cannot be written
 */
public record ContainerSpec(
    String id,
    Path root,
    Path scratch,
    List<String> args,
    List<String> env,
    String cwd,
    ContainerUser user,
    Network network,
    List<ContainerMount> mounts,
    String hostname,
    boolean tty,
    boolean readOnlyRoot,
    Set<Capability> capabilities,
    List<String> maskedPaths,
    List<String> readOnlyPaths) {

  /** What of {@code /proc} and {@code /sys} Docker hides. */
  public static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  /** What of {@code /proc} Docker lets nobody write. */
  public static final List<String> READ_ONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  public ContainerSpec {
    if (id.isEmpty() || args.isEmpty()) {
      throw new IllegalArgumentException("a run needs an id and a command");
    }
    if (!cwd.startsWith("/")) {
      throw new IllegalArgumentException("the working directory is not absolute: " + cwd);
    }
    args = List.copyOf(args);
    env = List.copyOf(env);
    mounts = List.copyOf(mounts);
    capabilities = Set.copyOf(capabilities);
    maskedPaths = List.copyOf(maskedPaths);
    readOnlyPaths = List.copyOf(readOnlyPaths);
  }

  /**
   * A run of a command as root in {@code /} with Docker's defaults and an empty environment.
   *
   * @param scratch see {@link #scratch()}
   */
  public static ContainerSpec of(String id, Path root, Path scratch, List<String> args) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        List.of(),
        "/",
        ContainerUser.ROOT,
        Network.DEFAULT,
        List.of(),
        id,
        false,
        false,
        Capability.dockerDefaults(),
        MASKED_PATHS,
        READ_ONLY_PATHS);
  }
}
