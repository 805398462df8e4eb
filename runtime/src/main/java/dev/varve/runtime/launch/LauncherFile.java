package dev.varve.runtime.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The executable that carries out a {@link SyscallProgram}: an ELF header, the launcher's code, and
 * the program behind it, loaded to fixed addresses. See elf(5).
 */
public final class LauncherFile {

  private static final long TEXT_ADDRESS = 0x400000;
  private static final int ELF_HEADER_SIZE = 64;
  private static final int SEGMENT_HEADER_SIZE = 56;
  private static final int SEGMENTS = 3;
  private static final int CODE_OFFSET = ELF_HEADER_SIZE + SEGMENTS * SEGMENT_HEADER_SIZE;

  /** The largest page of any supported kernel: addresses and offsets agree modulo this. */
  private static final long ALIGNMENT = 0x10000;

  private static final int PROGRAM_OFFSET = (int) (SyscallProgram.BASE % ALIGNMENT);

  private static final int PT_LOAD = 1;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  private LauncherFile() {}

  /**
   * Writes the executable of a program.
   *
   * @param file does not exist; on a file system that allows execution
   */
  public static void write(SyscallProgram program, Path file) throws IOException {
    Files.write(file, of(program), StandardOpenOption.CREATE_NEW);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x------"));
  }

  private static byte[] of(SyscallProgram program) {
    byte[] code = program.architecture().launcherCode();
    byte[] image = program.image();
    if (CODE_OFFSET + code.length > PROGRAM_OFFSET) {
      throw new IllegalStateException("the launcher's code does not fit");
    }
    ByteBuffer file =
        ByteBuffer.allocate(PROGRAM_OFFSET + image.length).order(ByteOrder.LITTLE_ENDIAN);
    header(file, program.architecture().elfMachine());
    segment(file, PT_LOAD, READ | EXECUTE, 0, TEXT_ADDRESS, CODE_OFFSET + code.length);
    segment(file, PT_LOAD, READ | WRITE, PROGRAM_OFFSET, SyscallProgram.BASE, image.length);
    segment(file, PT_GNU_STACK, READ | WRITE, 0, 0, 0);
    file.put(code);
    file.put(PROGRAM_OFFSET, image);
    return file.array();
  }

  private static void header(ByteBuffer file, int machine) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}); // 64 bits, little endian, version 1
    file.position(16);
    file.putShort((short) 2); // ET_EXEC
    file.putShort((short) machine);
    file.putInt(1);
    file.putLong(TEXT_ADDRESS + CODE_OFFSET); // entry point
    file.putLong(ELF_HEADER_SIZE); // where the segment headers are
    file.putLong(0); // no section headers
    file.putInt(0);
    file.putShort((short) ELF_HEADER_SIZE);
    file.putShort((short) SEGMENT_HEADER_SIZE);
    file.putShort((short) SEGMENTS);
    file.position(ELF_HEADER_SIZE);
  }

  private static void segment(
      ByteBuffer file, int type, int flags, long offset, long address, long size) {
    file.putInt(type);
    file.putInt(flags);
    file.putLong(offset);
    file.putLong(address);
    file.putLong(address);
    file.putLong(size);
    file.putLong(size);
    file.putLong(type == PT_LOAD ? ALIGNMENT : 16);
  }
}
