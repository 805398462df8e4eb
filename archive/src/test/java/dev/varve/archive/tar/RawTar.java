package dev.varve.archive.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Builds tars header by header, right or wrong, for tests. */
final class RawTar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A header block whose fields {@code edit} may change before the checksum is made. */
  RawTar header(String name, char type, long size, Consumer<byte[]> edit) {
    byte[] block = new byte[512];
    byte[] raw = bytes(name);
    System.arraycopy(raw, 0, block, 0, Math.min(100, raw.length));
    octal(block, 100, 7, 0644);
    octal(block, 108, 7, 0);
    octal(block, 116, 7, 0);
    octal(block, 124, 11, size);
    octal(block, 136, 11, 1_700_000_000L);
    block[156] = (byte) type;
    put(block, 257, "ustar\0" + "00");
    edit.accept(block);
    checksum(block);
    out.writeBytes(block);
    return this;
  }

  RawTar header(String name, char type, long size) {
    return header(name, type, size, _ -> {});
  }

  RawTar data(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[Tar.padding(content.length)]);
    return this;
  }

  RawTar file(String name, String content) {
    return header(name, '0', content.length()).data(bytes(content));
  }

  RawTar dir(String name) {
    return header(name, '5', 0);
  }

  RawTar link(String name, char type, String target) {
    return header(name, type, 0, block -> put(block, 157, target));
  }

  RawTar device(String name, char type, int major, int minor) {
    return header(
        name,
        type,
        0,
        block -> {
          octal(block, 329, 7, major);
          octal(block, 337, 7, minor);
        });
  }

  /** A PAX header of {@code KEY=VALUE} records for what follows. */
  RawTar pax(String... records) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String record : records) {
      int rest = record.length() + 2;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      body.writeBytes(bytes(length + " " + record + "\n"));
    }
    return header("pax", 'x', body.size()).data(body.toByteArray());
  }

  RawTar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  byte[] end() {
    byte[] all = out.toByteArray();
    return Arrays.copyOf(all, all.length + 1024);
  }

  static void put(byte[] block, int at, String text) {
    byte[] raw = bytes(text);
    System.arraycopy(raw, 0, block, at, raw.length);
  }

  static void octal(byte[] block, int at, int digits, long value) {
    put(block, at, String.format("%0" + digits + "o", value));
  }

  static void checksum(byte[] block) {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format("%06o", sum) + "\0 ");
  }
}
