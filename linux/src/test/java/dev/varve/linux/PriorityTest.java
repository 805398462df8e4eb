package dev.varve.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PriorityTest {
  @Test
  void lowest_isForTheThreadAndThoseItStarts() throws InterruptedException {
    String before = nice();
    AtomicReference<String> own = new AtomicReference<>("");
    AtomicReference<String> started = new AtomicReference<>("");
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  Priority.lowest();
                  own.set(nice());
                  join(Thread.ofPlatform().start(() -> started.set(nice())));
                });
    thread.join();
    assertEquals("19", own.get());
    assertEquals("19", started.get());
    assertEquals(before, nice(), "other threads keep theirs");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The calling thread's nice value, which is the 19th field of its stat. */
  private static String nice() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
