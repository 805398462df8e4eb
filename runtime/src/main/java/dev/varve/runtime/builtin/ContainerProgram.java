package dev.varve.runtime.builtin;

import dev.varve.linux.Capability;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.Network;
import dev.varve.runtime.launch.Call;
import dev.varve.runtime.launch.ContainerEnvironment;
import dev.varve.runtime.launch.GuardedLaunch;
import dev.varve.runtime.launch.Linux;
import dev.varve.runtime.launch.SyscallProgram;
import dev.varve.runtime.root.ContainerRoot;
import dev.varve.runtime.seccomp.SeccompFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a container's first process does between its birth and its command, as a program for the
 * launcher. The order matters: mounts while the host is in sight; the seccomp filter while there
 * still is the privilege to load it (it lets pass what comes after it); identity last.
 */
final class ContainerProgram {

  /** The call that executes the command; its failure is the command's, not ours. */
  static final String EXECUTE = "execute the command";

  private static final int HIGHEST_SIGNAL = 64;
  private static final int HIGHEST_CAPABILITY = 63;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int TIOCSCTTY = 0x540e;
  private static final int IFF_UP_RUNNING = 0x41;
  private static final int MODE_MASK = 0022;

  /** Descriptors 0 to 2 are the container's and 3 is the report: the next to be opened is 4. */
  private static final int NEXT_FD = 4;

  private static final long DATA_ONLY = Linux.MS_NOSUID | Linux.MS_NODEV | Linux.MS_NOEXEC;

  private final ContainerSpec spec;
  private final SyscallProgram program;
  private final boolean setsGroups;
  private final String terminal;

  /**
   * Adds to a program.
   *
   * @param setsGroups whether the kernel allows setgroups(2) here
   * @param terminal what becomes the standard streams, as a path of the container; empty if they
   *     stay as they are
   */
  ContainerProgram(
      ContainerSpec spec, SyscallProgram program, boolean setsGroups, String terminal) {
    this.spec = spec;
    this.program = program;
    this.setsGroups = setsGroups;
    this.terminal = terminal;
  }

  /** Adds everything: the container's birth, its setup, its command, and the wait for its end. */
  void addTo(GuardedLaunch launch, ContainerRoot.Prepared prepared, String command) {
    SyscallProgram.Label parent = new SyscallProgram.Label();
    long flags = Linux.CLONE_NEWNS | Linux.CLONE_NEWPID | Linux.CLONE_NEWIPC | Linux.CLONE_NEWUTS;
    if (spec.network() == Network.NONE) {
      flags |= Linux.CLONE_NEWNET;
    }
    program.branch(
        parent, "make the container's namespaces", Call.CLONE, flags | Linux.SIGCHLD, 0, 0, 0, 0);
    byte[] name = spec.hostname().getBytes(StandardCharsets.UTF_8);
    program.must("set the host name", Call.SETHOSTNAME, program.bytes(name), name.length);
    if (spec.network() == Network.NONE) {
      loopback();
    }
    fileSystems(prepared.bindsSys());
    enterRoot(prepared.cwd());
    if (!terminal.isEmpty()) {
      takeTerminal();
    }
    signals();
    restrictPrivileges();
    identity();
    execute(command);
    program.place(parent);
    launch.reportCommand("wait for the command");
  }

  private void loopback() {
    program.expect(NEXT_FD, "open a socket", Call.SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0);
    byte[] request = new byte[40];
    request[0] = 'l';
    request[1] = 'o';
    request[16] = IFF_UP_RUNNING;
    program.must(
        "bring up the loopback interface",
        Call.IOCTL,
        NEXT_FD,
        SIOCSIFFLAGS,
        program.bytes(request));
    program.must("close the socket", Call.CLOSE, NEXT_FD);
  }

  private void fileSystems(boolean bindsSys) {
    mount("proc", "/proc", DATA_ONLY);
    if (!bindsSys) {
      mount("sysfs", "/sys", DATA_ONLY | Linux.MS_RDONLY);
    }
    mount("mqueue", "/dev/mqueue", DATA_ONLY);
    for (String path : spec.readOnlyPaths()) {
      if (Files.exists(Path.of(path))) {
        readOnly(path);
      }
    }
    for (String path : spec.maskedPaths()) {
      if (Files.isDirectory(Path.of(path))) {
        maskDirectory(path);
      } else if (Files.exists(Path.of(path))) {
        maskFile(path);
      }
    }
  }

  private void mount(String type, String target, long flags) {
    long name = program.string(type);
    program.must(
        "mount " + type + " at " + target, Call.MOUNT, name, inRoot(target), name, flags, 0);
  }

  private void readOnly(String path) {
    long target = inRoot(path);
    program.must("bind " + path, Call.MOUNT, target, target, 0, Linux.MS_BIND | Linux.MS_REC, 0);
    long flags = Linux.MS_BIND | Linux.MS_REMOUNT | Linux.MS_RDONLY | DATA_ONLY;
    program.must("make " + path + " read-only", Call.MOUNT, 0, target, 0, flags, 0);
  }

  private void maskFile(String path) {
    program.must(
        "mask " + path, Call.MOUNT, inRoot("/dev/null"), inRoot(path), 0, Linux.MS_BIND, 0);
  }

  private void maskDirectory(String path) {
    long type = program.string("tmpfs");
    program.must(
        "mask " + path,
        Call.MOUNT,
        type,
        inRoot(path),
        type,
        DATA_ONLY | Linux.MS_RDONLY,
        program.string("size=4k,nr_inodes=2,mode=755"));
  }

  private long inRoot(String path) {
    return program.string(spec.root() + path);
  }

  /** See pivot_root(2): the old root is put over the new one and taken away. */
  private void enterRoot(String cwd) {
    long here = program.string(".");
    program.must("enter the root", Call.CHDIR, program.string(spec.root().toString()));
    program.must("change the root", Call.PIVOT_ROOT, here, here);
    program.must("leave the host's root", Call.UMOUNT2, here, Linux.MNT_DETACH);
    program.must("enter the working directory", Call.CHDIR, program.string(cwd));
    program.attempt(Call.UMASK, MODE_MASK);
  }

  /** See setsid(2) and tty_ioctl(4): the leader of a new session takes its controlling terminal. */
  private void takeTerminal() {
    program.must("begin a session", Call.SETSID);
    program.expect(
        NEXT_FD,
        "open the terminal",
        Call.OPENAT,
        Linux.AT_FDCWD,
        program.string(terminal),
        Linux.O_RDWR);
    program.must("take the terminal", Call.IOCTL, NEXT_FD, TIOCSCTTY, 0);
    program.must("own the terminal", Call.FCHOWN, NEXT_FD, spec.user().uid(), -1);
    for (int fd = 0; fd <= 2; fd++) {
      program.must("use the terminal", Call.DUP3, NEXT_FD, fd, 0);
    }
    program.must("close the terminal", Call.CLOSE, NEXT_FD);
  }

  /** What this process ignores or blocks must not be inherited. */
  private void signals() {
    long defaults = program.longs(0, 0, 0, 0);
    for (int signal = 1; signal <= HIGHEST_SIGNAL; signal++) {
      if (signal != Linux.SIGKILL && signal != Linux.SIGSTOP) {
        program.must("reset signals", Call.RT_SIGACTION, signal, defaults, 0, 8);
      }
    }
    program.must("unblock signals", Call.RT_SIGPROCMASK, Linux.SIG_SETMASK, program.longs(0), 0, 8);
  }

  private void restrictPrivileges() {
    program.attempt(Call.KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0);
    long bits = bits();
    for (int capability = 0; capability <= HIGHEST_CAPABILITY; capability++) {
      if ((bits >>> capability & 1) == 0) {
        // EINVAL for those that this kernel does not know.
        program.attempt(Call.PRCTL, Linux.PR_CAPBSET_DROP, capability);
      }
    }
    program.attempt(Call.PRCTL, Linux.PR_CAP_AMBIENT, Linux.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    byte[] filter = SeccompFilter.dockerDefault(program.architecture(), spec.capabilities());
    long instructions = program.bytes(filter);
    long count = filter.length / SeccompFilter.INSTRUCTION_SIZE;
    program.must(
        "load the seccomp filter",
        Call.SECCOMP,
        SECCOMP_SET_MODE_FILTER,
        0,
        program.longs(count, instructions));
  }

  private void identity() {
    if (setsGroups) {
      List<Integer> groups = spec.user().groups();
      int[] ids = new int[groups.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = groups.get(i);
      }
      program.must("set the groups", Call.SETGROUPS, ids.length, program.ints(ids));
    }
    long gid = spec.user().gid();
    long uid = spec.user().uid();
    program.must("set the group id", Call.SETRESGID, gid, gid, gid);
    program.must("set the user id", Call.SETRESUID, uid, uid, uid);
    // A change from root to another user has taken all capabilities away; root keeps its own.
    long effective = uid == 0 ? bits() : 0;
    int low = (int) effective;
    int high = (int) (effective >>> 32);
    program.must(
        "set the capabilities",
        Call.CAPSET,
        program.ints(CAPABILITY_VERSION_3, 0),
        program.ints(low, low, 0, high, high, 0));
  }

  private void execute(String command) {
    program.attempt(Call.CLOSE_RANGE, 3, 0xffffffffL, CLOSE_RANGE_CLOEXEC);
    program.must(
        EXECUTE,
        Call.EXECVE,
        program.string(command),
        program.strings(spec.args()),
        program.strings(ContainerEnvironment.of(spec)));
  }

  private long bits() {
    long bits = 0;
    for (Capability capability : spec.capabilities()) {
      bits |= 1L << capability.number();
    }
    return bits;
  }
}
