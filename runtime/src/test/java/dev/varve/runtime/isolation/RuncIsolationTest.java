package dev.varve.runtime.isolation;

import dev.varve.runtime.Isolation;
import dev.varve.runtime.select.Isolations;
import dev.varve.testkit.Requires;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

class RuncIsolationTest extends IsolationContract {

  @BeforeAll
  static void required() {
    Requires.command("runc");
  }

  @Override
  Isolation isolation() {
    try {
      return new Isolations(directory).select("runc");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
