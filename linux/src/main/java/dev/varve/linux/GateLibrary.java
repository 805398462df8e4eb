package dev.varve.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The shared library that holds the native methods of {@link KernelGate}, {@link SpawnGate} and
 * {@link BlockGate}: an ELF file of four functions, made here so that neither a compiler nor a
 * binary in the sources is needed. See elf(5).
 *
 * <p>Two parts are loaded: headers, symbols and code, which may be executed, and behind them the
 * dynamic section, into which the C library writes when it loads the file.
 */
public final class GateLibrary {
  private static final int HEADER_SIZE = 64;
  private static final int SEGMENT_SIZE = 56;
  private static final int SEGMENTS = 4;
  private static final int SYMBOL_SIZE = 24;
  private static final int TAG_SIZE = 16;
  private static final int TAGS = 6;

  /** The functions, and the symbol that is none and comes first. */
  private static final int SYMBOLS = 1 + GateCode.SYMBOLS.length;

  private static final int SYMBOLS_AT = HEADER_SIZE + SEGMENTS * SEGMENT_SIZE;
  private static final int HASH_AT = SYMBOLS_AT + SYMBOLS * SYMBOL_SIZE;
  private static final int NAMES_AT = HASH_AT + (3 + SYMBOLS) * Integer.BYTES;
  private static final byte[] NAMES = names();
  private static final int CODE_AT = align(NAMES_AT + NAMES.length);

  /** The largest page of any supported kernel: addresses and offsets agree modulo this. */
  private static final int PAGE = 0x10000;

  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  private static final int DT_HASH = 4;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_STRSZ = 10;
  private static final int DT_SYMENT = 11;

  private GateLibrary() {}

  /** Writes the library for this machine's processor; {@code file} must not exist. */
  public static void write(Path file) throws IOException {
    Files.write(file, of(GateCode.current()), StandardOpenOption.CREATE_NEW);
  }

  private static byte[] of(GateCode functions) {
    byte[] code = functions.bytes();
    int dynamic = align(CODE_AT + code.length);
    int size = TAGS * TAG_SIZE;
    ByteBuffer file = ByteBuffer.allocate(dynamic + size).order(ByteOrder.LITTLE_ENDIAN);
    header(file, functions.elfMachine());
    segment(file, PT_LOAD, READ | EXECUTE, 0, 0, CODE_AT + code.length);
    segment(file, PT_LOAD, READ | WRITE, dynamic, PAGE, size);
    segment(file, PT_DYNAMIC, READ | WRITE, dynamic, PAGE, size);
    segment(file, PT_GNU_STACK, READ | WRITE, 0, 0, 0);
    symbols(file, code.length);
    file.position(CODE_AT).put(code);
    file.position(dynamic);
    tag(file, DT_HASH, HASH_AT);
    tag(file, DT_STRTAB, NAMES_AT);
    tag(file, DT_SYMTAB, SYMBOLS_AT);
    tag(file, DT_STRSZ, NAMES.length);
    tag(file, DT_SYMENT, SYMBOL_SIZE);
    return file.array();
  }

  private static void header(ByteBuffer file, int machine) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}); // 64 bits, little endian, version 1
    file.position(16);
    file.putShort((short) 3); // ET_DYN
    file.putShort((short) machine);
    file.putInt(1);
    file.putLong(0); // no entry point
    file.putLong(HEADER_SIZE); // where the segment headers are
    file.putLong(0); // no section headers
    file.putInt(0);
    file.putShort((short) HEADER_SIZE);
    file.putShort((short) SEGMENT_SIZE);
    file.putShort((short) SEGMENTS);
    file.position(HEADER_SIZE);
  }

  private static void segment(
      ByteBuffer file, int type, int flags, long offset, long shift, long size) {
    file.putInt(type);
    file.putInt(flags);
    file.putLong(offset);
    file.putLong(offset + shift);
    file.putLong(offset + shift);
    file.putLong(size);
    file.putLong(size);
    file.putLong(type == PT_LOAD ? PAGE : 16);
  }

  /** The table of symbols, its hash table with a single bucket, and the names. */
  private static void symbols(ByteBuffer file, int codeSize) {
    file.position(SYMBOLS_AT + SYMBOL_SIZE);
    int name = 1;
    for (int i = 0; i < GateCode.SYMBOLS.length; i++) {
      int start = GateCode.OFFSETS[i];
      int end = i + 1 < GateCode.OFFSETS.length ? GateCode.OFFSETS[i + 1] : codeSize;
      file.putInt(name);
      file.put((byte) 0x12); // a global function
      file.put((byte) 0);
      file.putShort((short) 1); // defined, in whatever section
      file.putLong(CODE_AT + start);
      file.putLong(end - start);
      name += GateCode.SYMBOLS[i].length() + 1;
    }
    file.putInt(1).putInt(SYMBOLS).putInt(1); // buckets, symbols; what the bucket begins with
    for (int i = 0; i < SYMBOLS; i++) {
      file.putInt(i == 0 || i == SYMBOLS - 1 ? 0 : i + 1); // what follows in the bucket
    }
    file.put(NAMES);
  }

  /** The empty name and those of the functions, each with a NUL behind it. */
  private static byte[] names() {
    StringBuilder names = new StringBuilder("\0");
    for (String symbol : GateCode.SYMBOLS) {
      names.append(symbol).append('\0');
    }
    return names.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void tag(ByteBuffer file, long tag, long value) {
    file.putLong(tag).putLong(value);
  }

  private static int align(int offset) {
    return (offset + GateCode.ALIGNMENT - 1) & -GateCode.ALIGNMENT;
  }
}
