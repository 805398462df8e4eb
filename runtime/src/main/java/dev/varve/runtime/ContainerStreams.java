package dev.varve.runtime;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where a container's standard input comes from and where its output goes. */
public sealed interface ContainerStreams {

  /** The container shares this process's own standard streams. */
  record Inherited() implements ContainerStreams {}

  /**
   * Output is taken by sinks.
   *
   * @param input what the container reads
   * @param stdout takes its standard output
   * @param stderr takes its standard error
   */
  record Captured(Input input, OutputSink stdout, OutputSink stderr) implements ContainerStreams {}

  /** What the container reads. */
  sealed interface Input {

    /** Nothing: end of file at once. */
    record Empty() implements Input {}

    /** This process's own standard input. */
    record Inherited() implements Input {}

    /** A file of the host. */
    record FromFile(Path file) implements Input {}

    /**
     * A stream, copied as the container reads and closed at its end. A read that blocks does not
     * keep the run from ending; it may then still take bytes that nobody gets.
     */
    record FromStream(InputStream stream) implements Input {}
  }

  /** This process's own streams. */
  static ContainerStreams inherited() {
    return new Inherited();
  }

  /** No input; each line of output, without its line end, goes to one of two consumers. */
  static ContainerStreams lines(Consumer<String> stdout, Consumer<String> stderr) {
    return new Captured(new Input.Empty(), new LineSink(stdout), new LineSink(stderr));
  }
}
