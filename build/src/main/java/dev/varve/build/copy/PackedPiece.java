package dev.varve.build.copy;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarWriter;
import dev.varve.build.context.FolderReader;
import dev.varve.model.Digest;
import dev.varve.store.LayerPack;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries that follow each other in a tar. */
sealed interface PackedPiece {
  /** Reads and encodes what can be; called once, on any thread, before {@link #append}. */
  void read(PieceBuffers buffers) throws IOException;

  /** Appends the piece to the tar; called in the order of pieces. */
  void append(LayerPack layer) throws IOException;

  /** Entries of one origin. */
  sealed interface Run permits Single, Some {}

  /** An entry without content. */
  record Single(LayerEntry entry) implements Run {}

  /** Some of the entries of a folder that goes to {@code path}. */
  record Some(Subtree subtree, SourceFolder folder, EntryPath path, int from, int to)
      implements Run {}

  /** A file that is streamed. */
  record Large(Subtree subtree, SourceFolder folder, EntryPath path, int i) implements PackedPiece {
    @Override
    public void read(PieceBuffers buffers) {}

    @Override
    public void append(LayerPack layer) throws IOException {
      LayerEntry entry = Small.file(subtree, folder, i, path, null);
      try (FolderReader reader = folder.reader();
          InputStream in = reader.open(i)) {
        layer.add(entry, in);
      }
    }
  }

  /**
   * Entries that fit into memory together. A piece that waits to be appended holds no object for
   * each file: such objects would live just long enough to be kept for good by the collector.
   */
  final class Small implements PackedPiece {
    private final List<Run> runs;
    private final Encoded out = new Encoded();
    private final TarWriter tar = new TarWriter(out);
    private final byte[] digest = new byte[Digest.SIZE];

    /** What is no file, in order. */
    private final List<LayerEntry> others = new ArrayList<>(0);

    /** Where the content of each file starts in the piece. */
    private int[] starts = new int[16];

    private int files;
    private @Nullable PieceBuffers buffers;

    Small(List<Run> runs) {
      this.runs = List.copyOf(runs);
    }

    @Override
    public void read(PieceBuffers from) throws IOException {
      buffers = from;
      out.bytes = from.take();
      for (Run run : runs) {
        switch (run) {
          case Single(LayerEntry entry) -> other(entry);
          case Some some -> read(some);
        }
      }
    }

    private void other(LayerEntry entry) throws IOException {
      tar.add(entry);
      others.add(entry);
    }

    private void read(Some some) throws IOException {
      SourceFolder folder = some.folder();
      FolderReader reader = null;
      try {
        for (int i = some.from(); i < some.to(); i++) {
          if (folder.type(i) != EntryType.FILE) {
            other(some.subtree().entry(folder, i, some.path().child(folder.name(i))).entry());
            continue;
          }
          if (reader == null) {
            reader = folder.reader();
          }
          file(some, i, reader);
        }
      } finally {
        if (reader != null) {
          reader.close();
        }
      }
    }

    private void file(Some some, int i, FolderReader reader) throws IOException {
      LayerEntry entry = file(some.subtree(), some.folder(), i, some.path(), null);
      tar.addHeader(entry);
      int size = (int) entry.size();
      int start = out.room(size);
      reader.read(i, out.bytes, start);
      out.used += size;
      tar.pad(size);
      if (files == starts.length) {
        starts = Arrays.copyOf(starts, 2 * files);
      }
      starts[files++] = start;
    }

    /**
     * A file of a folder.
     *
     * @param digest null while nobody knows it
     */
    static LayerEntry file(
        Subtree subtree, SourceFolder folder, int i, EntryPath path, @Nullable Digest digest) {
      return new LayerEntry(
          path.child(folder.name(i)),
          EntryType.FILE,
          subtree.mode(folder, i),
          subtree.uid(folder, i),
          subtree.gid(folder, i),
          folder.fileSize(i),
          folder.mtimeSeconds(i),
          folder.mtimeNanos(i),
          Bytes.EMPTY,
          List.of(),
          0,
          0,
          false,
          false,
          false,
          digest,
          0,
          0);
    }

    @Override
    public void append(LayerPack layer) throws IOException {
      long position = layer.position();
      PieceBuffers back = buffers;
      layer.give(out.bytes, out.used, back == null ? _ -> {} : back::giveBack);
      Iterator<LayerEntry> next = others.iterator();
      int file = 0;
      for (Run run : runs) {
        switch (run) {
          case Single _ -> layer.add(next.next());
          case Some some -> {
            for (int i = some.from(); i < some.to(); i++) {
              if (some.folder().type(i) == EntryType.FILE) {
                layer.add(digested(some, i), position + starts[file++]);
              } else {
                layer.add(next.next());
              }
            }
          }
        }
      }
    }

    private LayerEntry digested(Some some, int i) {
      some.folder().digest(i, digest, 0);
      Digest known = Digest.ofSha256(digest);
      return file(some.subtree(), some.folder(), i, some.path(), known);
    }
  }

  /** Bytes of a tar. */
  final class Encoded extends OutputStream {
    private byte[] bytes = new byte[0];
    private int used;

    /** Makes room for more bytes; answers where they go. */
    int room(int more) {
      if (used + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(used + more, 2 * bytes.length));
      }
      return used;
    }

    @Override
    public void write(int b) {
      room(1);
      bytes[used++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      room(length);
      System.arraycopy(from, offset, bytes, used, length);
      used += length;
    }
  }
}
