package dev.varve.build.step;

import dev.varve.build.plan.PlannedStep;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A step of a Dockerfile that makes a layer on top of its first input. */
public sealed interface StepOperation extends Operation<Root> permits RunOperation, CopyOperation {
  /** Name of the part of a key that says what is done, apart from what it is done to. */
  String INSTRUCTION = "instruction";

  /** Name of the part of a key that stands for the root below. */
  String PARENT = "parent";

  /** Name of the part of a key that stands for the files that a COPY takes. */
  String FILES = "files";

  PlannedStep step();

  /** The flag that keeps this step from using the cache. */
  Optional<String> cacheSwitch();

  @Override
  default boolean ignoresCache() {
    return cacheSwitch().isPresent();
  }

  /** What is done, apart from its inputs: steps that agree in it may keep each other's layers. */
  static Digest instruction(CacheKey key) {
    StringBuilder text = new StringBuilder();
    for (CacheKey.Part part : key.parts()) {
      if (part.name().equals(INSTRUCTION)) {
        text.append(part.value());
      }
    }
    return Digest.sha256Of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
