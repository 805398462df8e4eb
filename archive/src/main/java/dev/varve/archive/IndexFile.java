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
import java.util.zip.CRC32C;

/** Reads the file of a {@link LayerIndex}: a large one is mapped, a small one read. */
final class IndexFile {
  private static final int OVERHEAD = HEADER + 4;

  /** A mapping costs more than reading this. */
  private static final int READ_UP_TO = 8 << 20;

  private static final int PART = 1 << 20;

  private IndexFile() {}

  /**
   * @throws ArchiveException the file is damaged, no index, or of another version
   */
  static ByteBuffer open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < OVERHEAD || size > Integer.MAX_VALUE) {
        throw new ArchiveException("layer index " + path + " is damaged: " + size + " bytes");
      }
      ByteBuffer file = size > READ_UP_TO ? mapped(channel, size) : read(channel, (int) size);
      return checked(file.order(ByteOrder.LITTLE_ENDIAN), path.toString());
    }
  }

  /** Writes a new file, in parts: a channel copies what it is given to write to other memory. */
  static void write(ByteBuffer bytes, Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int end = bytes.limit();
      while (bytes.position() < end) {
        channel.write(bytes.limit(Math.min(end, bytes.position() + PART)));
      }
    }
  }

  /** By way of a segment: the older {@code map} spends 30 ms on reflection when first called. */
  private static ByteBuffer mapped(FileChannel channel, long size) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()).asByteBuffer();
  }

  private static ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(size);
    while (file.hasRemaining() && channel.read(file) >= 0) {}
    return file.flip();
  }

  private static ByteBuffer checked(ByteBuffer file, String name) throws ArchiveException {
    if (file.limit() < OVERHEAD || file.getLong(IndexFormat.H_MAGIC) != IndexFormat.MAGIC) {
      throw new ArchiveException("layer index " + name + " is damaged: not an index");
    }
    int version = file.getInt(IndexFormat.H_VERSION);
    if (version != IndexFormat.VERSION) {
      throw new ArchiveException(
          "layer index " + name + " has version " + version + ", known is " + IndexFormat.VERSION);
    }
    long expected =
        OVERHEAD
            + (long) file.getInt(IndexFormat.H_SOURCES) * IndexFormat.SOURCE
            + (long) file.getInt(IndexFormat.H_COUNT) * RECORD
            + file.getInt(IndexFormat.H_HEAP);
    CRC32C checksum = new CRC32C();
    checksum.update(file.duplicate().position(0).limit(file.limit() - 4));
    if (expected != file.limit() || (int) checksum.getValue() != file.getInt(file.limit() - 4)) {
      throw new ArchiveException("layer index " + name + " is damaged: checksum does not match");
    }
    return file;
  }
}
