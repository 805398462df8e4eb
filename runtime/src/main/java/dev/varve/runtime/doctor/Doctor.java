package dev.varve.runtime.doctor;

import dev.varve.linux.Credentials;
import dev.varve.linux.Dir;
import dev.varve.linux.FileSystemInfo;
import dev.varve.linux.FileSystems;
import dev.varve.linux.IdMap;
import dev.varve.linux.MountPoint;
import dev.varve.linux.Namespaces;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.runtime.select.Isolations;
import dev.varve.runtime.select.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that running containers depends on. */
public final class Doctor {

  private static final long LITTLE_SPACE = 2L << 30;
  private static final long GIB = 1L << 30;
  private static final long ENOUGH_IDS = 65536;

  private final Path directory;
  private final List<Check> checks = new ArrayList<>();
  private String chosen = "";

  /**
   * A doctor for the containers of a store.
   *
   * @param directory an existing directory on the store's file system
   */
  public Doctor(Path directory) {
    this.directory = directory;
  }

  /** Looks at everything, trying what can be tried. */
  public List<Check> examine() throws IOException, InterruptedException {
    checks.clear();
    java();
    user();
    mounts();
    disk();
    cgroups();
    seccomp();
    isolations();
    return List.copyOf(checks);
  }

  private void java() {
    Runtime.Version version = Runtime.version();
    add("Java", Check.Grade.GOOD, version + " on " + System.getProperty("os.arch"));
    try {
      String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
      add("kernel", Check.Grade.NOTE, release);
    } catch (IOException e) {
      add("kernel", Check.Grade.BAD, "/proc cannot be read: " + e.getMessage());
    }
  }

  private void user() throws IOException {
    IdMap ids = Namespaces.uidMap();
    if (ids.isIdentity()) {
      boolean root = Credentials.effectiveUid() == 0;
      if (root) {
        add("user", Check.Grade.GOOD, "root");
      } else {
        add(
            "user",
            Check.Grade.BAD,
            "an ordinary user outside a user namespace: start varve with its launcher");
      }
    } else if (ids.size() >= ENOUGH_IDS) {
      add("user", Check.Grade.GOOD, "user namespace with " + ids.size() + " ids");
    } else {
      add(
          "user",
          Check.Grade.LESS,
          "user namespace with "
              + ids.size()
              + " id(s): files and processes of other users cannot be made; install uidmap and add"
              + " this account to /etc/subuid and /etc/subgid");
    }
  }

  private void mounts() throws InterruptedException {
    try {
      PrivateMounts.call("doctor", this::tryOverlay);
      add("overlay", Check.Grade.GOOD, "an overlay can be mounted in a mount namespace of its own");
    } catch (IOException e) {
      add("overlay", Check.Grade.BAD, "no overlay can be mounted: " + e.getMessage());
    }
  }

  private Path tryOverlay() throws IOException {
    Path work = Files.createTempDirectory(directory, "doctor");
    try (MountedRoot root = new OverlayRootFileSystem().mount(List.of(), work)) {
      return root.path();
    } finally {
      try (Dir above = Dir.open(directory)) {
        above.deleteTree(String.valueOf(work.getFileName()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void disk() throws IOException {
    FileSystemInfo info = FileSystems.of(directory);
    String space = info.availableBytes() / GIB + " GiB free on " + info.name();
    if (info.isNetwork() || info.isFuse()) {
      add("disk", Check.Grade.LESS, space + ": a local file system is faster and safer");
    } else if (info.availableBytes() < LITTLE_SPACE) {
      add("disk", Check.Grade.LESS, space + ": varve prune makes room");
    } else {
      add("disk", Check.Grade.GOOD, space);
    }
  }

  private void cgroups() throws IOException {
    boolean v1 = false;
    boolean v2 = false;
    for (MountPoint mount : MountPoint.all()) {
      v1 |= mount.type().equals("cgroup");
      v2 |= mount.type().equals("cgroup2");
    }
    String layout = v1 && v2 ? "hybrid (v1 and v2)" : v1 ? "v1" : v2 ? "v2" : "none mounted";
    add(
        "cgroups",
        Check.Grade.NOTE,
        layout
            + "; not needed: containers are given none, so that nothing can be left behind"
            + (v1 && v2 ? " (crun, which refuses hybrid ones, is not shown them)" : ""));
  }

  private void seccomp() {
    Path actions = Path.of("/proc/sys/kernel/seccomp/actions_avail");
    if (Files.exists(actions)) {
      add("seccomp", Check.Grade.GOOD, "Docker's default profile is loaded by every isolation");
    } else {
      add("seccomp", Check.Grade.BAD, "this kernel has no seccomp filters");
    }
  }

  private void isolations() throws IOException, InterruptedException {
    Isolations isolations = new Isolations(directory);
    for (String name : Isolations.NAMES) {
      Verdict verdict =
          isolations.verdict(name).outcome() == Verdict.Outcome.MISSING
              ? isolations.verdict(name)
              : isolations.attempt(name);
      isolation(verdict);
    }
    if (chosen.isEmpty()) {
      add("isolation", Check.Grade.BAD, "none works: no container can be run here");
    } else {
      add("isolation", Check.Grade.GOOD, "auto chooses " + chosen);
    }
  }

  private void isolation(Verdict verdict) {
    switch (verdict.outcome()) {
      case WORKS -> {
        add(verdict.name(), Check.Grade.GOOD, "works: " + verdict.detail());
        chosen = chosen.isEmpty() ? verdict.name() : chosen;
      }
      case FAILS -> add(verdict.name(), Check.Grade.BAD, "does not work: " + verdict.detail());
      case MISSING -> add(verdict.name(), Check.Grade.NOTE, verdict.detail());
    }
  }

  private void add(String what, Check.Grade grade, String finding) {
    checks.add(new Check(what, grade, finding));
  }
}
