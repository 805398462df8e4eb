package dev.varve.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.model.Digest;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A context's directory and a store beside it. */
final class ContextFixture implements AutoCloseable {
  final Path root;
  final Store store;

  /** By this clock, everything that the test has just written is old enough to be trusted. */
  final Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(30));

  ContextFixture(Path temp) throws IOException {
    root = Files.createDirectories(temp.resolve("context"));
    store = Store.open(temp.resolve("store"), Clock.systemUTC());
    file("Dockerfile", "FROM scratch\nCOPY . /\n");
  }

  Path file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.writeString(file, content);
  }

  BuildContext open() throws IOException {
    return open(later);
  }

  BuildContext open(Clock clock) throws IOException {
    return open(new DockerfileSource.Default(), new ContextSettings(store, clock, true));
  }

  BuildContext open(DockerfileSource dockerfile, ContextSettings settings) throws IOException {
    return BuildContext.open(new ContextSource.Directory(root), dockerfile, settings);
  }

  BuildContext stream(InputStream in, DockerfileSource dockerfile) throws IOException {
    ContextSettings settings = new ContextSettings(store, later, true);
    return BuildContext.open(new ContextSource.Stream(in), dockerfile, settings);
  }

  /** The key of some sources in a context of their own. */
  Digest key(Keying keying, String... sources) throws IOException, InterruptedException {
    try (BuildContext context = open()) {
      return selection(context, sources).digest(keying);
    }
  }

  Digest key(String... sources) throws IOException, InterruptedException {
    return key(Keying.MODES_AND_OWNERS, sources);
  }

  static ContextSelection selection(BuildContext context, String... sources)
      throws IOException, InterruptedException {
    ContextTree tree = context.tree();
    List<Source> found = new java.util.ArrayList<>();
    for (String source : sources) {
      found.addAll(tree.select(source));
    }
    return new ContextSelection(tree, found);
  }

  static List<String> paths(BuildContext context) throws IOException, InterruptedException {
    List<String> paths = new java.util.ArrayList<>();
    selection(context, ".").walk((_, _, entry) -> paths.add(entry.path().toString()));
    return paths;
  }

  static List<String> named(List<Source> sources) {
    return sources.stream().map(source -> source.named().toString()).toList();
  }

  static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  static byte[] b(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
