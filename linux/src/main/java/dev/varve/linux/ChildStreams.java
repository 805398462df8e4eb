package dev.varve.linux;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * The standard streams of a child: three descriptors for it, and for those that are pipes the other
 * ends. Closing closes what is the child's, and until {@link #keepOurs} our ends, too.
 */
final class ChildStreams implements AutoCloseable {
  private final int[] theirs = {0, 1, 2};
  private final Fd[] ours = {new Fd(-1), new Fd(-1), new Fd(-1)};
  private final List<Fd> opened = new ArrayList<>();
  private boolean kept;

  private ChildStreams() {}

  static ChildStreams open(List<Redirect> redirects) throws ErrnoException {
    ChildStreams streams = new ChildStreams();
    try {
      for (int i = 0; i < 3; i++) {
        streams.open(i, redirects.get(i));
      }
      return streams;
    } catch (ErrnoException e) {
      streams.close();
      throw e;
    }
  }

  private void open(int stream, Redirect redirect) throws ErrnoException {
    switch (redirect.type()) {
      case INHERIT -> theirs[stream] = stream;
      case READ -> take(stream, file(redirect, Numbers.O_RDONLY));
      case WRITE -> take(stream, file(redirect, Numbers.O_WRONLY));
      case PIPE -> pipe(stream);
      case APPEND -> throw new IllegalArgumentException("not for children: " + redirect);
    }
  }

  private static Fd file(Redirect redirect, int flags) throws ErrnoException {
    byte[] path = FileNames.bytes(redirect.file().toPath());
    return Fd.open(Numbers.AT_FDCWD, path, flags, 0, FileNames.display(path));
  }

  private void pipe(int stream) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int ends = scratch.reserve(8);
    long result = Syscall.call(scratch, Numbers.PIPE2, scratch.address(ends), Numbers.O_CLOEXEC);
    Fd.check(result, "pipe2", "");
    Fd reading = new Fd(scratch.intAt(ends));
    Fd writing = new Fd(scratch.intAt(ends + 4));
    boolean isInput = stream == 0;
    ours[stream] = isInput ? writing : reading;
    take(stream, isInput ? reading : writing);
  }

  /** Descriptors above 2, always: those up to there are open in this process. */
  private void take(int stream, Fd fd) throws ErrnoException {
    opened.add(fd);
    theirs[stream] = fd.number("dup3");
  }

  /** The descriptor that becomes the child's {@code stream}. */
  int theirs(int stream) {
    return theirs[stream];
  }

  OutputStream input() {
    return new PipeStreams.Output(ours[0]);
  }

  InputStream output() {
    return new PipeStreams.Input(ours[1]);
  }

  InputStream error() {
    return new PipeStreams.Input(ours[2]);
  }

  /** From now on our ends are closed by their streams. */
  void keepOurs() {
    kept = true;
  }

  @Override
  public void close() {
    opened.forEach(Fd::close);
    if (!kept) {
      for (Fd end : ours) {
        end.close();
      }
    }
  }
}
