package dev.varve.linux;

import java.nio.charset.StandardCharsets;

/** A file system being configured: fsopen(2), fsconfig(2), fsmount(2). */
final class FileSystemContext implements AutoCloseable {
  /** The kernel takes strings of up to 255 bytes. */
  static final int MAX_VALUE = 255;

  private static final int SET_FLAG = 0;
  private static final int SET_STRING = 1;
  private static final int CREATE = 6;
  private static final int CLOEXEC = 1;
  private static final int MAX_MESSAGES = 8;

  private final Fd fd;
  private final String subject;

  private FileSystemContext(Fd fd, String subject) {
    this.fd = fd;
    this.subject = subject;
  }

  /** Starts; ENOSYS before Linux 5.2. */
  static FileSystemContext open(String type, String target) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long name = scratch.string(FileNames.ascii(type));
    long result = Syscall.call(scratch, Numbers.FSOPEN, name, CLOEXEC);
    String subject = type + " on " + target;
    return new FileSystemContext(new Fd((int) Fd.check(result, "fsopen", subject)), subject);
  }

  /** Sets an option; an empty value is a flag. */
  void set(String key, String value) throws ErrnoException {
    set(key, value.getBytes(StandardCharsets.UTF_8));
  }

  void set(String key, byte[] value) throws ErrnoException {
    FileNames.checkText("fsconfig", value);
    Scratch scratch = Scratch.fresh();
    long name = scratch.string(key.getBytes(StandardCharsets.UTF_8));
    boolean flag = value.length == 0;
    long text = flag ? 0 : scratch.string(value);
    config(scratch, flag ? SET_FLAG : SET_STRING, name, text, key);
  }

  /** Makes the file system and attaches it at {@code target}. */
  void mount(byte[] target, int flags) throws ErrnoException {
    config(Scratch.fresh(), CREATE, 0, 0, "create");
    long result =
        Syscall.call(Scratch.fresh(), Numbers.FSMOUNT, fd.number("fsmount"), CLOEXEC, flags);
    if (result < 0) {
      throw failure("fsmount", result, "");
    }
    Fd mount = new Fd((int) result);
    try {
      MountCalls.attach(mount, target);
    } finally {
      mount.close();
    }
  }

  private void config(Scratch scratch, int command, long key, long value, String what)
      throws ErrnoException {
    long result =
        Syscall.call(scratch, Numbers.FSCONFIG, fd.number("fsconfig"), command, key, value, 0);
    if (result < 0) {
      throw failure("fsconfig", result, what);
    }
  }

  private ErrnoException failure(String call, long result, String what) throws ErrnoException {
    String log = log();
    String detail = what.isEmpty() || log.isEmpty() ? what + log : what + ": " + log;
    return new ErrnoException(call, (int) -result, subject, detail);
  }

  /** What the kernel explains: one message per read, with its level and a space in front. */
  private String log() throws ErrnoException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MAX_MESSAGES; i++) {
      Scratch scratch = Scratch.fresh();
      NativeBuffer buffer = scratch.value();
      long got = Syscall.call(scratch, Numbers.READ, fd.number("read"), buffer.address(), 4096);
      if (got <= 2) {
        break;
      }
      byte[] line = new byte[(int) got - 2];
      buffer.copyOut(2, line, 0, line.length);
      text.append(text.isEmpty() ? "" : "; ").append(FileNames.display(line).strip());
    }
    return text.toString();
  }

  @Override
  public void close() {
    fd.close();
  }
}
