package dev.varve.linux;

import java.nio.file.Path;
import java.util.Optional;

/** A new pair of a terminal for a process and the end that drives it, see pty(7). */
public final class PseudoTerminal implements AutoCloseable {
  private static final int TIOCSPTLCK = 0x40045431;
  private static final int TIOCGPTN = 0x80045430;
  private static final int TIOCGPTPEER = 0x5441;

  private final Fd master;
  private final int number;

  private PseudoTerminal(Fd master, int number) {
    this.master = master;
    this.number = number;
  }

  /** Opens a free pair; it becomes nobody's controlling terminal. */
  public static PseudoTerminal open() throws ErrnoException {
    return open(Path.of("/dev/ptmx"));
  }

  /** Opens a free pair of another devpts than that at {@code /dev/pts}, by its {@code ptmx}. */
  public static PseudoTerminal open(Path multiplexer) throws ErrnoException {
    byte[] path = FileNames.bytes(multiplexer);
    int flags = Numbers.O_RDWR | Numbers.O_NOCTTY;
    Fd master = Fd.open(Numbers.AT_FDCWD, path, flags, 0, FileNames.display(path));
    try {
      Scratch scratch = Scratch.fresh();
      int word = scratch.reserve(8);
      scratch.putInt(word, 0);
      int fd = master.number("ioctl");
      long unlocked = Syscall.call(scratch, Numbers.IOCTL, fd, TIOCSPTLCK, scratch.address(word));
      Fd.check(unlocked, "ioctl TIOCSPTLCK", "/dev/ptmx");
      long named = Syscall.call(scratch, Numbers.IOCTL, fd, TIOCGPTN, scratch.address(word));
      Fd.check(named, "ioctl TIOCGPTN", "/dev/ptmx");
      return new PseudoTerminal(master, scratch.intAt(word));
    } catch (ErrnoException e) {
      master.close();
      throw e;
    }
  }

  /**
   * The terminal, opened here. As long as it is, reading from {@link #master()} waits instead of
   * failing with EIO when no process has it open.
   */
  public FileHandle peer() throws ErrnoException {
    int fd = master.number("ioctl");
    int flags = Numbers.O_RDWR | Numbers.O_NOCTTY;
    long peer = Syscall.call(Scratch.fresh(), Numbers.IOCTL, fd, TIOCGPTPEER, flags);
    Fd.check(peer, "ioctl TIOCGPTPEER", terminal().toString());
    return new FileHandle(new Fd((int) peer), null, FileNames.bytes(terminal()));
  }

  /** What the process opens as its terminal. */
  public Path terminal() {
    return Path.of("/dev/pts/" + number);
  }

  /** What the process writes can be read here, and what is written here it reads as typed. */
  public FileHandle master() {
    return new FileHandle(master, null, FileNames.ascii("/dev/ptmx"));
  }

  /** The settings of the pair. */
  public Terminal settings() throws ErrnoException {
    Optional<Terminal> terminal = Terminal.of(master.number("ioctl"));
    return terminal.orElseThrow(() -> new ErrnoException("ioctl", Errno.ENOTTY, "/dev/ptmx"));
  }

  @Override
  public void close() {
    master.close();
  }
}
