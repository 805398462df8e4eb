package dev.varve.linux;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Our ends of a child's pipes, which closing a stream closes. Without a pipe there is nothing to
 * read, and nobody who reads.
 */
final class PipeStreams {
  private PipeStreams() {}

  private static FileHandle handle(Fd fd) {
    return new FileHandle(fd, null, FileNames.ascii("pipe"));
  }

  private static boolean isOpen(Fd fd) {
    try {
      return fd.number("pipe") >= 0;
    } catch (ErrnoException closed) {
      return false;
    }
  }

  static final class Input extends InputStream {
    private final Fd fd;
    private final FileHandle file;

    Input(Fd fd) {
      this.fd = fd;
      this.file = handle(fd);
    }

    @Override
    public int read() throws ErrnoException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws ErrnoException {
      return isOpen(fd) ? file.read(to, offset, length) : -1;
    }

    @Override
    public void close() {
      fd.close();
    }
  }

  static final class Output extends OutputStream {
    private final Fd fd;
    private final FileHandle file;

    Output(Fd fd) {
      this.fd = fd;
      this.file = handle(fd);
    }

    @Override
    public void write(int b) throws ErrnoException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws ErrnoException {
      file.write(from, offset, length);
    }

    @Override
    public void close() {
      fd.close();
    }
  }
}
