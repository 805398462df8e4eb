package dev.varve.runtime.container;

import dev.varve.linux.FileLocks;
import dev.varve.runtime.ExitStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * A container that this process runs or changes: others see it as running and leave it alone until
 * it is closed or this process ends.
 */
public final class OpenContainer implements AutoCloseable {

  private final ContainerFiles files;
  private final Clock clock;
  private final FileLocks.Lock lock;
  private ContainerState state;

  OpenContainer(ContainerFiles files, Clock clock, FileLocks.Lock lock, ContainerState state) {
    this.files = files;
    this.clock = clock;
    this.lock = lock;
    this.state = state;
  }

  /** What is known of it now. */
  public ContainerState state() {
    return state;
  }

  /** The directory for {@code RootFileSystem.mount}. */
  public Path writable() {
    return files.directory();
  }

  /** A directory that only this run uses. */
  public Path scratch() throws IOException {
    return files.scratch();
  }

  /** Its log. */
  public ContainerLog log() throws IOException {
    return ContainerLog.append(files.log(), clock);
  }

  /** Records that its command is about to start. */
  public void started() throws IOException {
    save(
        new ContainerState.Run(
            ContainerState.Status.RUNNING, Optional.of(clock.instant()), Optional.empty(), 0, ""));
  }

  /** Records how its command ended. */
  public void finished(ExitStatus status) throws IOException {
    String error =
        switch (status.cause()) {
          case ExitStatus.Cause.Exited() -> "";
          case ExitStatus.Cause.Signalled _ -> "";
          case ExitStatus.Cause.OutOfMemory() -> "out of memory";
          case ExitStatus.Cause.NotStarted(String message) -> message;
        };
    save(
        new ContainerState.Run(
            ContainerState.Status.EXITED,
            state.run().started(),
            Optional.of(clock.instant()),
            status.code(),
            error));
  }

  private void save(ContainerState.Run run) throws IOException {
    state = state.with(run);
    files.write(state);
  }

  /** Lets go of it. One that is to be removed when done is. */
  @Override
  public void close() throws IOException {
    try {
      if (state.removeWhenDone()) {
        files.delete();
      }
    } finally {
      lock.close();
    }
  }
}
