package dev.varve.store;

import dev.varve.archive.EntryPath;
import dev.varve.store.compressed.ChunkCache;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Puts chunks in their places as soon as the files of which they hold parts are known to be sound:
 * a part of a file has no digest to compare it with, so the whole file is read once more, on a
 * thread of its own, while the parts are compressed. Safe for use by several threads.
 */
final class ProvenChunks implements AutoCloseable {
  private final ChunkCache cache;
  private final ExecutorService prover =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("varve-prove").factory());
  private final Map<EntryPath, Future<?>> proofs = new HashMap<>();
  private final Set<EntryPath> proven = new HashSet<>();
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(ChunkCache.Staged chunk, List<EntryPath> claims) {}

  ProvenChunks(ChunkCache cache) {
    this.cache = cache;
  }

  /** Puts a chunk in its place, at once if there is nothing to prove. */
  void put(ChunkCache.Staged chunk, List<LayerChunks.Claim> claims) throws IOException {
    prove(claims);
    synchronized (this) {
      waiting.add(new Waiting(chunk, claims.stream().map(LayerChunks.Claim::subject).toList()));
      publish();
    }
  }

  /** Starts to prove what nobody has started to prove. */
  synchronized void prove(List<LayerChunks.Claim> claims) {
    for (LayerChunks.Claim claim : claims) {
      proofs.computeIfAbsent(claim.subject(), _ -> prover.submit(() -> run(claim)));
    }
  }

  private Object run(LayerChunks.Claim claim) throws IOException {
    claim.proof().run();
    synchronized (this) {
      proven.add(claim.subject());
      publish();
    }
    return claim;
  }

  private synchronized void publish() throws IOException {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      if (proven.containsAll(next.claims())) {
        each.remove();
        cache.publish(next.chunk());
      }
    }
  }

  /**
   * Waits until everything is proven and in its place.
   *
   * @throws dev.varve.store.disk.DamagedException if something is not what it should be; the chunks
   *     that have to do with it were not put anywhere
   */
  void finish() throws IOException {
    List<Future<?>> all;
    synchronized (this) {
      all = List.copyOf(proofs.values());
    }
    for (Future<?> proof : all) {
      try {
        proof.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while compressing");
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException io -> throw io;
          case RuntimeException wrong -> throw wrong;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Gives up what is not proven yet. */
  @Override
  public void close() throws IOException {
    // Waits for the prover, which may be reading from what the caller is about to close.
    prover.shutdownNow();
    prover.close();
    synchronized (this) {
      for (Waiting each : waiting) {
        Files.deleteIfExists(each.chunk().file());
      }
      waiting.clear();
    }
  }
}
