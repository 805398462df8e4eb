package dev.varve.build.step;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.LayerEntry;
import dev.varve.build.plan.PlannedStep;
import dev.varve.build.plan.StepEnvironment;
import dev.varve.build.solve.CacheKey;
import dev.varve.build.solve.Operation;
import dev.varve.dockerfile.RunBody;
import dev.varve.dockerfile.RunNetwork;
import dev.varve.linux.Dir;
import dev.varve.model.Platform;
import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerMount;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ContainerUser;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.NameFiles;
import dev.varve.runtime.Network;
import dev.varve.runtime.PrivateMounts;
import dev.varve.store.HeldTrees;
import dev.varve.store.Layer;
import dev.varve.store.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RUN: the command runs on an overlay of the layers below, and the overlay's upper directory
 * becomes the layer. It is sealed while what follows may already run.
 */
public final class RunOperation implements StepOperation {
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;

  private static final String FOREIGN =
      "install QEMU for it (Debian: qemu-user-static), or build it on such a machine";

  private final PlannedStep.RunStep step;
  private final Operation<Root> parent;
  private final Optional<String> cacheSwitch;
  private final StepTools tools;

  public RunOperation(
      PlannedStep.RunStep step,
      Operation<Root> parent,
      Optional<String> cacheSwitch,
      StepTools tools) {
    this.step = step;
    this.parent = parent;
    this.cacheSwitch = cacheSwitch;
    this.tools = tools;
  }

  @Override
  public PlannedStep.RunStep step() {
    return step;
  }

  @Override
  public Optional<String> cacheSwitch() {
    return cacheSwitch;
  }

  @Override
  public List<Operation<Root>> inputs() {
    return List.of(parent);
  }

  private Network network() {
    return step.network() == RunNetwork.DEFAULT
        ? tools.network()
        : switch (step.network()) {
          case NONE -> Network.NONE;
          case HOST -> Network.HOST;
          case DEFAULT -> Network.DEFAULT;
        };
  }

  @Override
  public Optional<CacheKey> key(List<Root> inputs) {
    StepEnvironment environment = step.environment();
    CacheKey.Builder key = StepKey.start("RUN", step.args());
    step.script().ifPresent(script -> key.add(INSTRUCTION, script.text()));
    StepKey.variables(key, environment);
    key.add("user", environment.user());
    key.add("cwd", environment.workingDir());
    key.add("network", network().name());
    key.add("platform", environment.platform().toString());
    StepKey.pending(key, environment);
    key.add(PARENT, inputs.getFirst().identity());
    return Optional.of(key.build());
  }

  @Override
  public Root perform(List<Root> inputs) throws IOException, InterruptedException {
    Platform platform = step.environment().platform();
    Optional<String> obstacle = ForeignPrograms.obstacle(platform);
    if (obstacle.isPresent()) {
      throw new StepFailure(
          step.range(),
          "RUN for " + platform + " cannot run on this machine: " + obstacle.get(),
          FOREIGN,
          null);
    }
    Root below = inputs.getFirst();
    List<Layer> layers = tools.roots().layers(below);
    ContainerUser user = user(layers);
    List<LayerEntry> missing = missing(below);
    try (Scratch.Directory work = tools.store().scratch().directory("run")) {
      Path writable = Files.createDirectory(work.path().resolve("overlay"));
      Path scratch = Files.createDirectory(work.path().resolve("scratch"));
      List<ContainerMount> mounts = script(work.path());
      Path[] upper = new Path[1];
      ExitStatus status =
          PrivateMounts.call(
              "run " + step.info().id(),
              () -> {
                try (MountedRoot root = mount(layers, writable)) {
                  upper[0] = root.upper();
                  makeDirectories(root.path(), missing);
                  ContainerSpec spec = spec(root.path(), scratch, user, mounts);
                  return tools.isolation().run(spec, streams());
                }
              });
      if (!status.success()) {
        throw failure(status);
      }
      Layer layer = tools.store().layers().stageTree(upper[0]);
      return below.with(Root.LayerRef.of(layer));
    }
  }

  private MountedRoot mount(List<Layer> layers, Path writable) throws IOException {
    try (HeldTrees trees = tools.store().layers().holdTrees(layers)) {
      return tools.rootFileSystem().mount(trees.paths(), writable);
    }
  }

  private List<LayerEntry> missing(Root below) throws IOException {
    StepEnvironment environment = step.environment();
    try {
      return tools.roots().missing(environment.pending(), below);
    } catch (ArchiveException e) {
      String where = "WORKDIR " + environment.workingDir() + ": ";
      throw new StepFailure(step.range(), where + e.getMessage(), null, e);
    }
  }

  private ContainerUser user(List<Layer> layers) throws IOException {
    String name = step.environment().user();
    try {
      return name.isEmpty()
          ? ContainerUser.ROOT
          : tools.roots().users(tools.roots().view(layers), layers).user(name);
    } catch (VarveException e) {
      throw new StepFailure(
          step.range(), "USER " + name + ": " + e.text(), e.hint().orElse(null), e);
    }
  }

  private ContainerStreams streams() {
    return ContainerStreams.lines(
        line -> tools.output().line(step.info(), false, line),
        line -> tools.output().line(step.info(), true, line));
  }

  private ContainerSpec spec(
      Path root, Path scratch, ContainerUser user, List<ContainerMount> mounts) {
    ContainerSpec base = ContainerSpec.of("build-" + step.info().id(), root, scratch, step.args());
    return new ContainerSpec(
        base.id(),
        root,
        scratch,
        step.args(),
        step.environment().toEnv(),
        step.environment().workingDir(),
        user,
        network(),
        mounts,
        "buildkitsandbox",
        NameFiles.forBuild(),
        false,
        false,
        base.capabilities(),
        base.maskedPaths(),
        base.readOnlyPaths());
  }

  /** A here-document with an interpreter of its own is a file that only this command sees. */
  private List<ContainerMount> script(Path work) throws IOException {
    if (step.script().isEmpty()) {
      return List.of();
    }
    RunBody.Script script = step.script().get();
    Path directory = Files.createDirectory(work.resolve("pipes"));
    Path file = directory.resolve(script.name());
    Files.write(file, script.content());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return List.of(new ContainerMount.Bind(directory, RunBody.Script.DIRECTORY, true));
  }

  private static void makeDirectories(Path root, List<LayerEntry> missing) throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    try (Dir top = Dir.open(root)) {
      for (LayerEntry entry : missing) {
        try (Dir above = top.openDirInRoot(entry.path().parent().toArray())) {
          byte[] name = entry.path().name();
          above.mkdir(name, entry.mode());
          above.chown(name, (int) entry.uid(), (int) entry.gid());
          above.chmod(name, entry.mode());
        }
      }
    }
  }

  private StepFailure failure(ExitStatus status) {
    List<String> shown = new ArrayList<>(step.args());
    return new StepFailure(
        step.range(),
        "process \""
            + String.join(" ", shown)
            + "\" did not complete successfully: "
            + status.describe(),
        hint(status.code()),
        null);
  }

  /** What a shell means by a status. */
  private static @Nullable String hint(int code) {
    return switch (code) {
      case CANNOT_EXECUTE -> "126 says that a program was found and could not be executed";
      case NOT_FOUND ->
          "127 says that a program was not found: install it in an earlier step, or look at PATH";
      default -> null;
    };
  }
}
