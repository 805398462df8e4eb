package dev.varve.linux;

import java.io.InputStream;
import java.io.OutputStream;

/** The streams over a {@link FileHandle}. */
final class FileStreams {
  private FileStreams() {}

  static final class Input extends InputStream {
    private final FileHandle file;

    Input(FileHandle file) {
      this.file = file;
    }

    @Override
    public int read() throws ErrnoException {
      byte[] one = new byte[1];
      return file.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws ErrnoException {
      return file.read(to, offset, length);
    }
  }

  static final class Output extends OutputStream {
    private final FileHandle file;

    Output(FileHandle file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws ErrnoException {
      file.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws ErrnoException {
      file.write(from, offset, length);
    }
  }
}
