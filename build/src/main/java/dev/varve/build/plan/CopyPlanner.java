package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import dev.varve.build.plan.PlannedStep.CopyStep;
import dev.varve.build.plan.PlannedStep.Inline;
import dev.varve.build.plan.PlannedStep.Origin;
import dev.varve.build.plan.PlannedStep.Ownership;
import dev.varve.dockerfile.Add;
import dev.varve.dockerfile.Copy;
import dev.varve.dockerfile.Heredoc;
import dev.varve.dockerfile.Sources;
import dev.varve.dockerfile.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans COPY and ADD. */
final class CopyPlanner {
  private final Planner planner;
  private final StageScope scope;
  private final int stage;

  CopyPlanner(Planner planner, StageScope scope, int stage) {
    this.planner = planner;
    this.scope = scope;
    this.stage = stage;
  }

  CopyStep plan(Copy copy, StepInfo info) throws IOException {
    Unsupported.check(copy);
    return new CopyStep(
        info,
        copy.range(),
        scope.environment(),
        copy.from().isPresent() ? from(copy, copy.from().get()) : new Origin.Context(),
        copy.sources().paths(),
        inline(copy.sources()),
        destination(copy.destination()),
        new Ownership(copy.chown(), copy.chmod()),
        copy.parents(),
        copy.excludes(),
        false);
  }

  CopyStep plan(Add add, StepInfo info) {
    return new CopyStep(
        info,
        add.range(),
        scope.environment(),
        new Origin.Context(),
        add.sources().paths(),
        inline(add.sources()),
        destination(add.destination()),
        new Ownership(add.chown(), add.chmod()),
        false,
        add.excludes(),
        add.unpack().orElse(true));
  }

  private Origin from(Copy copy, String name) throws IOException {
    Optional<Stage> used = planner.request().dockerfile().copySource(copy);
    if (used.isPresent() && used.get().index() < stage) {
      return new Origin.Stage(planner.planned(used.get().index()).planned());
    }
    List<String> known = new ArrayList<>();
    for (Stage each : planner.request().dockerfile().stages()) {
      each.name().ifPresent(known::add);
    }
    return new Origin.Image(planner.images().require(name, copy.range(), known));
  }

  private String destination(String written) {
    return AbsolutePaths.resolveKeepingSlash(scope.workingDir(), written);
  }

  private static List<Inline> inline(Sources sources) {
    List<Inline> files = new ArrayList<>();
    for (Heredoc heredoc : sources.files()) {
      files.add(new Inline(heredoc.name(), heredoc.content()));
    }
    return files;
  }

  static String historyLine(Copy copy) {
    return line(
        copy.parents() ? "COPY --parents" : "COPY",
        new Ownership(copy.chown(), copy.chmod()),
        copy.sources(),
        copy.destination());
  }

  static String historyLine(Add add) {
    return line("ADD", new Ownership(add.chown(), add.chmod()), add.sources(), add.destination());
  }

  private static String line(
      String start, Ownership ownership, Sources sources, String destination) {
    StringBuilder line = new StringBuilder(start);
    ownership.chown().ifPresent(owner -> line.append(" --chown=").append(owner));
    ownership.chmod().ifPresent(mode -> line.append(" --chmod=").append(mode));
    sources.paths().forEach(path -> line.append(' ').append(path));
    sources.files().forEach(file -> line.append(" <<").append(file.name()));
    return line.append(' ').append(destination).toString();
  }
}
