package dev.varve.build.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SolverTest {
  private final FakeCache cache = new FakeCache();
  private final Log log = new Log();

  private String solve(FakeStep target) throws IOException, InterruptedException {
    String result = new Solver<>(cache, log, 4).solve(List.of(target)).get(target);
    assertTrue(cache.locked.isEmpty(), "locks left: " + cache.locked);
    return String.valueOf(result);
  }

  @Test
  void solve_chain_runsInOrderOnTheCallersThread() throws Exception {
    FakeStep a = new FakeStep("a");
    FakeStep b = new FakeStep("b", a);
    FakeStep c = new FakeStep("c", b);
    assertEquals("c(b(a()))", solve(c));
    for (FakeStep step : List.of(a, b, c)) {
      assertSame(Thread.currentThread(), step.thread.get());
    }
  }

  @Test
  void solve_secondTime_everythingCached() throws Exception {
    FakeStep a = new FakeStep("a");
    FakeStep b = new FakeStep("b", a);
    solve(b);
    FakeStep again = new FakeStep("b", new FakeStep("a"));
    assertEquals("b(a())", solve(again));
    assertEquals(0, again.calls.get());
    assertEquals(
        List.of("started a", "finished a", "started b", "finished b", "cached a", "cached b"),
        log.lines);
  }

  @Test
  void solve_changedInput_onlyDependentsRun() throws Exception {
    solve(new FakeStep("c", new FakeStep("b", new FakeStep("a")), new FakeStep("x")));
    FakeStep x = new FakeStep("x");
    FakeStep b = new FakeStep("b2", new FakeStep("a"));
    FakeStep c = new FakeStep("c", b, x);
    assertEquals("c(b2(a()),x())", solve(c));
    assertEquals(List.of(0, 1, 1), List.of(x.calls.get(), b.calls.get(), c.calls.get()));
  }

  @Test
  void solve_sameContentAsBefore_successorsStayCached() throws Exception {
    solve(new FakeStep("c", new FakeStep("b", new FakeStep("a"))));
    FakeStep a = new FakeStep("a-reworded").making("a()");
    FakeStep b = new FakeStep("b", a);
    assertEquals("c(b(a()))", solve(new FakeStep("c", b)));
    assertEquals(1, a.calls.get());
    assertEquals(0, b.calls.get());
    assertTrue(log.lines.contains("unchanged a-reworded"), log.lines.toString());
  }

  @Test
  void solve_diamond_sharedStepRunsOnce() throws Exception {
    FakeStep a = new FakeStep("a");
    FakeStep top = new FakeStep("d", new FakeStep("b", a), new FakeStep("c", a));
    assertEquals("d(b(a()),c(a()))", solve(top));
    assertEquals(1, a.calls.get());
  }

  @Test
  void solve_twoOperationsOfOneKey_secondIsCached() throws Exception {
    FakeStep one = new FakeStep("same");
    FakeStep two = new FakeStep("same");
    solve(new FakeStep("top", one, two));
    assertEquals(1, one.calls.get() + two.calls.get());
  }

  @Test
  void solve_independentSteps_runAtTheSameTime() throws Exception {
    CyclicBarrier meet = new CyclicBarrier(3);
    List<FakeStep> steps = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      steps.add(new FakeStep(name).doing(() -> meet.await(10, TimeUnit.SECONDS)));
    }
    solve(new FakeStep("top", steps.toArray(FakeStep[]::new)));
    assertEquals(0, meet.getNumberWaiting());
  }

  @Test
  void solve_operationNobodyNeeds_isNotTouched() throws Exception {
    FakeStep unneeded = new FakeStep("unneeded");
    solve(new FakeStep("a"));
    assertEquals(0, unneeded.calls.get());
  }

  @Test
  void solve_failure_interruptsTheOthersAndStopsWhatFollows() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FakeStep slow =
        new FakeStep("slow")
            .doing(
                () -> {
                  running.countDown();
                  Thread.sleep(60_000);
                });
    FakeStep bad =
        new FakeStep("bad")
            .doing(
                () -> {
                  running.await();
                  throw new IOException("no");
                });
    FakeStep after = new FakeStep("after", slow, bad);
    IOException e = assertThrows(IOException.class, () -> solve(after));
    assertEquals("no", e.getMessage());
    assertEquals(0, after.calls.get());
    assertTrue(log.lines.contains("canceled slow"), log.lines.toString());
    assertTrue(log.lines.contains("failed bad"), log.lines.toString());
    assertFalse(Thread.currentThread().isInterrupted());
    assertTrue(cache.known("slow") == null, "an interrupted step must not be remembered");
  }

  @Test
  void solve_callerInterrupted_stopsAndThrows() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    FakeStep.Action sleep =
        () -> {
          running.countDown();
          Thread.sleep(60_000);
        };
    FakeStep top =
        new FakeStep("top", new FakeStep("a").doing(sleep), new FakeStep("b").doing(sleep));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    solve(top);
                  } catch (Throwable e) {
                    thrown.set(e);
                  }
                });
    running.await();
    caller.interrupt();
    caller.join();
    assertInstanceOf(InterruptedException.class, thrown.get());
    assertEquals(2, log.lines.stream().filter(line -> line.startsWith("canceled")).count());
  }

  @Test
  void solve_ignoresCache_runsAgainAndIsRemembered() throws Exception {
    solve(new FakeStep("a"));
    FakeStep again = new FakeStep("a").ignoringCache();
    solve(again);
    assertEquals(1, again.calls.get());
  }

  @Test
  void solve_manyOperations_allDoneWithinTheLimit() throws Exception {
    FakeStep[] layer = new FakeStep[50];
    Arrays.setAll(layer, i -> new FakeStep("s" + i));
    for (int depth = 0; depth < 20; depth++) {
      FakeStep[] below = layer;
      FakeStep[] next = new FakeStep[50];
      int d = depth;
      Arrays.setAll(
          next,
          i -> new FakeStep("s" + d + "." + i, below[i], below[(i * 7) % 50]).making("r" + d + i));
      layer = next;
    }
    FakeStep top = new FakeStep("top", layer);
    new Solver<>(cache, log, 4).solve(List.of(top));
    assertEquals(1, top.calls.get());
    assertTrue(FakeStep.mostAtOnce() <= 4, "at once: " + FakeStep.mostAtOnce());
  }

  @Test
  void key_framing_keepsBoundaries() {
    CacheKey one = new CacheKey.Builder().add("a", "bc").add("d", "").build();
    CacheKey two = new CacheKey.Builder().add("ab", "c").add("d", "").build();
    CacheKey list = new CacheKey.Builder().add("l", List.of("a b", "c")).build();
    CacheKey other = new CacheKey.Builder().add("l", List.of("a", "b c")).build();
    assertNotEquals(one.digest(), two.digest());
    assertNotEquals(list.digest(), other.digest());
    assertEquals(one, new CacheKey.Builder().add("a", "bc").add("d", "").build());
  }
}
