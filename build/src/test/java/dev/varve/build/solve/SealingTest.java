package dev.varve.build.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results that can be used before they are sealed. */
@Timeout(30)
class SealingTest {
  private final FakeCache cache = new FakeCache();
  private final Log log = new Log();
  private final CountDownLatch sealing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private String solve(FakeStep target) throws IOException, InterruptedException {
    return solve(target, 4);
  }

  private String solve(FakeStep target, int parallelism) throws IOException, InterruptedException {
    String result = new Solver<>(cache, log, parallelism).solve(List.of(target)).get(target);
    assertTrue(cache.locked.isEmpty(), "locks left: " + cache.locked);
    return String.valueOf(result);
  }

  /** A step whose sealing waits to be told to go on. */
  private FakeStep slow(String name, FakeStep... inputs) {
    return new FakeStep(name, inputs)
        .sealing(
            () -> {
              sealing.countDown();
              goOn.await();
            });
  }

  private void waitFor(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(20, TimeUnit.SECONDS));
  }

  @Test
  void solve_slowSealing_whatFollowsRunsBeforeItEnds() throws Exception {
    FakeStep a = slow("a");
    FakeStep b =
        new FakeStep("b", a)
            .doing(
                () -> {
                  waitFor(sealing);
                  assertNull(cache.known("a"));
                  goOn.countDown();
                });
    assertEquals("b(a())", solve(b));
    assertEquals("a()", cache.known("a"));
    assertEquals(List.of("started a", "usable a", "started b"), log.lines.subList(0, 3));
    assertTrue(log.lines.containsAll(List.of("finished a", "finished b")), log.lines.toString());
  }

  @Test
  void solve_oneOperationAtATime_sealingDoesNotCount() throws Exception {
    FakeStep b = new FakeStep("b", slow("a")).doing(goOn::countDown);
    FakeStep c = new FakeStep("c", b);
    assertEquals("c(b(a()))", solve(c, 1));
  }

  @Test
  void solve_everyStepSealsSlowly_allRunBeforeTheFirstIsSealed() throws Exception {
    FakeStep c = slow("c", slow("b", slow("a"))).doing(goOn::countDown);
    assertEquals("c(b(a()))", solve(c, 1));
    for (String name : List.of("a", "b", "c")) {
      assertNotNull(cache.known(name), name);
    }
  }

  @Test
  void solve_lastStepSealsSlowly_isSealedBeforeItReturns() throws Exception {
    FakeStep a = new FakeStep("a").sealing(() -> log.lines.add("sealed"));
    solve(a);
    assertEquals(List.of("started a", "usable a", "sealed", "finished a"), log.lines);
  }

  @Test
  void solve_sealingFails_failsAsIfTheStepHad() throws Exception {
    FakeStep a =
        new FakeStep("a")
            .sealing(
                () -> {
                  waitFor(sealing);
                  throw new IOException("no space");
                });
    FakeStep b =
        new FakeStep("b", a)
            .doing(
                () -> {
                  sealing.countDown();
                  Thread.sleep(60_000);
                });
    FakeStep c = new FakeStep("c", b);
    IOException e = assertThrows(IOException.class, () -> solve(c));
    assertEquals("no space", e.getMessage());
    assertTrue(log.lines.containsAll(List.of("failed a", "canceled b")), log.lines.toString());
    assertFalse(log.lines.contains("finished a"));
    assertEquals(0, c.calls.get());
    assertNull(cache.known("a"));
    assertTrue(cache.locked.isEmpty());
  }

  @Test
  void solve_nextStepFails_whatSucceededIsStillSealed() throws Exception {
    FakeStep a = slow("a");
    FakeStep b =
        new FakeStep("b", a)
            .doing(
                () -> {
                  waitFor(sealing);
                  throw new IOException("no");
                });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread solving = solving(b, thrown);
    // Whether the failure is in is to be seen: nothing but the sealing keeps the solver.
    while (!log.lines.contains("failed b")) {
      Thread.onSpinWait();
    }
    assertTrue(solving.isAlive());
    goOn.countDown();
    solving.join();
    assertEquals("no", String.valueOf(thrown.get().getMessage()));
    assertEquals("a()", cache.known("a"));
    assertTrue(log.lines.contains("finished a"), log.lines.toString());
    FakeStep again = new FakeStep("a");
    solve(again);
    assertEquals(0, again.calls.get());
  }

  @Test
  void solve_callerInterrupted_sealingIsStopped() throws Exception {
    FakeStep b =
        new FakeStep("b", slow("a"))
            .doing(
                () -> {
                  waitFor(sealing);
                  goOn.await();
                });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread solving = solving(b, thrown);
    waitFor(sealing);
    while (b.calls.get() == 0) {
      Thread.onSpinWait();
    }
    solving.interrupt();
    solving.join();
    assertInstanceOf(InterruptedException.class, thrown.get());
    assertTrue(log.lines.containsAll(List.of("canceled a", "canceled b")), log.lines.toString());
    assertNull(cache.known("a"));
    assertTrue(cache.locked.isEmpty());
  }

  @Test
  void solve_callerInterruptedAfterAFailure_sealingIsStopped() throws Exception {
    FakeStep first = new FakeStep("first");
    FakeStep bad =
        new FakeStep("bad", slow("a", first))
            .doing(
                () -> {
                  waitFor(sealing);
                  throw new IOException("no");
                });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread solving = solving(bad, thrown);
    while (!log.lines.contains("failed bad")) {
      Thread.onSpinWait();
    }
    solving.interrupt();
    solving.join();
    assertEquals("no", String.valueOf(thrown.get().getMessage()));
    assertTrue(log.lines.contains("canceled a"), log.lines.toString());
    assertNull(cache.known("a"));
  }

  @Test
  void solve_sameContentAsBefore_nothingIsSealed() throws Exception {
    solve(new FakeStep("b", new FakeStep("a")));
    FakeStep a =
        new FakeStep("a-reworded")
            .making("a()")
            .sealing(
                () -> {
                  throw new IOException("sealed");
                });
    FakeStep b = new FakeStep("b", a);
    assertEquals("b(a())", solve(b));
    assertEquals(0, b.calls.get());
  }

  @Test
  void solve_sameKeyElsewhere_waitsForTheSealingAndIsCached() throws Exception {
    FakeStep a = slow("a");
    FakeStep b = new FakeStep("b", a).doing(goOn::await);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread solving = solving(b, thrown);
    waitFor(sealing);
    FakeStep twin = new FakeStep("a");
    Log other = new Log();
    AtomicReference<Throwable> otherThrown = new AtomicReference<>();
    Thread second =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    new Solver<>(cache, other, 4).solve(List.of(twin));
                  } catch (Throwable e) {
                    otherThrown.set(e);
                  }
                });
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(), other.lines);
    goOn.countDown();
    second.join();
    solving.join();
    assertNull(thrown.get());
    assertNull(otherThrown.get());
    assertEquals(0, twin.calls.get());
    assertEquals(List.of("cached a"), other.lines);
  }

  private Thread solving(FakeStep target, AtomicReference<Throwable> thrown) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                new Solver<>(cache, log, 4).solve(List.of(target));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
  }
}
