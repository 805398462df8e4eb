package dev.varve.linux;

/** How much of the processor and of disks a thread may claim. */
public final class Priority {
  private static final int PRIO_PROCESS = 0;
  private static final int IOPRIO_WHO_PROCESS = 1;
  private static final int IOPRIO_CLASS_IDLE = 3;
  private static final int IOPRIO_CLASS_SHIFT = 13;

  /** The nice value of those who wait for everybody else. */
  private static final int NICEST = 19;

  private Priority() {}

  /**
   * Lets the calling thread, and threads that it starts from now on, have what nobody else wants:
   * nice 19, and the disk when it is idle. There is no way back for an ordinary user. What the
   * kernel does not allow or know stays as it is.
   *
   * <p>Not SCHED_IDLE: on a busy machine such a thread may not run for seconds, and a JVM waits for
   * every thread before it collects garbage.
   */
  public static void lowest() {
    Scratch scratch = Scratch.fresh();
    // For both calls 0 is the calling thread, not its process.
    Syscall.call(scratch, Numbers.SETPRIORITY, PRIO_PROCESS, 0, NICEST);
    long idle = (long) IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT;
    Syscall.call(scratch, Numbers.IOPRIO_SET, IOPRIO_WHO_PROCESS, 0, idle);
  }
}
