package dev.varve.linux;

import java.util.Optional;

/** A terminal on a standard descriptor of this process. */
public final class Terminal {
  private static final int TCGETS = 0x5401;
  private static final int TCSETSW = 0x5403;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;

  /**
   * Bytes of the kernel's struct termios: four words of flags, the line discipline, 19 characters.
   */
  private static final int TERMIOS = 36;

  private static final int VTIME = 17 + 5;
  private static final int VMIN = 17 + 6;

  /** Columns and rows of characters. */
  public record Size(int columns, int rows) {}

  private final int fd;

  private Terminal(int fd) {
    this.fd = fd;
  }

  /**
   * The terminal that descriptor 0, 1 or 2 (or another) leads to; empty when it leads elsewhere.
   */
  public static Optional<Terminal> of(int fd) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(TERMIOS);
    long result = Syscall.call(scratch, Numbers.IOCTL, fd, TCGETS, scratch.address(buffer));
    return result < 0 ? Optional.empty() : Optional.of(new Terminal(fd));
  }

  /** Whether the descriptor leads to a terminal. */
  public static boolean isTerminal(int fd) throws ErrnoException {
    return of(fd).isPresent();
  }

  /** The size; empty when the terminal does not know. */
  public Optional<Size> size() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(8);
    long result = Syscall.call(scratch, Numbers.IOCTL, fd, TIOCGWINSZ, scratch.address(buffer));
    Fd.check(result, "ioctl TIOCGWINSZ", "");
    int packed = scratch.intAt(buffer);
    int rows = packed & 0xffff;
    int columns = packed >>> 16;
    return rows == 0 || columns == 0 ? Optional.empty() : Optional.of(new Size(columns, rows));
  }

  /** Sets the size; the foreground process group gets SIGWINCH when that is a change. */
  public void resize(Size size) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(8);
    scratch.putInt(buffer, (size.rows & 0xffff) | (size.columns << 16));
    scratch.putInt(buffer + 4, 0);
    long result = Syscall.call(scratch, Numbers.IOCTL, fd, TIOCSWINSZ, scratch.address(buffer));
    Fd.check(result, "ioctl TIOCSWINSZ", "");
  }

  /** What puts a terminal back as it was. */
  public static final class Restorer implements AutoCloseable {
    private final int fd;
    private final byte[] saved;

    private Restorer(int fd, byte[] saved) {
      this.fd = fd;
      this.saved = saved;
    }

    @Override
    public void close() throws ErrnoException {
      set(fd, saved);
    }
  }

  /** Passes every byte through as it comes: no echo, no lines, no signals from keys. */
  public Restorer raw() throws ErrnoException {
    byte[] saved = settings();
    byte[] raw = saved.clone();
    // As cfmakeraw(3).
    putInt(raw, 0, intAt(saved, 0) & ~02753);
    putInt(raw, 4, intAt(saved, 4) & ~01);
    putInt(raw, 8, (intAt(saved, 8) & ~0460) | 060);
    putInt(raw, 12, intAt(saved, 12) & ~0100113);
    raw[VTIME] = 0;
    raw[VMIN] = 1;
    set(fd, raw);
    return new Restorer(fd, saved);
  }

  /** Lines as before, but what is typed is not shown; only that a line has ended. */
  public Restorer silent() throws ErrnoException {
    byte[] saved = settings();
    byte[] silent = saved.clone();
    // ECHO off, ECHONL on.
    putInt(silent, 12, (intAt(saved, 12) & ~010) | 0100);
    set(fd, silent);
    return new Restorer(fd, saved);
  }

  private byte[] settings() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(TERMIOS);
    long result = Syscall.call(scratch, Numbers.IOCTL, fd, TCGETS, scratch.address(buffer));
    Fd.check(result, "ioctl TCGETS", "");
    byte[] termios = new byte[TERMIOS];
    scratch.copyOut(buffer, termios, 0, TERMIOS);
    return termios;
  }

  private static void set(int fd, byte[] termios) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(TERMIOS);
    scratch.copyIn(termios, 0, buffer, TERMIOS);
    long result = Syscall.call(scratch, Numbers.IOCTL, fd, TCSETSW, scratch.address(buffer));
    Fd.check(result, "ioctl TCSETSW", "");
  }

  private static int intAt(byte[] from, int at) {
    return (from[at] & 0xff)
        | ((from[at + 1] & 0xff) << 8)
        | ((from[at + 2] & 0xff) << 16)
        | ((from[at + 3] & 0xff) << 24);
  }

  private static void putInt(byte[] to, int at, int value) {
    for (int i = 0; i < 4; i++) {
      to[at + i] = (byte) (value >>> (8 * i));
    }
  }
}
