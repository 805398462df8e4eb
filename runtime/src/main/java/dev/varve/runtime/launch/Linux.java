package dev.varve.runtime.launch;

/** Numbers of the kernel's interface, the same on every supported architecture. */
public final class Linux {

  public static final long AT_FDCWD = -100;
  public static final long O_WRONLY = 1;
  public static final long O_RDWR = 2;
  public static final long O_APPEND = 02000;
  public static final long O_CLOEXEC = 02000000;

  public static final long CLONE_NEWNS = 0x00020000L;
  public static final long CLONE_NEWUTS = 0x04000000L;
  public static final long CLONE_NEWIPC = 0x08000000L;
  public static final long CLONE_NEWPID = 0x20000000L;
  public static final long CLONE_NEWNET = 0x40000000L;

  public static final long SIGKILL = 9;
  public static final long SIGCHLD = 17;
  public static final long SIGSTOP = 19;
  public static final long SIG_SETMASK = 2;

  public static final long PR_SET_PDEATHSIG = 1;
  public static final long PR_CAPBSET_DROP = 24;
  public static final long PR_CAP_AMBIENT = 47;
  public static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;

  public static final long MS_RDONLY = 1;
  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;
  public static final long MS_REMOUNT = 32;
  public static final long MS_BIND = 4096;
  public static final long MS_REC = 16384;
  public static final long MNT_DETACH = 2;

  private Linux() {}
}
