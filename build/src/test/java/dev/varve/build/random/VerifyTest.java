package dev.varve.build.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.build.BuildRequest;
import dev.varve.build.Builder;
import dev.varve.build.context.ContextSource;
import dev.varve.build.context.DockerfileSource;
import dev.varve.model.Digest;
import dev.varve.store.Store;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that is asked to hash its layers again. */
class VerifyTest {
  @TempDir Path temp;

  @BeforeEach
  void write() throws IOException {
    Path context = Files.createDirectories(temp.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY data /\n");
    Files.writeString(context.resolve("data"), "all is well ".repeat(1000));
  }

  private BuildRequest request(boolean verify) {
    Path context = temp.resolve("context");
    BuildRequest plain =
        BuildRequest.of(
            new ContextSource.Directory(context), new DockerfileSource.Default(), "project");
    return new BuildRequest(
        plain.context(),
        plain.dockerfile(),
        plain.project(),
        Optional.empty(),
        plain.buildArgs(),
        plain.labels(),
        List.of(),
        false,
        plain.noCacheFilter(),
        plain.network(),
        plain.isolation(),
        plain.platform(),
        false,
        true,
        verify);
  }

  private static Digest build(Store store, BuildRequest request)
      throws IOException, InterruptedException {
    Builder builder =
        new Builder(
            store,
            Clock.systemUTC(),
            _ -> {
              throw new AssertionError("nothing is run");
            });
    return builder.build(request, _ -> {}).image().config().diffIds().getFirst();
  }

  @Test
  void build_of_cached_layer_that_is_damaged_fails_and_heals()
      throws IOException, InterruptedException {
    Digest diffId;
    try (Store store = Store.open(temp.resolve("store"), Clock.systemUTC())) {
      diffId = build(store, request(true));
    }
    Path blob = temp.resolve("store/blobs/sha256").resolve(diffId.hex());
    try (RandomAccessFile file = new RandomAccessFile(blob.toFile(), "rw")) {
      file.seek(Files.size(blob) / 2);
      file.write('X');
    }
    try (Store store = Store.open(temp.resolve("store"), Clock.systemUTC())) {
      assertEquals(diffId, build(store, request(false)), "nobody reads a cached layer");
      assertThrows(DamagedException.class, () -> build(store, request(true)));
    }
    try (Store store = Store.open(temp.resolve("store"), Clock.systemUTC())) {
      assertEquals(diffId, build(store, request(true)), "the step was performed again");
    }
  }
}
