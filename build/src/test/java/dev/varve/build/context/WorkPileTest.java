package dev.varve.build.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkPileTest {
  @Test
  void pieces_thatAddPieces_areAllWorkedOn() throws Exception {
    AtomicInteger done = new AtomicInteger();
    WorkPile<Integer> pile =
        new WorkPile<>(
            (piece, more) -> {
              done.incrementAndGet();
              if (piece > 0) {
                more.add(piece - 1);
                more.add(piece - 1);
              }
            });
    pile.add(10);
    pile.run(4);
    assertEquals((1 << 11) - 1, done.get());
  }

  @Test
  void failure_inAnyThread_endsAllAndIsThrown() {
    IOException failure = new IOException("disk");
    WorkPile<Integer> pile =
        new WorkPile<>(
            (piece, more) -> {
              if (piece == 500) {
                throw failure;
              }
              more.add(piece + 1);
            });
    pile.add(0);
    pile.add(0);
    assertSame(failure, assertThrows(IOException.class, () -> pile.run(3)));
  }

  @Test
  void interrupt_ofTheCaller_endsAll() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    WorkPile<Integer> pile =
        new WorkPile<>(
            (piece, more) -> {
              started.countDown();
              more.add(piece);
            });
    pile.add(1);
    Thread caller = Thread.currentThread();
    Thread interrupter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    started.await();
                    Thread.sleep(50);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  caller.interrupt();
                });
    assertThrows(InterruptedException.class, () -> pile.run(2));
    interrupter.join();
  }
}
