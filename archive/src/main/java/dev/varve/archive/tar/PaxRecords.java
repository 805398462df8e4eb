package dev.varve.archive.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a PAX header that is being written: {@code LENGTH KEY=VALUE\n} records. */
final class PaxRecords {
  private byte[] bytes = new byte[512];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  void add(String key, byte[] value) {
    add(key, new byte[0], value);
  }

  void add(String keyPrefix, byte[] keyRest, byte[] value) {
    byte[] prefix = keyPrefix.getBytes(StandardCharsets.US_ASCII);
    int rest = prefix.length + keyRest.length + value.length + 3;
    int length = rest + digits(rest);
    if (digits(length) != digits(rest)) {
      length++;
    }
    byte[] count = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
    if (size + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
    put(count);
    bytes[size++] = ' ';
    put(prefix);
    put(keyRest);
    bytes[size++] = '=';
    put(value);
    bytes[size++] = '\n';
  }

  private static int digits(int value) {
    return Integer.toString(value).length();
  }

  private void put(byte[] part) {
    System.arraycopy(part, 0, bytes, size, part.length);
    size += part.length;
  }
}
