package dev.varve.runtime.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.linux.Processes;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.RunControl;
import dev.varve.runtime.builtin.BuiltinIsolation;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.testkit.Requires;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals and signals of the built-in isolation, driven as a person would. */
@Timeout(120)
class TerminalTest {

  @TempDir Path directory;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final RunControl control = new RunControl();

  @BeforeEach
  void required() {
    Requires.root();
  }

  private ExitStatus run(boolean tty, ContainerStreams.Input input, String script)
      throws IOException, InterruptedException {
    Path tree = BusyboxTree.in(directory);
    Path work = Files.createDirectory(directory.resolve("work"));
    return PrivateMounts.call(
        "terminal",
        () -> {
          Path scratch = Files.createDirectory(work.resolve("scratch"));
          try (MountedRoot root = new OverlayRootFileSystem().mount(List.of(tree), work)) {
            ContainerSpec spec =
                ContainerSpec.of("tty", root.path(), scratch, List.of("sh", "-c", script))
                    .withEnv(List.of("PATH=/bin"))
                    .withTty(tty);
            ContainerStreams streams = new ContainerStreams.Captured(input, this::take, this::take);
            return new BuiltinIsolation().run(spec, streams, control);
          }
        });
  }

  private synchronized void take(byte[] bytes, int offset, int length) {
    screen.write(bytes, offset, length);
  }

  private synchronized String shown() {
    return screen.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  private void awaitShown(String text) throws InterruptedException {
    while (!shown().contains(text)) {
      Thread.sleep(20);
    }
  }

  @Test
  void tty_ofTheContainer_isItsOwn() throws Exception {
    ExitStatus status =
        run(
            true,
            new ContainerStreams.Input.Empty(),
            "tty; readlink /proc/self/fd/2; echo x > /dev/tty; echo y > /dev/console; ls /dev/pts");
    assertEquals("/dev/pts/0\n/dev/pts/0\nx\ny\n0\nptmx\n", shown().replaceAll(" +", "\n"));
    assertTrue(status.success());
  }

  @Test
  void tty_keys_interruptTheCommandInFront() throws Exception {
    PipedOutputStream keys = new PipedOutputStream();
    PipedInputStream input = new PipedInputStream(keys);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<ExitStatus> end =
          executor.submit(
              () ->
                  run(
                      true,
                      new ContainerStreams.Input.FromStream(input),
                      "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.1; done"));
      awaitShown("ready");
      keys.write(3);
      keys.flush();
      assertEquals(ExitStatus.exited(5), end.get());
      assertTrue(shown().contains("caught"), shown());
    }
  }

  @Test
  void signal_handledByTheCommand_reachesIt() throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<ExitStatus> end =
          executor.submit(
              () ->
                  run(
                      false,
                      new ContainerStreams.Input.Empty(),
                      "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.1; done"));
      awaitShown("ready");
      assertTrue(control.signal(Processes.SIGTERM));
      assertEquals(ExitStatus.exited(7), end.get());
      assertEquals("ready\nbye\n", shown());
    }
  }

  @Test
  void signal_thatKills_isNamed() throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<ExitStatus> end =
          executor.submit(
              () -> run(false, new ContainerStreams.Input.Empty(), "echo ready; sleep 1000; true"));
      awaitShown("ready");
      assertTrue(control.signal(Processes.SIGKILL));
      assertEquals(new ExitStatus(137, new ExitStatus.Cause.Signalled("SIGKILL")), end.get());
    }
    assertEquals(false, control.signal(Processes.SIGTERM));
  }
}
