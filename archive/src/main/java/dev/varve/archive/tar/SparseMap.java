package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a sparse file its member holds; the rest is zeros. Reads the four ways GNU tar has
 * had of writing it: in the header (old GNU), in the PAX header (0.0, 0.1), before the content
 * (1.0).
 *
 * @param size the file's length
 * @param numbers offset and length of each part, ascending, not overlapping
 */
record SparseMap(long size, List<Long> numbers) {

  /** As many as a map of the largest extension can hold. */
  private static final int MAX_NUMBERS = 1 << 18;

  /** The map that the PAX header or the map block before the content gives; null if not sparse. */
  static @Nullable SparseMap of(PaxHeader pax, TarInput in, long stored, int limit)
      throws IOException {
    if (pax.value("GNU.sparse.major") != null || pax.value("GNU.sparse.minor") != null) {
      if (pax.number("GNU.sparse.major", 0) == 1 && pax.number("GNU.sparse.minor", 0) == 0) {
        long size = pax.number("GNU.sparse.realsize", pax.number("GNU.sparse.size", -1));
        return before(in, size, stored, limit);
      }
      if (pax.number("GNU.sparse.major", 0) != 0 || pax.number("GNU.sparse.minor", 0) > 1) {
        throw new ArchiveException("unknown version of sparse member");
      }
    }
    long size = pax.number("GNU.sparse.size", pax.number("GNU.sparse.realsize", -1));
    byte[] map = pax.value("GNU.sparse.map");
    if (map != null) {
      return new SparseMap(size, list(map)).checked(stored);
    }
    if (!pax.sparseNumbers().isEmpty() || pax.value("GNU.sparse.numblocks") != null) {
      return new SparseMap(size, pax.sparseNumbers()).checked(stored);
    }
    return null;
  }

  private static List<Long> list(byte[] text) throws ArchiveException {
    List<Long> numbers = new ArrayList<>();
    Decimal decimal = new Decimal();
    for (byte b : text) {
      if (b == ',') {
        numbers.add(decimal.take());
      } else {
        decimal.add(b);
      }
    }
    numbers.add(decimal.take());
    return numbers;
  }

  /** Version 1.0: a count, then offsets and lengths, one number a line, padded to a block. */
  private static SparseMap before(TarInput in, long size, long stored, int limit)
      throws IOException {
    List<Long> numbers = new ArrayList<>();
    byte[] block = new byte[Tar.BLOCK];
    Decimal decimal = new Decimal();
    long wanted = -1;
    long used = 0;
    while (wanted < 0 || numbers.size() < wanted) {
      used += Tar.BLOCK;
      if (used > limit || used > stored + Tar.padding(stored)) {
        throw new ArchiveException("sparse map is too long");
      }
      if (!in.block(block)) {
        throw in.truncated();
      }
      for (int i = 0; i < Tar.BLOCK && (wanted < 0 || numbers.size() < wanted); i++) {
        if (block[i] != '\n') {
          decimal.add(block[i]);
        } else if (wanted < 0) {
          wanted = 2 * Math.min(decimal.take(), MAX_NUMBERS);
        } else {
          numbers.add(decimal.take());
        }
      }
    }
    return new SparseMap(size, numbers).checked(stored - used);
  }

  /** The map in an old GNU header and the blocks that extend it. */
  static SparseMap ofOldGnu(HeaderBlock header, TarInput in, long stored, int limit)
      throws IOException {
    List<Long> numbers = new ArrayList<>();
    entries(header, Tar.GNU_SPARSE, Tar.GNU_SPARSE_ENTRIES, numbers);
    boolean extended = header.bytes()[Tar.GNU_EXTENDED] != 0;
    HeaderBlock extension = new HeaderBlock();
    int used = 0;
    while (extended) {
      extension.at(in.position());
      used += Tar.BLOCK;
      if (used > limit || !in.block(extension.bytes())) {
        throw new ArchiveException("sparse map is too long");
      }
      entries(extension, 0, Tar.GNU_EXTENSION_ENTRIES, numbers);
      extended = extension.bytes()[Tar.GNU_EXTENSION_EXTENDED] != 0;
    }
    long size = header.count("real size", Tar.GNU_REAL_SIZE, Tar.LONG_LENGTH);
    return new SparseMap(size, numbers).checked(stored);
  }

  private static void entries(HeaderBlock block, int start, int count, List<Long> numbers)
      throws ArchiveException {
    for (int i = 0; i < count; i++) {
      int at = start + i * 2 * Tar.LONG_LENGTH;
      if (block.bytes()[at] == 0 && block.bytes()[at + Tar.LONG_LENGTH] == 0) {
        return;
      }
      numbers.add(block.count("sparse offset", at, Tar.LONG_LENGTH));
      numbers.add(block.count("sparse length", at + Tar.LONG_LENGTH, Tar.LONG_LENGTH));
    }
  }

  private SparseMap checked(long stored) throws ArchiveException {
    long end = 0;
    long sum = 0;
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      long offset = numbers.get(i);
      long length = numbers.get(i + 1);
      if (offset < end || length > size - offset) {
        throw new ArchiveException("sparse map does not fit its file");
      }
      end = offset + length;
      sum += length;
    }
    if (size < 0 || numbers.size() % 2 != 0 || sum != stored) {
      throw new ArchiveException("sparse map does not fit its file");
    }
    return this;
  }

  private static final class Decimal {
    private long value;
    private int digits;

    void add(byte b) throws ArchiveException {
      if (b < '0' || b > '9' || ++digits > 18) {
        throw new ArchiveException("sparse map holds no number");
      }
      value = value * 10 + b - '0';
    }

    long take() throws ArchiveException {
      if (digits == 0) {
        throw new ArchiveException("sparse map holds no number");
      }
      long taken = value;
      value = 0;
      digits = 0;
      return taken;
    }
  }
}
