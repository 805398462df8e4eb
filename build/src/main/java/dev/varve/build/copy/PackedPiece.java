package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Digest;
import dev.varve.store.LayerPack;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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
      LayerEntry entry = Small.unread(subtree, folder, i, path);
      try (SourceFolder.Reader reader = folder.reader();
          InputStream in = reader.open(i)) {
        layer.add(entry, in);
      }
    }
  }

  /** Entries that fit into memory together. */
  final class Small implements PackedPiece {
    private final List<Run> runs;
    private final List<LayerEntry> entries = new ArrayList<>();
    private final Encoded out = new Encoded();
    private final TarWriter tar = new TarWriter(out);
    private @Nullable PieceBuffers buffers;
    private final byte[] digest = new byte[Digest.SIZE];

    Small(List<Run> runs) {
      this.runs = List.copyOf(runs);
    }

    @Override
    public void read(PieceBuffers from) throws IOException {
      buffers = from;
      out.bytes = from.take();
      for (Run run : runs) {
        switch (run) {
          case Single(LayerEntry entry) -> {
            tar.add(entry);
            entries.add(entry);
          }
          case Some some -> read(some);
        }
      }
    }

    private void read(Some some) throws IOException {
      SourceFolder folder = some.folder();
      SourceFolder.Reader reader = null;
      try {
        for (int i = some.from(); i < some.to(); i++) {
          if (folder.type(i) != EntryType.FILE) {
            LayerEntry entry =
                some.subtree().entry(folder, i, some.path().child(folder.name(i))).entry();
            tar.add(entry);
            entries.add(entry);
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

    private void file(Some some, int i, SourceFolder.Reader reader) throws IOException {
      LayerEntry entry = unread(some.subtree(), some.folder(), i, some.path());
      tar.addHeader(entry);
      int size = (int) entry.size();
      int start = out.room(size);
      reader.read(i, out.bytes, start);
      out.used += size;
      tar.pad(size);
      some.folder().digest(i, digest, 0);
      entries.add(entry.withContent(size, Digest.ofSha256(digest.clone()), 0, start));
    }

    /** A file whose digest nobody knows yet. */
    static LayerEntry unread(Subtree subtree, SourceFolder folder, int i, EntryPath path) {
      return LayerEntry.file(
              path.child(folder.name(i)), subtree.mode(folder, i), folder.fileSize(i))
          .withOwner(subtree.uid(folder, i), subtree.gid(folder, i))
          .withTime(folder.mtimeSeconds(i), folder.mtimeNanos(i));
    }

    @Override
    public void append(LayerPack layer) throws IOException {
      long position = layer.position();
      PieceBuffers back = buffers;
      layer.give(out.bytes, out.used, back == null ? _ -> {} : back::giveBack);
      for (LayerEntry entry : entries) {
        layer.add(
            entry.type() == EntryType.FILE
                ? entry.withPlace(false, 0, position + entry.offset())
                : entry);
      }
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
