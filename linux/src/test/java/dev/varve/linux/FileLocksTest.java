package dev.varve.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.linux.FileLocks.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileLocksTest {
  @TempDir Path temp;

  private Path file() {
    return temp.resolve("lock");
  }

  @Test
  void exclusiveLock_inOneThread_excludesAllOthers() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    Thread[] threads = new Thread[6];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int turn = 0; turn < 50; turn++) {
                      try (FileLocks.Lock lock = FileLocks.lock(file(), Mode.EXCLUSIVE)) {
                        most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                        turns.incrementAndGet();
                        holders.decrementAndGet();
                        assertTrue(lock != null);
                      } catch (ErrnoException | InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, most.get());
    assertEquals(300, turns.get());
  }

  @Test
  void sharedLocks_liveTogether_andKeepAnExclusiveOneOut() throws Exception {
    try (FileLocks.Lock one = FileLocks.lock(file(), Mode.SHARED);
        FileLocks.Lock two = FileLocks.tryLock(file(), Mode.SHARED).orElseThrow()) {
      assertTrue(one != two);
      assertTrue(FileLocks.tryLock(file(), Mode.EXCLUSIVE).isEmpty());
    }
    Optional<FileLocks.Lock> free = FileLocks.tryLock(file(), Mode.EXCLUSIVE);
    assertTrue(free.isPresent());
    assertTrue(FileLocks.tryLock(file(), Mode.SHARED).isEmpty());
    free.get().close();
    free.get().close();
    FileLocks.tryLock(file(), Mode.SHARED).orElseThrow().close();
  }

  @Test
  void lock_ofAProcessThatIsKilled_isReleasedByTheKernel() throws Exception {
    Process holder =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec 9>\"$1\"; flock 9; echo held; read forever",
                "sh",
                file().toString())
            .start();
    try {
      assertEquals("held", holder.inputReader().readLine());
      assertTrue(FileLocks.tryLock(file(), Mode.SHARED).isEmpty());
      Thread killer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Thread.sleep(200);
                      assertTrue(Processes.isAlive(holder.pid()));
                      assertTrue(Processes.kill(holder.pid(), Processes.SIGKILL));
                    } catch (ErrnoException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      long start = System.nanoTime();
      FileLocks.lock(file(), Mode.EXCLUSIVE).close();
      assertTrue(System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(100));
      killer.join();
      assertTrue(holder.waitFor(5, TimeUnit.SECONDS));
      assertFalse(Processes.isAlive(holder.pid()));
      assertFalse(Processes.kill(holder.pid(), Processes.SIGTERM));
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void lock_whileAProcessIsBeingStarted_isReleasedByClose() throws Exception {
    for (int i = 0; i < 20; i++) {
      FileLocks.Lock lock = FileLocks.lock(file(), Mode.EXCLUSIVE);
      Process child = new ProcessBuilder("sleep", "0.2").start();
      lock.close();
      FileLocks.tryLock(file(), Mode.EXCLUSIVE).orElseThrow().close();
      child.destroyForcibly();
    }
  }

  @Test
  void waiter_thatIsInterrupted_givesUpAndLeavesTheLockFree() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch waiting = new CountDownLatch(1);
    Thread waiter;
    try (FileLocks.Lock held = FileLocks.lock(file(), Mode.EXCLUSIVE)) {
      assertTrue(held != null);
      waiter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    waiting.countDown();
                    try {
                      FileLocks.lock(file(), Mode.EXCLUSIVE).close();
                    } catch (InterruptedException expected) {
                      interrupted.set(true);
                    } catch (ErrnoException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      waiting.await();
      Thread.sleep(50);
      waiter.interrupt();
      waiter.join();
    }
    assertTrue(interrupted.get());
    FileLocks.lock(file(), Mode.EXCLUSIVE).close();
  }

  @Test
  void lock_ofAFileDeletedMeanwhile_isTakenOnTheNewOne() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean excluded = new AtomicBoolean();
    Thread waiter;
    try (FileLocks.Lock held = FileLocks.lock(file(), Mode.EXCLUSIVE)) {
      assertTrue(held != null);
      waiter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    started.countDown();
                    try (FileLocks.Lock lock = FileLocks.lock(file(), Mode.EXCLUSIVE)) {
                      excluded.set(
                          lock != null && FileLocks.tryLock(file(), Mode.SHARED).isEmpty());
                    } catch (ErrnoException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      started.await();
      Thread.sleep(50);
      Files.delete(file());
    }
    waiter.join();
    assertTrue(excluded.get(), "the lock that the waiter got is the one that others see");
  }
}
