package dev.varve.runtime;

import dev.varve.linux.Capability;
import java.nio.file.Path;
import java.util.EnumSet;
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
 * @param names the files that name hosts
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
    NameFiles names,
    boolean tty,
    boolean readOnlyRoot,
    Set<Capability> capabilities,
    List<String> maskedPaths,
    List<String> readOnlyPaths) {

  /** The fourteen capabilities that Docker gives to a container. */
  public static final Set<Capability> DOCKER_CAPABILITIES =
      Set.copyOf(
          EnumSet.of(
              Capability.CHOWN,
              Capability.DAC_OVERRIDE,
              Capability.FSETID,
              Capability.FOWNER,
              Capability.MKNOD,
              Capability.NET_RAW,
              Capability.SETGID,
              Capability.SETUID,
              Capability.SETFCAP,
              Capability.SETPCAP,
              Capability.NET_BIND_SERVICE,
              Capability.SYS_CHROOT,
              Capability.KILL,
              Capability.AUDIT_WRITE));

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
        NameFiles.forContainer(),
        false,
        false,
        DOCKER_CAPABILITIES,
        MASKED_PATHS,
        READ_ONLY_PATHS);
  }

  /** The same with another {@link #env}. */
  public ContainerSpec withEnv(List<String> env) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #cwd}. */
  public ContainerSpec withCwd(String cwd) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #user}. */
  public ContainerSpec withUser(ContainerUser user) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #network}. */
  public ContainerSpec withNetwork(Network network) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #mounts}. */
  public ContainerSpec withMounts(List<ContainerMount> mounts) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #hostname}. */
  public ContainerSpec withHostname(String hostname) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #names}. */
  public ContainerSpec withNames(NameFiles names) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #tty}. */
  public ContainerSpec withTty(boolean tty) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }

  /** The same with another {@link #readOnlyRoot}. */
  public ContainerSpec withReadOnlyRoot(boolean readOnlyRoot) {
    return new ContainerSpec(
        id,
        root,
        scratch,
        args,
        env,
        cwd,
        user,
        network,
        mounts,
        hostname,
        names,
        tty,
        readOnlyRoot,
        capabilities,
        maskedPaths,
        readOnlyPaths);
  }
}
