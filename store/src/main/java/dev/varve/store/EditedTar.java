package dev.varve.store;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.TarEdit;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tar of a {@link LayerEdit}, written and hashed on a thread of its own. Nothing is stored
 * before {@link #commit}.
 */
final class EditedTar implements AutoCloseable {
  private final Drafts drafts;
  private final Layer old;
  private final TarEdit.Edited edited;
  private final TarDraft draft;
  private @Nullable Thread thread;
  private @Nullable Throwable failure;
  private TarDraft.@Nullable Finished finished;
  private Optional<Drafts.Hashed> hashed = Optional.empty();

  EditedTar(Drafts drafts, Layer old, TarEdit.Edited edited) throws IOException {
    this.drafts = drafts;
    this.old = old;
    this.edited = edited;
    this.draft = drafts.start();
  }

  /**
   * Starts the work.
   *
   * @param extents of the old layer
   * @param contents of new files
   */
  void start(Extents extents, Map<EntryPath, LayerEdit.Content> contents) {
    Map<EntryPath, LayerEdit.Content> fresh = Map.copyOf(contents);
    thread =
        Thread.ofPlatform().daemon().name("varve-edited-tar").start(() -> work(extents, fresh));
  }

  private void work(Extents extents, Map<EntryPath, LayerEdit.Content> contents) {
    try {
      for (TarEdit.Piece piece : edited.pieces()) {
        switch (piece) {
          case TarEdit.Piece.Kept kept -> draft.take(extents, kept.from(), kept.to() - kept.from());
          case TarEdit.Piece.Fresh fresh -> write(fresh.entry(), contents);
        }
      }
      TarDraft.Finished done = draft.finish();
      hashed = drafts.hashed(done, old);
      finished = done;
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private void write(LayerEntry placed, Map<EntryPath, LayerEdit.Content> contents)
      throws IOException {
    LayerEntry entry = placed.withPlace(false, 0, 0);
    LayerEdit.Content content = contents.get(entry.path());
    if (content == null) {
      draft.add(entry);
      return;
    }
    try (InputStream in = content.open()) {
      draft.add(entry, in);
    }
  }

  /** Stores what was begun, once it is done. */
  Layer commit(LayerIndex index, Imprints imprints) throws IOException {
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while writing");
      }
    }
    TarDraft.Finished done = finished;
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
    if (done == null) {
      throw new IllegalStateException("not started");
    }
    return drafts.adopt(done, hashed, index, new Drafts.Origin(old, imprints));
  }

  /** Ends the work, and waits until it has ended. */
  @Override
  public void close() throws IOException {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      boolean interrupted = false;
      while (running.isAlive()) {
        try {
          running.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    draft.close();
  }
}
