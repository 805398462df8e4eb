package dev.varve.runtime.isolation;

import dev.varve.runtime.Isolation;
import dev.varve.runtime.builtin.BuiltinIsolation;

class BuiltinIsolationTest extends IsolationContract {

  @Override
  Isolation isolation() {
    return new BuiltinIsolation();
  }
}
