package dev.varve.runtime.launch;

/**
 * How a process ended, as wait(2) tells it.
 *
 * @param raw the status word
 */
public record WaitStatus(int raw) {

  /** The signal that ended it; 0 when it ended by itself. */
  public int signal() {
    return raw & 0x7f;
  }

  /** Its own exit status, or 128 + the signal, as a shell reports it. */
  public int code() {
    return signal() == 0 ? raw >> 8 & 0xff : 128 + signal();
  }
}
