package dev.varve.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The three standard streams of one command. Text is UTF-8 whatever the locale. Standard output is
 * buffered until {@link #flush}; standard error is not. Safe for use by several threads; what one
 * call prints stays together.
 */
public final class Console {
  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final Terminal terminal;
  private byte[] buffer = new byte[8192];
  private int used;

  /** Which of the standard streams is a terminal. */
  public record Terminal(boolean in, boolean out, boolean err) {
    public static final Terminal NONE = new Terminal(false, false, false);
  }

  public Console(InputStream in, OutputStream out, OutputStream err, Terminal terminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  public InputStream in() {
    return in;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** Prints on standard output. */
  public synchronized void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (used + bytes.length > buffer.length) {
      flush();
      if (bytes.length > buffer.length) {
        write(bytes, 0, bytes.length);
        return;
      }
    }
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
  }

  /** Prints a line on standard output. */
  public synchronized void line(String text) {
    print(text);
    print("\n");
  }

  /** Prints a line on standard error, where nobody may be listening: that is no reason to fail. */
  public void note(String text) {
    noteRaw(text + "\n");
  }

  /** Prints on standard error as it is: progress displays move the cursor with it. */
  public synchronized void noteRaw(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nothing is left to complain to.
    }
  }

  /** Writes out what {@link #print} has gathered. */
  public synchronized void flush() {
    int count = used;
    used = 0;
    write(buffer, 0, count);
  }

  private void write(byte[] bytes, int from, int count) {
    if (count == 0) {
      return;
    }
    try {
      out.write(bytes, from, count);
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Standard output for binary data, after all that was printed before. Not to be closed. */
  public OutputStream binary() {
    flush();
    return new OutputStream() {
      @Override
      public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) {
        Console.this.write(bytes, from, count);
      }
    };
  }

  /** Standard error as a stream. Not to be closed. */
  public OutputStream errors() {
    return new OutputStream() {
      @Override
      public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) {
        noteBytes(Arrays.copyOfRange(bytes, from, from + count));
      }
    };
  }

  private synchronized void noteBytes(byte[] bytes) {
    try {
      err.write(bytes);
      err.flush();
    } catch (IOException e) {
      // As in noteRaw.
    }
  }
}
