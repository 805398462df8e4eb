package dev.varve.archive.chunk;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.TarBytes;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The chunks of a tar that is kept as it came, headers and all. It is cut before files as a
 * canonical tar is before entries, by what the index says about where content lies; what is in a
 * chunk only its bytes can say. One that has its content where the canonical one would have it is
 * cut like that, so that a layer is the same chunks whether it was built here or loaded.
 */
public final class RawChunks implements TarChunks {
  /** A tar's header, which is directly before the content. */
  private static final int HEADER = 512;

  private final long[] cuts;

  private RawChunks(long[] cuts) {
    this.cuts = cuts;
  }

  /**
   * @param index of the layer, content lying where it is in the tar
   * @param size bytes of the tar
   */
  public static RawChunks of(LayerIndex index, long size) throws ArchiveException {
    CanonicalTar.Starts starts = CanonicalTar.starts(index);
    boolean alike = starts.agree() && starts.size() == size;
    Cuts.Items items = alike ? new CanonicalItems(index, starts) : new Files(index, size);
    return new RawChunks(bounded(Cuts.of(items)));
  }

  /** Cuts what is too long at multiples from its start. */
  private static long[] bounded(long[] cuts) {
    List<Long> all = new ArrayList<>();
    all.add(cuts[0]);
    for (int i = 1; i < cuts.length; i++) {
      if (cuts[i] - cuts[i - 1] > MOST_BYTES) {
        for (long at = cuts[i - 1] + Cuts.MOST; at < cuts[i]; at += Cuts.MOST) {
          all.add(at);
        }
      }
      all.add(cuts[i]);
    }
    return all.stream().mapToLong(Long::longValue).toArray();
  }

  /** The files of a layer in the order in which they lie in its tar. */
  private static final class Files implements Cuts.Items {
    private final LayerIndex index;
    private final long size;
    private final int[] ordinals;

    Files(LayerIndex index, long size) {
      this.index = index;
      this.size = size;
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < index.size(); i++) {
        if (index.type(i) == EntryType.FILE && index.fileSize(i) > 0) {
          found.add(i);
        }
      }
      found.sort(Comparator.comparingLong(index::offset));
      this.ordinals = placed(found);
    }

    /** Those that lie behind each other, inside the tar. */
    private int[] placed(List<Integer> found) {
      int[] placed = new int[found.size()];
      int count = 0;
      long end = 0;
      for (int each : found) {
        long offset = index.offset(each);
        // Of a sparse file the index knows the header, and how long it would be without holes.
        boolean fits = offset >= end + HEADER && offset <= size - index.fileSize(each);
        if (fits && !index.entry(each).sparse()) {
          placed[count++] = each;
          end = offset + index.fileSize(each);
        }
      }
      return Arrays.copyOf(placed, count);
    }

    @Override
    public int count() {
      return ordinals.length;
    }

    @Override
    public long start(int item) {
      return item == ordinals.length ? size : contentStart(item) - HEADER;
    }

    @Override
    public long hash(int item) {
      return PathHash.of(index.path(ordinals[item]));
    }

    @Override
    public long contentSize(int item) {
      return index.fileSize(ordinals[item]);
    }

    @Override
    public long contentStart(int item) {
      return index.offset(ordinals[item]);
    }
  }

  @Override
  public int count() {
    return cuts.length - 1;
  }

  @Override
  public long start(int chunk) {
    return cuts[chunk];
  }

  /** Reads a chunk from its tar. */
  public void read(int chunk, TarBytes tar, byte[] to) throws IOException {
    int size = size(chunk);
    for (int at = 0; at < size; ) {
      int read = tar.pread(to, at, size - at, cuts[chunk] + at);
      if (read <= 0) {
        throw new EOFException("the tar is too short");
      }
      at += read;
    }
  }
}
