package dev.varve.testkit.registry;

import java.util.function.Supplier;

/** Decides what is answered. Several threads may ask at once. */
@FunctionalInterface
public interface Reply {

  /**
   * The answer to a request. What it throws is answered with status 500 and thrown again when the
   * server is closed; it may block, and is interrupted then.
   *
   * @param request with as much of the body as was to be read
   * @param real handles the request as a registry does, each time it is called
   */
  Answer to(SeenRequest request, Supplier<Answer> real) throws Exception;
}
