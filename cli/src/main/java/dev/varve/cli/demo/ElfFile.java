package dev.varve.cli.demo;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the dynamic loader reads in a program or library (System V ABI, "Program Loading and Dynamic
 * Linking").
 *
 * @param kind class, byte order and machine as one value: files of different kinds never go
 *     together
 * @param interpreter the loader that a dynamically linked program names (PT_INTERP)
 * @param needed names of the libraries it asks for, in order (DT_NEEDED)
 * @param rpath where its libraries and theirs are searched, as written (DT_RPATH)
 * @param runpath where its own libraries are searched, as written (DT_RUNPATH)
 */
record ElfFile(
    int kind,
    Optional<String> interpreter,
    List<String> needed,
    List<String> rpath,
    List<String> runpath) {

  private static final int MAGIC = 0x7f454c46;
  private static final int IDENT = 16;
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int INTERP = 3;
  private static final int NEEDED = 1;
  private static final int STRTAB = 5;
  private static final int STRSZ = 10;
  private static final int RPATH = 15;
  private static final int RUNPATH = 29;

  /** More than any real table; a damaged file shall not take the heap. */
  private static final int MAX_TABLE = 16 << 20;

  ElfFile {
    needed = List.copyOf(needed);
    rpath = List.copyOf(rpath);
    runpath = List.copyOf(runpath);
  }

  /**
   * Reads the file.
   *
   * @return empty when it is no ELF file at all
   * @throws IOException it cannot be read, or is an ELF file that is damaged
   */
  static Optional<ElfFile> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() < IDENT) {
        return Optional.empty();
      }
      ByteBuffer ident = bytes(channel, 0, IDENT);
      if (ident.getInt(0) != MAGIC) {
        return Optional.empty();
      }
      return Optional.of(new Reader(channel, ident).read());
    } catch (EOFException | IndexOutOfBoundsException e) {
      throw new IOException(file + ": damaged ELF file", e);
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, long size) throws IOException {
    if (offset < 0 || size < 0 || size > MAX_TABLE || offset > channel.size() - size) {
      throw new EOFException();
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  private record Segment(int type, long offset, long address, long size) {}

  private static final class Reader {
    private final FileChannel channel;
    private final boolean wide;
    private final ByteOrder order;
    private final List<Segment> segments = new ArrayList<>();

    Reader(FileChannel channel, ByteBuffer ident) {
      this.channel = channel;
      this.wide = ident.get(4) == 2;
      this.order = ident.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    ElfFile read() throws IOException {
      ByteBuffer header = at(0, wide ? 64 : 52);
      int machine = Short.toUnsignedInt(header.getShort(18));
      int kind = machine << 2 | (wide ? 2 : 0) | (order == ByteOrder.BIG_ENDIAN ? 1 : 0);
      readSegments(header);
      Optional<String> interpreter = Optional.empty();
      Tags tags = new Tags();
      for (Segment segment : segments) {
        if (segment.type() == INTERP) {
          interpreter = Optional.of(text(at(segment.offset(), segment.size()), 0));
        } else if (segment.type() == DYNAMIC) {
          readDynamic(segment, tags);
        }
      }
      return new ElfFile(kind, interpreter, tags.needed, tags.rpath, tags.runpath);
    }

    private void readSegments(ByteBuffer header) throws IOException {
      long offset = word(header, wide ? 32 : 28);
      int size = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
      int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
      ByteBuffer table = at(offset, (long) size * count);
      for (int i = 0; i < count; i++) {
        int start = i * size;
        segments.add(
            new Segment(
                table.getInt(start),
                word(table, start + (wide ? 8 : 4)),
                word(table, start + (wide ? 16 : 8)),
                word(table, start + (wide ? 32 : 16))));
      }
    }

    private void readDynamic(Segment segment, Tags tags) throws IOException {
      ByteBuffer table = at(segment.offset(), segment.size());
      int width = wide ? 8 : 4;
      int count = table.limit() / (2 * width);
      long address = 0;
      long size = 0;
      for (int i = 0; i < count; i++) {
        long value = word(table, (2 * i + 1) * width);
        switch ((int) word(table, 2 * i * width)) {
          case STRTAB -> address = value;
          case STRSZ -> size = value;
          default -> {}
        }
      }
      if (size == 0) {
        return;
      }
      ByteBuffer strings = at(offset(address), size);
      for (int i = 0; i < count; i++) {
        tags.add((int) word(table, 2 * i * width), word(table, (2 * i + 1) * width), strings);
      }
    }

    /** Where in the file lies what is loaded at {@code address}. */
    private long offset(long address) throws IOException {
      for (Segment segment : segments) {
        long distance = address - segment.address();
        if (segment.type() == LOAD && distance >= 0 && distance < segment.size()) {
          return segment.offset() + distance;
        }
      }
      throw new EOFException();
    }

    private ByteBuffer at(long offset, long size) throws IOException {
      return bytes(channel, offset, size).order(order);
    }

    private long word(ByteBuffer buffer, int index) {
      return wide ? buffer.getLong(index) : Integer.toUnsignedLong(buffer.getInt(index));
    }
  }

  private static final class Tags {
    private final List<String> needed = new ArrayList<>();
    private List<String> rpath = List.of();
    private List<String> runpath = List.of();

    void add(int tag, long value, ByteBuffer strings) {
      switch (tag) {
        case NEEDED -> needed.add(text(strings, value));
        case RPATH -> rpath = List.of(text(strings, value).split(":"));
        case RUNPATH -> runpath = List.of(text(strings, value).split(":"));
        default -> {}
      }
    }
  }

  private static String text(ByteBuffer buffer, long offset) {
    int start = (int) Math.min(offset, buffer.limit());
    int end = start;
    while (buffer.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    buffer.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
