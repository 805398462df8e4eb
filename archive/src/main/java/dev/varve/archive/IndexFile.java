package dev.varve.archive;

import static dev.varve.archive.IndexFormat.HEADER;
import static dev.varve.archive.IndexFormat.RECORD;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads the file of a {@link LayerIndex}: a large one is mapped, a small one read. */
final class IndexFile {
  private static final int CHECKSUM = 4;
  private static final int OVERHEAD = HEADER + CHECKSUM;

  /** A mapping costs more than reading this. */
  private static final int READ_UP_TO = 8 << 20;

  private static final int PART = 1 << 20;

  private IndexFile() {}

  /**
   * @throws ArchiveException the file is damaged, no index, or of another version
   */
  static IndexParts open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < OVERHEAD || size > Integer.MAX_VALUE) {
        throw new ArchiveException("layer index " + path + " is damaged: " + size + " bytes");
      }
      ByteBuffer file = size > READ_UP_TO ? mapped(channel, size) : read(channel, (int) size);
      return checked(file.order(ByteOrder.LITTLE_ENDIAN), path.toString());
    }
  }

  /** Writes a new file. */
  static void write(IndexParts parts, Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CRC32C checksum = new CRC32C();
      for (ByteBuffer part : List.of(parts.head(), parts.records(), parts.heap())) {
        checksum.update(part.duplicate().position(0));
        write(part.duplicate().position(0), channel);
      }
      ByteBuffer end = ByteBuffer.allocate(CHECKSUM).order(ByteOrder.LITTLE_ENDIAN);
      write(end.putInt(0, (int) checksum.getValue()), channel);
    }
  }

  /** In small parts: a channel copies what it is given to write to other memory. */
  private static void write(ByteBuffer bytes, FileChannel channel) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      channel.write(bytes.limit(Math.min(end, bytes.position() + PART)));
    }
  }

  /** By way of a segment: the older {@code map} spends 30 ms on reflection when first called. */
  private static ByteBuffer mapped(FileChannel channel, long size) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()).asByteBuffer();
  }

  private static ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(size);
    int more = 0;
    while (file.hasRemaining() && more >= 0) {
      more = channel.read(file.limit(Math.min(size, file.position() + PART)));
      file.limit(size);
    }
    return file.flip();
  }

  private static IndexParts checked(ByteBuffer file, String name) throws ArchiveException {
    if (file.limit() < OVERHEAD || file.getLong(IndexFormat.H_MAGIC) != IndexFormat.MAGIC) {
      throw new ArchiveException("layer index " + name + " is damaged: not an index");
    }
    int version = file.getInt(IndexFormat.H_VERSION);
    if (version != IndexFormat.VERSION) {
      throw new ArchiveException(
          "layer index " + name + " has version " + version + ", known is " + IndexFormat.VERSION);
    }
    long head = HEADER + (long) file.getInt(IndexFormat.H_SOURCES) * IndexFormat.SOURCE;
    long records = (long) file.getInt(IndexFormat.H_COUNT) * RECORD;
    long heap = file.getInt(IndexFormat.H_HEAP);
    CRC32C checksum = new CRC32C();
    checksum.update(file.duplicate().position(0).limit(file.limit() - CHECKSUM));
    if (head < HEADER
        || records < 0
        || heap < 0
        || head + records + heap + CHECKSUM != file.limit()
        || (int) checksum.getValue() != file.getInt(file.limit() - CHECKSUM)) {
      throw new ArchiveException("layer index " + name + " is damaged: checksum does not match");
    }
    return new IndexParts(
        slice(file, 0, head), slice(file, head, records), slice(file, head + records, heap));
  }

  private static ByteBuffer slice(ByteBuffer file, long from, long length) {
    return file.slice((int) from, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
