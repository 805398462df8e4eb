package dev.varve.store.compressed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InOrderTest {
  private final AtomicInteger open = new AtomicInteger();

  /** What a worker does with a number. */
  private interface Work {
    Integer of(int number) throws IOException;
  }

  private InOrder.Worker<Integer> worker(Work work) {
    open.incrementAndGet();
    return new InOrder.Worker<>() {
      @Override
      public Integer run(int number) throws IOException {
        return work.of(number);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void results_come_in_order_of_numbers(int threads) throws IOException {
    List<Integer> results = new ArrayList<>();
    try (InOrder<Integer> work = new InOrder<>(3, 1000, threads, () -> worker(n -> n * 2))) {
      for (Integer next = work.next(); next != null; next = work.next()) {
        results.add(next);
      }
      assertNull(work.next());
    }
    assertEquals(IntStream.range(3, 1000).map(n -> n * 2).boxed().toList(), results);
    assertEquals(0, open.get());
  }

  @Test
  void nothing_to_do_is_done_at_once() throws IOException {
    try (InOrder<Integer> work = new InOrder<>(5, 5, 4, () -> worker(n -> n))) {
      assertNull(work.next());
    }
    assertEquals(0, open.get());
  }

  @Test
  void no_more_is_begun_than_fits_into_memory() throws IOException {
    AtomicInteger begun = new AtomicInteger();
    try (InOrder<Integer> work =
        new InOrder<>(0, 1000, 3, () -> worker(_ -> begun.incrementAndGet()))) {
      for (int taken = 0; taken < 200; taken++) {
        assertTrue(begun.get() <= taken + 6, begun + " begun, " + taken + " taken");
        work.next();
      }
    }
    assertTrue(begun.get() <= 206, "begun " + begun);
  }

  @Test
  void failure_is_thrown_at_the_reader_and_ends_all() {
    IOException failure = new IOException("wrong");
    try (InOrder<Integer> work =
        new InOrder<>(
            0,
            1_000_000,
            4,
            () ->
                worker(
                    n -> {
                      if (n == 20) {
                        throw failure;
                      }
                      return n;
                    }))) {
      IOException thrown =
          assertThrows(
              IOException.class,
              () -> {
                while (work.next() != null) {
                  // until it fails
                }
              });
      assertSame(failure, thrown);
    }
    assertEquals(0, open.get());
  }

  @Test
  void close_ends_what_is_under_way() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    InOrder<Integer> work =
        new InOrder<>(
            0,
            100,
            2,
            () ->
                worker(
                    n -> {
                      started.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      }
                      return n;
                    }));
    started.await();
    work.close();
    assertEquals(0, open.get());
  }
}
