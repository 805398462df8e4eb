package dev.varve.runtime.root;

import dev.varve.linux.IdMap;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.linux.Namespaces;
import dev.varve.runtime.ContainerMount;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays over a root what every container has, whatever the isolation: {@code /dev} with the standard
 * devices, the files that name hosts, and the mounts of the spec. What must be mounted from inside
 * the container's namespaces ({@code /proc}, {@code /sys} with a network of its own, {@code
 * /dev/mqueue}) is left to the isolation.
 *
 * <p>Nothing that a container can write lets it open a device: all of it is {@code nodev} but the
 * standard devices themselves.
 */
public final class ContainerRoot {

  private static final Set<MountFlag> DATA = Set.of(MountFlag.NOSUID, MountFlag.NODEV);
  private static final Set<MountFlag> DATA_ONLY =
      Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC);

  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");

  private static final Map<String, String> LINKS =
      Map.of(
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2",
          "ptmx", "pts/ptmx");

  private static final int TTY_GROUP = 5;

  private final ContainerSpec spec;
  private final Path root;

  private ContainerRoot(ContainerSpec spec) {
    this.spec = spec;
    this.root = spec.root();
  }

  /**
   * What was found out on the way.
   *
   * @param cwd the working directory without links
   * @param command what will be executed, or why nothing can be
   * @param bindsSys whether {@code /sys} is there already
   */
  public record Prepared(String cwd, CommandLookup command, boolean bindsSys) {}

  /**
   * Prepares the root of a run, in the calling thread's mount namespace.
   *
   * @param scratch a directory in memory, for files that only this run has
   * @throws IOException something cannot be mounted, or a mount point is not what it should be
   */
  public static Prepared prepare(ContainerSpec spec, Path scratch) throws IOException {
    return new ContainerRoot(spec).prepare(scratch);
  }

  private Prepared prepare(Path scratch) throws IOException {
    devices();
    boolean bindsSys = system();
    try (InsideRoot inside = InsideRoot.open(root)) {
      new NameFileMounts(spec, inside, scratch).mount();
      List<ContainerMount> mounts = new ArrayList<>(spec.mounts());
      mounts.sort((a, b) -> a.target().compareTo(b.target()));
      for (ContainerMount mount : mounts) {
        mount(inside, mount);
      }
    }
    // Opened anew: what is mounted now shows in it.
    try (InsideRoot inside = InsideRoot.open(root)) {
      String cwd = inside.makeDirectory(spec.cwd()).path();
      CommandLookup command = CommandLookup.find(inside, spec, cwd);
      if (spec.readOnlyRoot()) {
        Mounts.restrict(root, Set.of(MountFlag.READ_ONLY), false);
      }
      return new Prepared(cwd, command, bindsSys);
    }
  }

  private void devices() throws IOException {
    Path dev = root.resolve("dev");
    Mounts.tmpfs(dev, DATA, Map.of("mode", "755", "size", "65536k"));
    for (String name : DEVICES) {
      Path target = Files.createFile(dev.resolve(name));
      Mounts.bind(Path.of("/dev", name), target, false, false);
    }
    for (Map.Entry<String, String> link : LINKS.entrySet()) {
      Files.createSymbolicLink(dev.resolve(link.getKey()), Path.of(link.getValue()));
    }
    Path pts = directory(dev.resolve("pts"));
    Map<String, String> options = new LinkedHashMap<>();
    options.put("newinstance", "");
    options.put("ptmxmode", "0666");
    options.put("mode", "0620");
    if (Namespaces.gidMap().contains(TTY_GROUP)) {
      options.put("gid", Integer.toString(TTY_GROUP));
    }
    Mounts.fileSystem("devpts", pts, Set.of(MountFlag.NOSUID, MountFlag.NOEXEC), options);
    Mounts.tmpfs(
        directory(dev.resolve("shm")), DATA_ONLY, Map.of("mode", "1777", "size", "65536k"));
    directory(dev.resolve("mqueue"));
    if (spec.tty()) {
      Files.createFile(dev.resolve("console"));
    }
  }

  /**
   * A sysfs shows the network devices of its maker, so the kernel lets a user namespace make one
   * only with a network namespace of its own. Otherwise the host's is shown.
   */
  private boolean system() throws IOException {
    IdMap ids = Namespaces.uidMap();
    if (ids.isIdentity() || spec.network() == Network.NONE) {
      return false;
    }
    Path sys = root.resolve("sys");
    Mounts.bind(Path.of("/sys"), sys, true, true);
    Mounts.restrict(sys, DATA_ONLY, true);
    return true;
  }

  private void mount(InsideRoot inside, ContainerMount mount) throws IOException {
    switch (mount) {
      case ContainerMount.Bind(Path source, String target, boolean readOnly) -> {
        if (!Files.exists(source)) {
          throw new IOException("cannot mount " + source + " at " + target + ": it does not exist");
        }
        InsideRoot.Place place =
            Files.isDirectory(source) ? inside.makeDirectory(target) : inside.makeFile(target);
        Path path = inside.onHost(place);
        Mounts.bind(source.toRealPath(), path, readOnly, true);
        Mounts.restrict(path, Set.of(MountFlag.NODEV), true);
      }
      case ContainerMount.Tmpfs(String target, long size, int mode) -> {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("mode", Integer.toOctalString(mode));
        if (size > 0) {
          options.put("size", Long.toString(size));
        }
        Mounts.tmpfs(inside.onHost(inside.makeDirectory(target)), DATA_ONLY, options);
      }
    }
  }

  private static Path directory(Path path) throws IOException {
    Files.createDirectory(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
