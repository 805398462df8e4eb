package dev.varve.runtime.isolation;

import dev.varve.linux.Dir;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.LineSink;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.root.OverlayRootFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Runs of commands in a fresh root over one tree. */
final class Trial implements AutoCloseable {

  private final Isolation isolation;
  private final Path tree;
  private final Path work;
  private UnaryOperator<ContainerSpec> change = spec -> spec;
  private ContainerStreams.Input input = new ContainerStreams.Input.Empty();

  Trial(Isolation isolation, Path tree) throws IOException {
    this.isolation = isolation;
    this.tree = tree;
    this.work = Files.createTempDirectory(tree.resolveSibling("."), "run");
  }

  /** What came of a run. */
  record Result(ExitStatus status, String out, String err) {
    int code() {
      return status.code();
    }
  }

  Trial with(UnaryOperator<ContainerSpec> newChange) {
    change = newChange;
    return this;
  }

  Trial input(ContainerStreams.Input newInput) {
    input = newInput;
    return this;
  }

  Result sh(String script) throws IOException, InterruptedException {
    return run("sh", "-c", script);
  }

  Result run(String... command) throws IOException, InterruptedException {
    List<String> out = Collections.synchronizedList(new ArrayList<>());
    List<String> err = Collections.synchronizedList(new ArrayList<>());
    ContainerStreams streams =
        new ContainerStreams.Captured(input, new LineSink(out::add), new LineSink(err::add));
    ExitStatus status =
        PrivateMounts.call(
            "trial",
            () -> {
              Path scratch = Files.createDirectories(work.resolve("scratch"));
              try (MountedRoot root = new OverlayRootFileSystem().mount(List.of(tree), work)) {
                ContainerSpec spec =
                    ContainerSpec.of("trial", root.path(), scratch, List.of(command))
                        .withEnv(List.of("PATH=/bin"));
                return isolation.run(change.apply(spec), streams);
              }
            });
    return new Result(status, String.join("\n", out), String.join("\n", err));
  }

  /** What the runs wrote, as paths, sorted. */
  List<String> written() throws IOException {
    Path upper = work.resolve("upper");
    try (Stream<Path> files = Files.walk(upper)) {
      return files.skip(1).map(file -> upper.relativize(file).toString()).sorted().toList();
    }
  }

  Path upper() {
    return work.resolve("upper");
  }

  @Override
  public void close() throws IOException {
    try (Dir above = Dir.open(tree.resolveSibling("."))) {
      above.deleteTree(String.valueOf(work.getFileName()).getBytes(StandardCharsets.UTF_8));
    }
  }
}
