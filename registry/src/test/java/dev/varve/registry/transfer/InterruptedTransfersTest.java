package dev.varve.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.registry.MadeImage;
import dev.varve.registry.Scene;
import dev.varve.store.Image;
import dev.varve.store.Store;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.Ending;
import dev.varve.testkit.registry.Rule;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class InterruptedTransfersTest {
  /** Much longer than it takes; much shorter than the client would wait for a silent server. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Just large enough to be kept in part. */
  private static final int LARGE = 9 << 20;

  @TempDir Path directory;
  private Scene scene;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    scene.close();
  }

  private void pull(TransferListener listener) throws Exception {
    new Puller(store, scene.registries(), listener)
        .pull(Scene.NAME, MadeImage.PLATFORM, Puller.Extent.ALL);
  }

  private Path partial(MadeImage image) {
    return directory.resolve("store/downloads").resolve(image.blob(0).hex());
  }

  private List<String> ranges(MadeImage image) {
    return scene.server().requests("GET", path -> path.endsWith(image.blob(0).toString())).stream()
        .map(request -> request.header("Range").orElse(""))
        .toList();
  }

  /** Interrupts what is running when a server has got so far. */
  private void assertEnds(Executable what, Rule rule, int requests) throws Exception {
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    what.execute();
                  } catch (Throwable e) {
                    ended.set(e);
                  }
                });
    rule.awaitUsed(requests);
    thread.interrupt();
    assertTrue(thread.join(PATIENCE), "it goes on");
    assertTrue(
        ended.get() instanceof InterruptedException
            || ended.get() instanceof InterruptedIOException,
        String.valueOf(ended.get()));
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (each.getName().startsWith("varve-transfer-")) {
        assertTrue(each.join(PATIENCE), each.getName() + " goes on");
      }
    }
  }

  @Test
  void pull_thatIsInterruptedInItsLayers_endsAtOnce() throws Exception {
    MadeImage image = MadeImage.compressed(50_000, 60_000, 70_000);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    Rule silent =
        scene
            .server()
            .on("GET", path -> path.contains("/blobs/") && !path.endsWith(config(image)))
            .change(answer -> answer.bodyCut(1000, Ending.STALL));
    assertEnds(() -> pull(TransferListener.NONE), silent, 3);
    assertEquals(List.of(), store.images().list());
  }

  private static String config(MadeImage image) {
    return Digest.sha256Of(image.config()).toString();
  }

  @Test
  void pull_thatIsInterruptedBeforeAnAnswer_endsAtOnce() throws Exception {
    Rule silent =
        scene
            .server()
            .on("GET", path -> path.contains("/manifests/"))
            .answer(Answer.none(Ending.STALL));
    assertEnds(() -> pull(TransferListener.NONE), silent, 1);
  }

  @Test
  void push_thatIsInterruptedInItsLayers_endsAtOnce() throws Exception {
    Image image = MadeImage.built(store, 3 << 20, 4 << 20);
    Rule silent =
        scene
            .server()
            .on("PUT", path -> path.contains("/uploads/"))
            .readingOnly(1000)
            .reply(
                (request, real) -> {
                  Thread.sleep(Long.MAX_VALUE);
                  return real.get();
                });
    assertEnds(
        () ->
            new Pusher(store, scene.registries(), TransferListener.NONE)
                .push(image, Scene.NAME, PushOptions.DEFAULT),
        silent,
        2);
    assertEquals(0, scene.sent("PUT", "/manifests/"));
  }

  /** Interrupts the thread that pulls as soon as so many bytes are there. */
  private static TransferListener interruptingAt(long bytes) {
    return (blob, stage, done, total) -> {
      if (stage == TransferListener.Stage.PULLING && done >= bytes) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void pull_ofALargeLayer_goesOnWhereItWasInterrupted() throws Exception {
    MadeImage image = MadeImage.plain(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    assertThrows(InterruptedIOException.class, () -> pull(interruptingAt(5 << 20)));
    assertTrue(Thread.interrupted());
    long kept = Files.size(partial(image));
    assertTrue(kept >= 5 << 20, kept + " bytes");
    pull(TransferListener.NONE);
    assertEquals(List.of("", "bytes=" + kept + "-"), ranges(image));
    assertTrue(store.layers().findHere(image.diffId(0)).isPresent());
    assertFalse(Files.exists(partial(image)));
  }

  @Test
  void pull_thatFailed_goesOnWhereItWas() throws Exception {
    MadeImage image = MadeImage.plain(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    scene
        .server()
        .on("GET", path -> path.endsWith(image.blob(0).toString()))
        .times(1)
        .change(answer -> answer.bodyCut(6 << 20, Ending.CLOSE));
    scene
        .server()
        .on("GET", path -> path.endsWith(image.blob(0).toString()))
        .times(1)
        .answer(Answer.status(403));
    scene.failure(UnavailableLayerException.class, () -> pull(TransferListener.NONE));
    long kept = Files.size(partial(image));
    pull(TransferListener.NONE);
    assertEquals("bytes=" + kept + "-", ranges(image).getLast());
    assertEquals(3, ranges(image).size());
  }

  @Test
  void partialDownload_thatIsWrong_isForgotten() throws Exception {
    MadeImage image = MadeImage.plain(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    Files.createDirectories(partial(image).getParent());
    Files.write(partial(image), new byte[1 << 20]);
    pull(TransferListener.NONE);
    assertEquals(List.of("bytes=1048576-", ""), ranges(image));
    assertFalse(Files.exists(partial(image)));
  }

  @Test
  void partialDownload_ofACompressedLayer_thatIsWrong_isForgotten() throws Exception {
    MadeImage image = MadeImage.compressed(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    Files.createDirectories(partial(image).getParent());
    byte[] wrong = image.blobs().getFirst().clone();
    Arrays.fill(wrong, 100, 5000, (byte) 0x55);
    Files.write(partial(image), Arrays.copyOf(wrong, 1 << 20));
    pull(TransferListener.NONE);
    assertEquals("", ranges(image).getLast());
    assertFalse(Files.exists(partial(image)));
  }

  @Test
  void partialDownload_thatIsTooLong_isForgotten() throws Exception {
    MadeImage image = MadeImage.plain(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    Files.createDirectories(partial(image).getParent());
    Files.write(partial(image), new byte[10 << 20]);
    pull(TransferListener.NONE);
    assertEquals(List.of(""), ranges(image));
  }

  @Test
  void layer_thatIsAlwaysWrong_isNotKeptInPart() throws Exception {
    MadeImage image = MadeImage.plain(LARGE);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
    scene
        .server()
        .on("GET", path -> path.endsWith(image.blob(0).toString()))
        .answer(Answer.status(200).body(new byte[image.blobs().getFirst().length]));
    scene.failure(UnavailableLayerException.class, () -> pull(TransferListener.NONE));
    assertFalse(Files.exists(partial(image)));
    assertEquals(1, ranges(image).size());
  }
}
