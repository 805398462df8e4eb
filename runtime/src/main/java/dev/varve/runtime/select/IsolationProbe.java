package dev.varve.runtime.select;

import dev.varve.linux.Dir;
import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.launch.Architecture;
import dev.varve.runtime.launch.Call;
import dev.varve.runtime.launch.LauncherFile;
import dev.varve.runtime.launch.SyscallProgram;
import dev.varve.runtime.root.OverlayRootFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tries an isolation by running a container: its root holds one program, made here, that ends with
 * a status nothing else has. So the answer is what a real run will meet, not a guess.
 */
final class IsolationProbe {

  private static final int SIGNATURE = 42;

  private IsolationProbe() {}

  /**
   * Why the isolation does not work; empty when it does.
   *
   * @param directory an existing directory on the file system that roots will be on
   */
  static Optional<String> failure(Isolation isolation, Path directory) throws InterruptedException {
    StringBuilder output = new StringBuilder();
    try {
      Path work = Files.createTempDirectory(directory, "probe");
      try {
        ExitStatus status =
            PrivateMounts.call("probe of " + isolation.name(), () -> run(isolation, work, output));
        if (status.code() == SIGNATURE) {
          return Optional.empty();
        }
        return Optional.of(output.isEmpty() ? status.describe() : firstLine(output.toString()));
      } finally {
        try (Dir above = Dir.open(directory)) {
          above.deleteTree(String.valueOf(work.getFileName()).getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException | VarveException e) {
      return Optional.of(firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static ExitStatus run(Isolation isolation, Path work, StringBuilder output)
      throws IOException, InterruptedException {
    Path scratch = Files.createDirectory(work.resolve("scratch"));
    try (MountedRoot root = new OverlayRootFileSystem().mount(List.of(), work)) {
      SyscallProgram program = new SyscallProgram(Architecture.current());
      program.must("end", Call.EXIT_GROUP, SIGNATURE);
      LauncherFile.write(program, root.path().resolve("probe"));
      ContainerSpec spec =
          ContainerSpec.of("varve-" + work.getFileName(), root.path(), scratch, List.of("/probe"));
      return isolation.run(
          spec, ContainerStreams.lines(line -> {}, line -> output.append(line).append('\n')));
    }
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
