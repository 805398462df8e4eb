package dev.varve.runtime.root;

import dev.varve.linux.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a program needs to be executed: the interpreter that a script names in its first line, or
 * the loader that an ELF file names (elf(5), {@code PT_INTERP}). When that is missing the kernel
 * says that the program itself is, which has puzzled many.
 */
final class Interpreter {

  private static final int LONGEST_LINE = 256;
  private static final int LONGEST_PATH = 4096;
  private static final int MOST_SEGMENTS = 128;
  private static final int PT_INTERP = 3;

  private Interpreter() {}

  /**
   * The interpreter of a program that is not in the root.
   *
   * @param program a regular file
   * @return its absolute path; empty when it is there, or when none is needed
   */
  static Optional<String> missing(InsideRoot root, InsideRoot.Place program) throws IOException {
    Optional<String> interpreter;
    try (FileHandle file = root.openFile(program)) {
      interpreter = of(file);
    }
    return interpreter.filter(path -> path.startsWith("/") && !exists(root, path));
  }

  private static boolean exists(InsideRoot root, String path) {
    try {
      return root.resolve(path).stat().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> of(FileHandle file) throws IOException {
    byte[] head = read(file, 0, LONGEST_LINE);
    if (head.length > 2 && head[0] == '#' && head[1] == '!') {
      return script(head);
    }
    boolean elf =
        head.length >= 64 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    boolean littleEndian64 = elf && head[4] == 2 && head[5] == 1;
    return littleEndian64 ? elf(file, head) : Optional.empty();
  }

  private static Optional<String> script(byte[] head) {
    String line = new String(head, 2, head.length - 2, StandardCharsets.UTF_8);
    int end = line.indexOf('\n');
    String rest = (end < 0 ? line : line.substring(0, end)).strip();
    int space = 0;
    while (space < rest.length() && rest.charAt(space) != ' ' && rest.charAt(space) != '\t') {
      space++;
    }
    return space == 0 ? Optional.empty() : Optional.of(rest.substring(0, space));
  }

  private static Optional<String> elf(FileHandle file, byte[] head) throws IOException {
    ByteBuffer header = little(head);
    long offset = header.getLong(32);
    int size = header.getShort(54) & 0xffff;
    int count = header.getShort(56) & 0xffff;
    for (int i = 0; i < Math.min(count, MOST_SEGMENTS); i++) {
      byte[] bytes = read(file, offset + (long) i * size, 56);
      if (bytes.length < 56) {
        return Optional.empty();
      }
      ByteBuffer segment = little(bytes);
      long length = segment.getLong(32);
      if (segment.getInt(0) == PT_INTERP && length > 1 && length <= LONGEST_PATH) {
        byte[] path = read(file, segment.getLong(8), (int) length - 1);
        return Optional.of(new String(path, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] read(FileHandle file, long position, int length) throws IOException {
    if (position < 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int count = file.pread(bytes, done, length - done, position + done);
      if (count <= 0) {
        break;
      }
      done += count;
    }
    return done == length ? bytes : Arrays.copyOf(bytes, done);
  }
}
