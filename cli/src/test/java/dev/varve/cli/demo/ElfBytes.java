package dev.varve.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes ELF files that have headers and a dynamic section, and no code. */
final class ElfBytes {
  static final int X86_64 = 62;
  static final int S390 = 22;
  private static final long BASE = 0x400000;

  private final boolean wide;
  private final ByteOrder order;
  private final int machine;
  private final List<long[]> dynamic = new ArrayList<>();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private @Nullable String interpreter;

  private ElfBytes(boolean wide, ByteOrder order, int machine) {
    this.wide = wide;
    this.order = order;
    this.machine = machine;
    strings.write(0);
  }

  /** 64 bits, little endian. */
  static ElfBytes x86() {
    return new ElfBytes(true, ByteOrder.LITTLE_ENDIAN, X86_64);
  }

  /** 32 bits, big endian. */
  static ElfBytes s390() {
    return new ElfBytes(false, ByteOrder.BIG_ENDIAN, S390);
  }

  ElfBytes interpreter(String path) {
    interpreter = path;
    return this;
  }

  ElfBytes needs(String... names) {
    for (String name : names) {
      dynamic.add(new long[] {1, string(name)});
    }
    return this;
  }

  ElfBytes rpath(String path) {
    dynamic.add(new long[] {15, string(path)});
    return this;
  }

  ElfBytes runpath(String path) {
    dynamic.add(new long[] {29, string(path)});
    return this;
  }

  private int string(String text) {
    int offset = strings.size();
    strings.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
    return offset;
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes());
  }

  byte[] bytes() {
    int header = wide ? 64 : 52;
    int entry = wide ? 56 : 32;
    int width = wide ? 8 : 4;
    byte[] loader =
        interpreter == null ? new byte[0] : (interpreter + "\0").getBytes(StandardCharsets.UTF_8);
    int loaderAt = header + 3 * entry;
    int stringsAt = loaderAt + loader.length;
    int dynamicAt = stringsAt + strings.size();
    List<long[]> tags = new ArrayList<>(dynamic);
    // The real linker puts the table's address behind what refers to it.
    tags.add(new long[] {5, BASE + stringsAt});
    tags.add(new long[] {10, strings.size()});
    tags.add(new long[] {0, 0});
    int dynamicSize = tags.size() * 2 * width;
    ByteBuffer out = ByteBuffer.allocate(dynamicAt + dynamicSize).order(order);
    header(out, header, entry, dynamic.isEmpty() ? 1 : loader.length > 0 ? 3 : 2);
    segment(out, header, 1, 0, BASE, out.capacity());
    segment(out, header + entry, 2, dynamicAt, BASE + dynamicAt, dynamicSize);
    segment(out, header + 2 * entry, 3, loaderAt, BASE + loaderAt, loader.length);
    out.put(loaderAt, loader).put(stringsAt, strings.toByteArray());
    for (int i = 0; i < tags.size(); i++) {
      word(out, dynamicAt + 2 * i * width, tags.get(i)[0]);
      word(out, dynamicAt + (2 * i + 1) * width, tags.get(i)[1]);
    }
    return out.array();
  }

  private void header(ByteBuffer out, int size, int entry, int segments) {
    out.put(0, new byte[] {0x7f, 'E', 'L', 'F'});
    out.put(4, (byte) (wide ? 2 : 1)).put(5, (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1));
    out.putShort(18, (short) machine);
    word(out, wide ? 32 : 28, size);
    out.putShort(wide ? 54 : 42, (short) entry).putShort(wide ? 56 : 44, (short) segments);
  }

  private void segment(ByteBuffer out, int at, int type, long offset, long address, long size) {
    out.putInt(at, type);
    word(out, at + (wide ? 8 : 4), offset);
    word(out, at + (wide ? 16 : 8), address);
    word(out, at + (wide ? 32 : 16), size);
  }

  private void word(ByteBuffer out, int at, long value) {
    if (wide) {
      out.putLong(at, value);
    } else {
      out.putInt(at, (int) value);
    }
  }
}
