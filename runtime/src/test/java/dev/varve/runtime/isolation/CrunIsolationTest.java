package dev.varve.runtime.isolation;

import dev.varve.runtime.Isolation;
import dev.varve.runtime.select.Isolations;
import dev.varve.testkit.Requires;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

class CrunIsolationTest extends IsolationContract {

  @BeforeAll
  static void required() {
    Requires.command("crun");
  }

  @Override
  Isolation isolation() {
    try {
      return new Isolations(directory).select("crun");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
