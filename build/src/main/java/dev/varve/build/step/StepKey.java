package dev.varve.build.step;

import dev.varve.build.plan.PendingDirectory;
import dev.varve.build.plan.StepEnvironment;
import dev.varve.build.solve.CacheKey;
import java.util.ArrayList;
import java.util.List;

/** The parts of a key that several kinds of steps have. */
final class StepKey {
  private StepKey() {}

  static CacheKey.Builder start(String kind, List<String> instruction) {
    List<String> all = new ArrayList<>();
    all.add(kind);
    all.addAll(instruction);
    return new CacheKey.Builder().add(StepOperation.INSTRUCTION, all);
  }

  static void pending(CacheKey.Builder key, StepEnvironment environment) {
    if (!environment.pending().isEmpty()) {
      List<String> pending = new ArrayList<>();
      for (PendingDirectory each : environment.pending()) {
        pending.add(each.path());
        pending.add(each.owner());
      }
      key.add("workdir", pending);
    }
  }

  /** Every variable by its own name, so that a change can be told. */
  static void variables(CacheKey.Builder key, StepEnvironment environment) {
    for (StepEnvironment.Variable variable : environment.variables()) {
      key.add((variable.argument() ? "arg:" : "env:") + variable.name(), variable.value());
    }
  }
}
