package dev.varve.build.step;

import dev.varve.build.event.StepInfo;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.Network;
import dev.varve.runtime.RootFileSystem;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.Optional;

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
    Output output,
    Previous previous) {

  /** Finds the isolation when the first RUN needs it. */
  @FunctionalInterface
  public interface IsolationChoice {
    Isolation choose() throws IOException, InterruptedException;
  }

  /** Finds the layer that a step made in the last build. */
  @FunctionalInterface
  public interface Previous {
    Optional<Layer> layer(StepInfo step) throws IOException;
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
