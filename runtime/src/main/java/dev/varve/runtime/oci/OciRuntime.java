package dev.varve.runtime.oci;

import dev.varve.linux.FileSystems;
import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.runtime.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The runtimes that are known, and what is particular to each. Containers get no cgroup of their
 * own: that would have to be cleaned up, which nobody could do after a {@code kill -9}, and many
 * hosts let nobody make one. So each runtime is shown a {@code /sys/fs/cgroup}, in this mount
 * namespace alone, with which it goes without.
 */
public enum OciRuntime {
  /** Told to use none. It still looks at how cgroups are mounted and refuses a mixed setup. */
  CRUN("crun") {
    @Override
    void hideCgroups() throws IOException {
      if (Files.isDirectory(CGROUPS) && !FileSystems.of(CGROUPS).name().equals(CGROUP2)) {
        Mounts.tmpfs(CGROUPS, Set.of(MountFlag.READ_ONLY), Map.of("size", "4k"));
      }
    }

    @Override
    List<String> flags(Path scratch) {
      return List.of("--cgroup-manager=disabled", "--root=" + scratch.resolve("state"));
    }

    // It mounts the root once more and forgets the restrictions of the mount.
    @Override
    boolean losesRestrictions() {
      return true;
    }
  },

  /** Goes without where it works rootless and cannot write them. */
  RUNC("runc") {
    @Override
    void hideCgroups() throws IOException {
      if (Files.isDirectory(CGROUPS)) {
        Mounts.restrict(CGROUPS, Set.of(MountFlag.READ_ONLY), true);
      }
    }

    @Override
    List<String> flags(Path scratch) {
      return List.of("--rootless=true", "--root=" + scratch.resolve("state"));
    }
  };

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final String CGROUP2 = "0x63677270";

  private final String program;

  OciRuntime(String program) {
    this.program = program;
  }

  /** The name of its executable. */
  public String program() {
    return program;
  }

  /** Changes what the calling thread's mount namespace shows of cgroups. */
  abstract void hideCgroups() throws IOException;

  /** Global flags. */
  abstract List<String> flags(Path scratch);

  /** Whether the root's {@code nodev} must be set again once the runtime has mounted it. */
  boolean losesRestrictions() {
    return false;
  }

  /** The whole command that runs a container. */
  List<String> command(Path executable, ContainerSpec spec, Path scratch) {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(flags(scratch));
    command.add("--log=" + scratch.resolve("log"));
    command.add("--log-format=json");
    command.add("run");
    command.add("--bundle=" + scratch);
    command.add(spec.id());
    return command;
  }
}
