package dev.varve.runtime.launch;

import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.OutputSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/** Carries the standard streams of a launch between it and what the caller gave for them. */
public final class StreamPumps implements Streams {

  private static final int BUFFER = 64 * 1024;

  private final ContainerStreams streams;
  private final List<Thread> outputs = new ArrayList<>();

  public StreamPumps(ContainerStreams streams) {
    this.streams = streams;
  }

  @Override
  public GuardedProcess start(GuardedLaunch launch) throws IOException {
    return switch (streams) {
      case ContainerStreams.Inherited() ->
          launch.start(Redirect.INHERIT, Redirect.INHERIT, Redirect.INHERIT);
      case ContainerStreams.Captured(var input, var stdout, var stderr) -> {
        GuardedProcess process = launch.start(redirect(input), Redirect.PIPE, Redirect.PIPE);
        outputs.add(drain("stdout", process.output(), stdout));
        outputs.add(drain("stderr", process.error(), stderr));
        feed(input, process.input());
        yield process;
      }
    };
  }

  /** Output ends with the container, as nothing of that is left to hold the streams open. */
  @Override
  public void close() {
    outputs.forEach(StreamPumps::awaitEnd);
  }

  /** Waits for a thread that is about to end, whatever interrupts. */
  static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Redirect redirect(ContainerStreams.Input input) {
    return switch (input) {
      case ContainerStreams.Input.Empty() -> Redirect.from(new java.io.File("/dev/null"));
      case ContainerStreams.Input.Inherited() -> Redirect.INHERIT;
      case ContainerStreams.Input.FromFile(var file) -> Redirect.from(file.toFile());
      case ContainerStreams.Input.FromStream _ -> Redirect.PIPE;
    };
  }

  private static Thread drain(String name, InputStream from, OutputSink sink) {
    // The first virtual thread costs a process far more than two of these.
    return Thread.ofPlatform()
        .daemon()
        .name("container " + name)
        .start(
            () -> {
              byte[] buffer = new byte[BUFFER];
              try (from) {
                int count = from.read(buffer);
                while (count >= 0) {
                  sink.write(buffer, 0, count);
                  count = from.read(buffer);
                }
              } catch (IOException closedWhenKilled) {
                // Which is the end of the output, too.
                return;
              } finally {
                sink.end();
              }
            });
  }

  private static void feed(ContainerStreams.Input input, OutputStream to) {
    if (input instanceof ContainerStreams.Input.FromStream(InputStream from)) {
      Thread.ofPlatform()
          .daemon()
          .name("container stdin")
          .start(
              () -> {
                byte[] buffer = new byte[BUFFER];
                try (to) {
                  int count = from.read(buffer);
                  while (count >= 0) {
                    to.write(buffer, 0, count);
                    to.flush();
                    count = from.read(buffer);
                  }
                } catch (IOException readsNoMore) {
                  // The container is not interested in the rest.
                  return;
                }
              });
    }
  }
}
