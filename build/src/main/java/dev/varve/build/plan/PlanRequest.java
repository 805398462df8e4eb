package dev.varve.build.plan;

import dev.varve.dockerfile.Dockerfile;
import dev.varve.model.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What to plan.
 *
 * @param target name or number of the stage to build; the last one when empty
 * @param buildArgs values of {@code --build-arg}
 * @param labels values of {@code --label}, which win over the Dockerfile's
 */
public record PlanRequest(
    Dockerfile dockerfile,
    Optional<String> target,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    Platform platform) {

  public PlanRequest {
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** The predefined ARGs of the global scope (Dockerfile reference, "Automatic platform ARGs"). */
  Map<String, String> predefined() {
    Map<String, String> args = new LinkedHashMap<>();
    describe(args, "BUILD", Platform.host());
    describe(args, "TARGET", platform);
    args.put("TARGETSTAGE", target.orElse("default"));
    args.replaceAll((name, value) -> buildArgs.getOrDefault(name, value));
    return args;
  }

  private static void describe(Map<String, String> args, String prefix, Platform platform) {
    args.put(prefix + "PLATFORM", platform.toString());
    args.put(prefix + "OS", platform.os());
    args.put(prefix + "OSVERSION", platform.osVersion());
    args.put(prefix + "ARCH", platform.architecture());
    args.put(prefix + "VARIANT", platform.variant());
  }
}
