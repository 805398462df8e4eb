package dev.varve.linux;

/** New processes, through the JNI method that {@link GateLibrary} describes. */
final class SpawnGate {
  private SpawnGate() {}

  /**
   * Executes a file in a child of the calling thread, with all signals blocked.
   *
   * @param path address of its path
   * @param argv address of the addresses of its arguments, with a null behind them
   * @param envp the same of its environment
   * @param files address of three descriptors that become its 0, 1 and 2
   * @param work address of 24 bytes: eight of ones, eight of anything, eight of zeros
   * @return the child's process id, or a negated errno of clone(2), dup3(2) or execve(2)
   */
  static native long start(long path, long argv, long envp, long files, long work);
}
