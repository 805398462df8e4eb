package dev.varve.cli.command;

import dev.varve.build.plan.BaseImages;
import dev.varve.build.plan.BuildPlan;
import dev.varve.build.plan.PlanRequest;
import dev.varve.build.plan.Planner;
import dev.varve.dockerfile.Dockerfile;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.Instruction;
import dev.varve.model.ContainerConfig;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code --change} of {@code commit} and {@code import} does: the instructions of a Dockerfile
 * that only change the configuration.
 */
final class ConfigChanges {
  private static final String ALLOWED =
      "CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME,"
          + " WORKDIR";
  private static final Digest NOWHERE = Digest.sha256Of(new byte[0]);

  private ConfigChanges() {}

  /**
   * The configuration of {@code image} after {@code changes}.
   *
   * @throws VarveException with code USAGE for an instruction that does not exist or does more
   */
  static ContainerConfig apply(ImageConfig image, List<String> changes) throws IOException {
    if (changes.isEmpty()) {
      return image.config();
    }
    List<String> triggers = image.config().onBuild();
    // What the image does when it is built upon is not done now.
    ImageConfig quiet = image.withConfig(image.config().withOnBuild(List.of()));
    String text = "FROM image\n" + String.join("\n", changes) + "\n";
    BuildPlan plan;
    try {
      Dockerfile dockerfile = Dockerfile.parse(text.getBytes(StandardCharsets.UTF_8), "--change");
      check(dockerfile);
      BaseImages images = (_, _) -> Optional.of(new BaseImages.BaseImage("image", NOWHERE, quiet));
      plan =
          Planner.plan(
              new PlanRequest(dockerfile, Optional.empty(), Map.of(), Map.of(), image.platform()),
              images);
    } catch (DockerfileException e) {
      throw new VarveException(
          VarveException.Code.USAGE, "--change: " + e.getMessage(), "it takes " + ALLOWED, e);
    }
    // A build marks what its CMD says; a change made from outside does not.
    ContainerConfig changed =
        plan.target().image().config().withArgsEscaped(image.config().argsEscaped());
    List<String> all = new ArrayList<>(triggers);
    all.addAll(changed.onBuild());
    return all.isEmpty() ? changed : changed.withOnBuild(all);
  }

  private static void check(Dockerfile dockerfile) {
    if (dockerfile.stages().size() > 1) {
      throw refused("FROM");
    }
    for (Instruction instruction : dockerfile.stages().getFirst().instructions()) {
      String name = instruction.original().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
      if (!ALLOWED.contains(name)) {
        throw refused(name);
      }
    }
  }

  private static VarveException refused(String instruction) {
    return new VarveException(
        VarveException.Code.USAGE, "--change does not take " + instruction, "it takes " + ALLOWED);
  }
}
