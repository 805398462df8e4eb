package dev.varve.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.CuttingRelay;
import dev.varve.registry.MadeImage;
import dev.varve.registry.RealRegistry;
import dev.varve.registry.client.Registries;
import dev.varve.registry.transfer.TransferListener.Stage;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.testkit.Requires;
import dev.varve.testkit.registry.DockerRegistry;
import dev.varve.testkit.registry.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images on their way to the real registry and back. */
final class DockerRegistryTransferTest {
  @TempDir Path directory;
  private Store store;
  private Store other;

  @BeforeEach
  void open() throws Exception {
    Requires.dockerRegistry();
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
    other = Store.open(directory.resolve("other"), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    if (store != null) {
      store.close();
      other.close();
    }
  }

  private RealRegistry registry(String kind) throws Exception {
    DockerRegistry.Options options =
        switch (kind) {
          case "password" -> DockerRegistry.Options.OPEN.withPassword();
          case "tls" ->
              DockerRegistry.Options.OPEN
                  .withPassword()
                  .with(SelfSigned.create(directory.resolve("tls")));
          default -> DockerRegistry.Options.OPEN;
        };
    return RealRegistry.start(directory.resolve("registry"), options);
  }

  private static Pusher pusher(Store from, RealRegistry to, TransferListener listener) {
    return new Pusher(from, to.registries(), listener);
  }

  private static byte[] bytes(Store store, Digest blob) throws Exception {
    return store.blobs().readAll(blob, 4 << 20).orElseThrow();
  }

  private static byte[] tar(Layer layer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeTar(out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "password", "tls"})
  void image_thatIsPushedAndPulled_isTheSame(String kind) throws Exception {
    try (RealRegistry registry = registry(kind)) {
      Image image = MadeImage.built(store, 300_000, 2_000_000, 0);
      Reference name = registry.name("team/app", "v1");
      Pushed pushed =
          pusher(store, registry, TransferListener.NONE).push(image, name, PushOptions.DEFAULT);
      Pulled pulled =
          new Puller(other, registry.registries(), TransferListener.NONE)
              .pull(name, MadeImage.PLATFORM, Puller.Extent.ALL);
      assertEquals(pushed.descriptor().digest(), pulled.digest());
      assertArrayEquals(pushed.manifest().toBytes(), bytes(other, pulled.image().manifestDigest()));
      assertArrayEquals(
          bytes(store, image.configDigest()), bytes(other, pulled.image().configDigest()));
      for (Digest diffId : image.config().diffIds()) {
        assertArrayEquals(tar(store.layers().get(diffId)), tar(other.layers().get(diffId)));
      }
      assertEquals(List.of("v1"), registry.repository(name).tags());
    }
  }

  @Test
  void image_thatIsPushedAgain_isNotSentAgain() throws Exception {
    try (RealRegistry registry = registry("open")) {
      Image image = MadeImage.built(store, 300_000, 400_000);
      List<Stage> stages = new CopyOnWriteArrayList<>();
      TransferListener listener = (blob, stage, done, total) -> stages.add(stage);
      Reference name = registry.name("team/app", "v1");
      Pushed first = pusher(store, registry, listener).push(image, name, PushOptions.DEFAULT);
      assertTrue(stages.contains(Stage.PUSHED));
      stages.clear();
      Pushed again =
          pusher(store, registry, listener)
              .push(image, registry.name("team/app", "v2"), PushOptions.DEFAULT);
      assertEquals(first, again);
      assertFalse(stages.contains(Stage.PUSHING), stages.toString());
      assertEquals(2, stages.stream().filter(Stage.PRESENT::equals).count());
      stages.clear();
      pusher(store, registry, listener)
          .push(image, registry.name("team/copy", "v1"), PushOptions.DEFAULT);
      assertFalse(stages.contains(Stage.PUSHING), stages.toString());
      assertEquals(2, stages.stream().filter(Stage.MOUNTED::equals).count());
      // What was pulled goes back as it came, byte for byte.
      Pulled pulled =
          new Puller(other, registry.registries(), TransferListener.NONE)
              .pull(name, MadeImage.PLATFORM, Puller.Extent.ALL);
      Pushed back =
          pusher(other, registry, listener)
              .push(pulled.image(), registry.name("team/back", "v1"), PushOptions.DEFAULT);
      assertEquals(first.descriptor().digest(), back.descriptor().digest());
    }
  }

  @Test
  void image_withoutItsLayersHere_isPassedOnAndBroughtWhenItIsNeeded() throws Exception {
    try (RealRegistry registry = registry("open")) {
      Image image = MadeImage.built(store, 300_000, 400_000);
      Reference name = registry.name("team/app", "v1");
      Pushed pushed =
          pusher(store, registry, TransferListener.NONE).push(image, name, PushOptions.DEFAULT);
      Pulled pulled =
          new Puller(other, registry.registries(), TransferListener.NONE)
              .pull(name, MadeImage.PLATFORM, Puller.Extent.CONFIG);
      Digest diffId = image.config().diffIds().getFirst();
      assertTrue(other.layers().findHere(diffId).isEmpty());
      Pushed copied =
          pusher(other, registry, TransferListener.NONE)
              .push(pulled.image(), registry.name("team/copy", "v1"), PushOptions.DEFAULT);
      assertEquals(pushed.descriptor(), copied.descriptor());
      assertTrue(other.layers().findHere(diffId).isEmpty());
      other.layers().fetchFrom(new LayerFetch(other, registry.registries(), TransferListener.NONE));
      assertArrayEquals(tar(store.layers().get(diffId)), tar(other.layers().get(diffId)));
      assertTrue(other.layers().findHere(diffId).isPresent());
      assertTrue(other.layers().findHere(image.config().diffIds().getLast()).isEmpty());
    }
  }

  @Test
  void image_ofAnotherRegistry_isPassedOnWithoutBeingKept() throws Exception {
    try (RealRegistry registry = registry("open");
        RealRegistry target =
            RealRegistry.start(directory.resolve("target"), DockerRegistry.Options.OPEN)) {
      Image image = MadeImage.built(store, 300_000, 3_000_000);
      Reference name = registry.name("team/app", "v1");
      Pushed pushed =
          pusher(store, registry, TransferListener.NONE).push(image, name, PushOptions.DEFAULT);
      Registries both = registry.registries();
      Pulled pulled =
          new Puller(other, both, TransferListener.NONE)
              .pull(name, MadeImage.PLATFORM, Puller.Extent.CONFIG);
      Pushed copied =
          new Pusher(other, both, TransferListener.NONE)
              .push(pulled.image(), target.name("team/app", "v1"), PushOptions.DEFAULT);
      assertEquals(pushed.descriptor(), copied.descriptor());
      assertTrue(other.layers().all().isEmpty());
    }
  }

  @Test
  void layer_of64Mebibytes_goesOnWhereItWasInterrupted() throws Exception {
    try (RealRegistry registry = registry("open")) {
      Image image = MadeImage.built(store, 64 << 20);
      Reference name = registry.name("team/app", "v1");
      PushOptions plain = new PushOptions(LayerCompression.NONE, false, false, Map.of());
      pusher(store, registry, TransferListener.NONE).push(image, name, plain);
      TransferListener interrupting =
          (blob, stage, done, total) -> {
            if (stage == Stage.PULLING && done > 20 << 20) {
              Thread.currentThread().interrupt();
            }
          };
      assertThrows(
          InterruptedIOException.class,
          () ->
              new Puller(other, registry.registries(), interrupting)
                  .pull(name, MadeImage.PLATFORM, Puller.Extent.ALL));
      assertTrue(Thread.interrupted());
      Digest diffId = image.config().diffIds().getFirst();
      Path partial = directory.resolve("other/downloads").resolve(diffId.hex());
      long kept = Files.size(partial);
      assertTrue(kept > 20 << 20, kept + " bytes");
      new Puller(other, registry.registries(), TransferListener.NONE)
          .pull(name, MadeImage.PLATFORM, Puller.Extent.ALL);
      other.layers().get(diffId).verify();
      assertFalse(Files.exists(partial));
    }
  }

  @Test
  void download_thatIsCut_goesOnWithARange() throws Exception {
    try (RealRegistry registry = registry("open");
        CuttingRelay relay = CuttingRelay.before(registry.hostAndPort())) {
      Image image = MadeImage.built(store, 12 << 20);
      Reference name = registry.name("team/app", "v1");
      pusher(store, registry, TransferListener.NONE).push(image, name, PushOptions.DEFAULT);
      relay.cutAnswersAfter(5 << 20);
      new Puller(other, registry.registries(), TransferListener.NONE)
          .pull(
              new Reference(relay.hostAndPort(), "team/app", "v1", null),
              MadeImage.PLATFORM,
              Puller.Extent.ALL);
      assertTrue(relay.hasCut());
      other.layers().get(image.config().diffIds().getFirst()).verify();
      Matcher range = Pattern.compile("(?i)\r\nrange: bytes=(\\d+)-\r\n").matcher(relay.sent());
      assertTrue(range.find(), "no range was asked for");
      long from = Long.parseLong(range.group(1));
      assertTrue(from > 1 << 20 && from <= 5 << 20, from + " bytes");
    }
  }

  @Test
  void upload_thatIsCut_beginsAnew() throws Exception {
    try (RealRegistry registry = registry("open");
        CuttingRelay relay = CuttingRelay.before(registry.hostAndPort())) {
      Image image = MadeImage.built(store, 12 << 20);
      relay.cutRequestsAfter(5 << 20);
      Pushed pushed =
          new Pusher(store, registry.registries(), TransferListener.NONE)
              .push(
                  image,
                  new Reference(relay.hostAndPort(), "team/app", "v1", null),
                  PushOptions.DEFAULT);
      assertTrue(relay.hasCut());
      Pulled pulled =
          new Puller(other, registry.registries(), TransferListener.NONE)
              .pull(registry.name("team/app", "v1"), MadeImage.PLATFORM, Puller.Extent.ALL);
      assertEquals(pushed.descriptor().digest(), pulled.digest());
    }
  }

  @Test
  void push_ofAnImageWithManyEqualLayers_sendsEachOnce() throws Exception {
    try (RealRegistry registry = registry("open")) {
      Image once = MadeImage.built(store, 200_000);
      Digest diffId = once.config().diffIds().getFirst();
      Image twice = store.images().create(once.config().withLayer(diffId).withLayer(diffId));
      Set<String> sent = ConcurrentHashMap.newKeySet();
      TransferListener listener =
          (blob, stage, done, total) -> {
            if (stage == Stage.PUSHED && !sent.add(blob.toString())) {
              sent.add("twice");
            }
          };
      Pushed pushed =
          pusher(store, registry, listener)
              .push(twice, registry.name("team/app", "v1"), PushOptions.DEFAULT);
      assertEquals(3, pushed.manifest().layers().size());
      assertEquals(1, sent.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "tls"})
  void login_withTheRightPasswordOnly_isTaken(String kind) throws Exception {
    try (RealRegistry registry = registry(kind)) {
      registry.login().check(registry.hostAndPort(), registry.credential());
      VarveException failure =
          assertThrows(
              VarveException.class,
              () ->
                  registry
                      .login()
                      .check(
                          registry.hostAndPort(), new Credential.Password("varve", "wrong-one")));
      assertTrue(failure.text().contains("does not take"), failure.text());
      assertFalse(failure.toString().contains("wrong-one"));
    }
  }

  @Test
  void image_thatIsNotThere_isNotFound() throws Exception {
    try (RealRegistry registry = registry("open")) {
      VarveException failure =
          assertThrows(
              VarveException.class,
              () ->
                  new Puller(store, registry.registries(), TransferListener.NONE)
                      .pull(
                          registry.name("team/none", "v1"), MadeImage.PLATFORM, Puller.Extent.ALL));
      assertEquals(VarveException.Code.NOT_FOUND, failure.code());
    }
  }
}
