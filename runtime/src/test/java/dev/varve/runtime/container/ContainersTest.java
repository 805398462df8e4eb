package dev.varve.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.linux.Processes;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.Platform;
import dev.varve.model.VarveException;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.OutputSink;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  private Store store;
  private Containers containers;
  private Image image;

  @BeforeEach
  void prepare() throws IOException {
    store = Store.open(directory.resolve("store"), CLOCK);
    containers = new Containers(store, CLOCK);
    byte[] old = "old".getBytes(StandardCharsets.UTF_8);
    LayerIndex.Builder index = new LayerIndex.Builder();
    index.add(LayerEntry.directory(EntryPath.of("etc"), 0755));
    index.add(LayerEntry.directory(EntryPath.of("home"), 0755));
    for (String name : List.of("etc/group", "etc/passwd", "etc/same")) {
      index.add(
          LayerEntry.file(EntryPath.of(name), 0644, old.length).withDigest(Digest.sha256Of(old)));
    }
    ContentSource contents = entry -> new ByteArrayInputStream(old);
    Layer layer = store.layers().create(index.build(), contents);
    image = store.images().create(ImageConfig.scratch(Platform.host()).withLayer(layer.diffId()));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private ContainerRequest request(String name, boolean remove) {
    return new ContainerRequest(
        name, "base", image, List.of("sh", "-c", "true"), Json.Obj.EMPTY, remove);
  }

  @Test
  void create_withoutName_makesOneUpAndRuns() throws Exception {
    try (OpenContainer open = containers.create(request("", false))) {
      assertTrue(open.state().name().matches("[a-z]+_[a-z]+"), open.state().name());
      assertTrue(open.state().id().matches("[0-9a-f]{64}"));
      assertTrue(store.containers().isRunning(open.state().id()));
      open.started();
      assertEquals(
          ContainerState.Status.RUNNING, containers.find(open.state().name()).run().status());
      open.finished(ExitStatus.exited(3));
    }
    ContainerState state = containers.list().getFirst();
    assertEquals(ContainerState.Status.EXITED, state.run().status());
    assertEquals(3, state.run().exitCode());
    assertFalse(store.containers().isRunning(state.id()));
  }

  @Test
  void create_nameTaken_isAConflict() throws Exception {
    containers.create(request("one", false)).close();
    VarveException e =
        assertThrows(VarveException.class, () -> containers.create(request("one", false)));
    assertEquals(VarveException.Code.CONFLICT, e.code());
    assertEquals(1, containers.list().size());
  }

  @Test
  void create_badName_isRefused() {
    for (String name : List.of("-x", "a", "a b", "ä_b", "a/b", "../x")) {
      VarveException e =
          assertThrows(VarveException.class, () -> containers.create(request(name, false)));
      assertEquals(VarveException.Code.USAGE, e.code(), name);
    }
  }

  @Test
  void find_byNameIdAndPrefix() throws Exception {
    containers.create(request("one", false)).close();
    ContainerState state = containers.find("one");
    assertEquals(state, containers.find(state.id()));
    assertEquals(state, containers.find(state.shortId()));
    VarveException e = assertThrows(VarveException.class, () -> containers.find("nosuch"));
    assertEquals("No such container: nosuch", e.getMessage());
    assertThrows(VarveException.class, () -> containers.find(""));
  }

  @Test
  void close_removeWhenDone_isGone() throws Exception {
    try (OpenContainer open = containers.create(request("one", true))) {
      Files.createDirectories(open.writable().resolve("upper/deep/down"));
      assertEquals(1, containers.list().size());
      open.finished(ExitStatus.exited(0));
    }
    assertEquals(List.of(), containers.list());
  }

  @Test
  void list_ownerKilled_countsAsEnded() throws Exception {
    ContainerState state;
    try (OpenContainer open = containers.create(request("one", false))) {
      open.started();
      state = open.state();
    }
    // Closed without a word about its end, as after a kill.
    ContainerState found = containers.find(state.id());
    assertEquals(ContainerState.Status.EXITED, found.run().status());
    assertEquals(137, found.run().exitCode());
  }

  @Test
  void remove_running_needsForce() throws Exception {
    try (OpenContainer open = containers.create(request("one", false))) {
      VarveException e = assertThrows(VarveException.class, () -> containers.remove("one", false));
      assertEquals("container one is running", e.getMessage());
      assertEquals(VarveException.Code.CONFLICT, e.code());
      assertThrows(VarveException.class, () -> containers.open("one"));
      assertEquals("one", open.state().name());
    }
    containers.remove("one", false);
    assertEquals(List.of(), containers.list());
    assertTrue(Processes.isAlive(ProcessHandle.current().pid()));
  }

  @Test
  void diff_variousChanges_asDockerPrintsThem() throws Exception {
    try (OpenContainer open = containers.create(request("one", false))) {
      Path upper = Files.createDirectories(open.writable().resolve("upper"));
      Files.createDirectories(upper.resolve("a/b"));
      Files.writeString(upper.resolve("a/b/c"), "x");
      Files.createDirectory(upper.resolve("etc"));
      Files.writeString(upper.resolve("etc/group"), "changed");
      Files.createSymbolicLink(upper.resolve("l"), Path.of("x"));
    }
    assertEquals(
        List.of("A /a", "A /a/b", "A /a/b/c", "C /etc", "C /etc/group", "A /l"),
        containers.diff("one").stream().map(Change::toString).toList());
  }

  @Test
  void commit_changes_areALayer() throws Exception {
    try (OpenContainer open = containers.create(request("one", false))) {
      Path upper = Files.createDirectories(open.writable().resolve("upper"));
      Files.writeString(upper.resolve("new"), "content");
    }
    Layer layer = containers.commit("one");
    assertEquals(1, layer.index().size());
    assertEquals("new", layer.index().path(0).toString());
    assertTrue(Files.exists(store.containers().directory(containers.find("one").id())));
  }

  @Test
  void logs_bothStreams_inOrderWithTimes() throws Exception {
    List<String> passedOn = new ArrayList<>();
    try (OpenContainer open = containers.create(request("one", false));
        ContainerLog log = open.log()) {
      OutputSink out =
          log.sink(false, (b, o, n) -> passedOn.add(new String(b, o, n, StandardCharsets.UTF_8)));
      OutputSink err = log.sink(true, OutputSink.discard());
      write(out, "one\ntw");
      write(err, "problem\n");
      write(out, "o\nlast \"line\"");
      out.end();
      err.end();
    }
    List<ContainerLog.Piece> pieces = new ArrayList<>();
    containers.logs("one", pieces::add);
    Instant now = CLOCK.instant();
    assertEquals(
        List.of(
            new ContainerLog.Piece(now, false, "one\n"),
            new ContainerLog.Piece(now, true, "problem\n"),
            new ContainerLog.Piece(now, false, "two\n"),
            new ContainerLog.Piece(now, false, "last \"line\"")),
        pieces);
    assertEquals("one\ntwo\nlast \"line\"", String.join("", passedOn));
  }

  private static void write(OutputSink sink, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sink.write(bytes, 0, bytes.length);
  }
}
