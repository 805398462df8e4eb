package dev.varve.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.build.context.BuildContext;
import dev.varve.build.context.ContextSelection;
import dev.varve.build.context.ContextSettings;
import dev.varve.build.context.ContextSource;
import dev.varve.build.context.ContextTree;
import dev.varve.build.context.DockerfileSource;
import dev.varve.build.context.Keying;
import dev.varve.linux.Dir;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A directory of files, a hundred to a directory, and a store that knows them from a build. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before any benchmark
public class SampleContext {
  /** How many files there are. */
  @Param({"10000"})
  public int files;

  private Path top;
  private Store store;

  /** By this clock, the files are old enough to be trusted. */
  private final Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  @Setup(Level.Trial)
  public void make() throws IOException, InterruptedException {
    top = Files.createTempDirectory("varve-bench");
    Random random = new Random(7);
    for (int i = 0; i < files; i++) {
      Path directory = root().resolve("package" + i / 100);
      if (i % 100 == 0) {
        Files.createDirectories(directory);
      }
      byte[] content = new byte[1024 + random.nextInt(4096)];
      random.nextBytes(content);
      Files.write(directory.resolve("file" + i + ".dat"), content);
    }
    Files.writeString(root().resolve("Dockerfile"), "FROM scratch\nCOPY . /\n");
    store = Store.open(top.resolve("store"), Clock.systemUTC());
    try (BuildContext context = open(true)) {
      key(context);
    }
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    store.close();
    try (Dir directory = Dir.open(top)) {
      directory.deleteTree("context".getBytes(UTF_8));
      directory.deleteTree("store".getBytes(UTF_8));
    }
    Files.delete(top);
  }

  /** The context's directory. */
  Path root() {
    return top.resolve("context");
  }

  /** A new build's view of the context, which nothing was asked of yet. */
  BuildContext open(boolean useIndex) throws IOException {
    return BuildContext.open(
        new ContextSource.Directory(root()),
        new DockerfileSource.Default(),
        new ContextSettings(store, later, useIndex));
  }

  /** What COPY of the whole context is known by. */
  static Digest key(BuildContext context) throws IOException, InterruptedException {
    ContextTree tree = context.tree();
    return new ContextSelection(tree, tree.select(".")).digest(Keying.MODES_AND_OWNERS);
  }
}
