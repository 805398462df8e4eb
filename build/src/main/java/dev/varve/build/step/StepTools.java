package dev.varve.build.step;

import dev.varve.build.event.StepInfo;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.Network;
import dev.varve.runtime.RootFileSystem;
import dev.varve.store.Store;
import java.io.IOException;

/**
 * What all steps of a build use.
 *
 * @param network what a RUN without {@code --network} gets
 */
public record StepTools(
    Store store,
    Roots roots,
    RootFileSystem rootFileSystem,
    IsolationChoice choice,
    Network network,
    Output output) {

  /** Finds the isolation when the first RUN needs it. */
  @FunctionalInterface
  public interface IsolationChoice {
    Isolation choose() throws IOException, InterruptedException;
  }

  /** Takes what the commands write. */
  @FunctionalInterface
  public interface Output {
    void line(StepInfo step, boolean error, String line);
  }

  Isolation isolation() throws IOException, InterruptedException {
    return choice.choose();
  }
}
