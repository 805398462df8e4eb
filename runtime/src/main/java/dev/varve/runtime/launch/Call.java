package dev.varve.runtime.launch;

/** The system calls that a launcher makes, with their numbers. See syscalls(2). */
public enum Call {
  CAPSET(126, 91),
  CHDIR(80, 49),
  CLONE(56, 220),
  CLOSE(3, 57),
  CLOSE_RANGE(436, 436),
  DUP3(292, 24),
  EXECVE(59, 221),
  FCHOWN(93, 55),
  EXIT_GROUP(231, 94),
  GETPPID(110, 173),
  IOCTL(16, 29),
  KEYCTL(250, 219),
  MOUNT(165, 40),
  OPENAT(257, 56),
  PIPE2(293, 59),
  PIVOT_ROOT(155, 41),
  PPOLL(271, 73),
  PRCTL(157, 167),
  READ(0, 63),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  SECCOMP(317, 277),
  SETGROUPS(116, 159),
  SETHOSTNAME(170, 161),
  SETRESGID(119, 149),
  SETRESUID(117, 147),
  SETSID(112, 157),
  SOCKET(41, 198),
  UMASK(95, 166),
  UMOUNT2(166, 39),
  WAIT4(61, 260),
  WRITE(1, 64);

  private final int x86;
  private final int arm;

  Call(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }
}
