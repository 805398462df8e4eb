package dev.varve.registry;

import dev.varve.model.Reference;
import java.io.IOException;
import java.util.List;

/** Which servers to ask for a repository. Safe for use by several threads. */
public interface Endpoints {

  /**
   * Where to pull from, in the order in which they are to be tried: mirrors first, the registry
   * itself last.
   *
   * @throws dev.varve.model.VarveException if it is blocked, or the configuration cannot be used
   */
  List<Endpoint> forPull(Reference reference) throws IOException;

  /**
   * Where to push to: never a mirror.
   *
   * @throws dev.varve.model.VarveException as {@link #forPull}
   */
  Endpoint forPush(Reference reference) throws IOException;
}
