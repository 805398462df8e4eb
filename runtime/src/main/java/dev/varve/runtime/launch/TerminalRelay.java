package dev.varve.runtime.launch;

import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.PseudoTerminal;
import dev.varve.linux.Terminal;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.OutputSink;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A terminal for a container: a pair of the container's own devpts, whose other end is carried to
 * and from this process's streams. This process's terminal, if it has one, passes every key on
 * until this closes. So the container cannot reach the caller's terminal, only write to it.
 */
public final class TerminalRelay implements Streams {

  private static final int BUFFER = 16 * 1024;
  private static final Path NULL = Path.of("/dev/null");

  private final ContainerStreams streams;
  private final PseudoTerminal pair;
  private final FileHandle terminal;
  private final Optional<Terminal> own;
  private Optional<Terminal.Restorer> restorer = Optional.empty();
  private Optional<Thread> output = Optional.empty();

  private TerminalRelay(
      ContainerStreams streams, PseudoTerminal pair, FileHandle terminal, Optional<Terminal> own) {
    this.streams = streams;
    this.pair = pair;
    this.terminal = terminal;
    this.own = own;
  }

  /**
   * Makes a terminal.
   *
   * @param dev the container's {@code /dev}
   */
  public static TerminalRelay open(ContainerStreams streams, Path dev) throws IOException {
    PseudoTerminal pair = PseudoTerminal.open(dev.resolve("pts/ptmx"));
    try {
      Optional<Terminal> own = Terminal.of(0);
      return new TerminalRelay(streams, pair, pair.peer(), own);
    } catch (IOException e) {
      pair.close();
      throw e;
    }
  }

  /** The terminal's path in the container. */
  public String path() {
    return pair.terminal().toString();
  }

  @Override
  public GuardedProcess start(GuardedLaunch launch) throws IOException {
    resize();
    Redirect nothing = Redirect.from(NULL.toFile());
    GuardedProcess process = launch.start(nothing, Redirect.DISCARD, Redirect.DISCARD);
    if (own.isPresent()) {
      restorer = Optional.of(own.get().raw());
    }
    OutputSink sink = sink();
    output =
        Optional.of(Thread.ofPlatform().daemon().name("terminal output").start(() -> drain(sink)));
    Optional<InputStream> input = input();
    if (input.isPresent()) {
      InputStream from = input.get();
      Thread.ofPlatform().daemon().name("terminal input").start(() -> feed(from));
    }
    return process;
  }

  @Override
  public void resize() throws IOException {
    if (own.isPresent()) {
      Optional<Terminal.Size> size = own.get().size();
      if (size.isPresent()) {
        pair.settings().resize(size.get());
      }
    }
  }

  @Override
  public void close() throws IOException {
    // With this end closed and the container gone, reading ends once all has been read.
    terminal.close();
    output.ifPresent(StreamPumps::awaitEnd);
    if (restorer.isPresent()) {
      restorer.get().close();
    }
    pair.close();
  }

  private OutputSink sink() {
    return switch (streams) {
      case ContainerStreams.Captured captured -> captured.stdout();
      case ContainerStreams.Inherited() -> {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        yield (bytes, offset, length) -> {
          try {
            out.write(bytes, offset, length);
          } catch (IOException nobodyReads) {
            // The container writes on; what it says is lost, as with any closed terminal.
          }
        };
      }
    };
  }

  private Optional<InputStream> input() throws IOException {
    return switch (streams) {
      case ContainerStreams.Inherited() -> Optional.of(new FileInputStream(FileDescriptor.in));
      case ContainerStreams.Captured captured ->
          switch (captured.input()) {
            case ContainerStreams.Input.Empty() -> Optional.empty();
            case ContainerStreams.Input.Inherited() ->
                Optional.of(new FileInputStream(FileDescriptor.in));
            case ContainerStreams.Input.FromFile(Path file) ->
                Optional.of(Files.newInputStream(file));
            case ContainerStreams.Input.FromStream(InputStream stream) -> Optional.of(stream);
          };
    };
  }

  private void drain(OutputSink sink) {
    byte[] buffer = new byte[BUFFER];
    FileHandle master = pair.master();
    try {
      int count = master.read(buffer, 0, buffer.length);
      while (count > 0) {
        sink.write(buffer, 0, count);
        count = master.read(buffer, 0, buffer.length);
      }
    } catch (ErrnoException hungUp) {
      // EIO: nobody has the terminal open any more.
    } finally {
      sink.end();
    }
  }

  private void feed(InputStream from) {
    byte[] buffer = new byte[BUFFER];
    FileHandle master = pair.master();
    try {
      int count = from.read(buffer);
      while (count > 0) {
        master.write(buffer, 0, count);
        count = from.read(buffer);
      }
    } catch (IOException ended) {
      // The container is gone.
    }
  }
}
