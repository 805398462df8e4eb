package dev.varve.runtime.seccomp;

import dev.varve.runtime.launch.Architecture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The numbers of the system calls that profiles name, for one way of calling the kernel. */
final class SyscallTable {

  /** How a program calls the kernel, and how a filter sees that. */
  enum Abi {
    X86_64(1, 0xc000003e),
    I386(2, 0x40000003),
    AARCH64(3, 0xc00000b7),
    ARM(4, 0x40000028);

    private final int column;
    private final int auditArch;

    Abi(int column, int auditArch) {
      this.column = column;
      this.auditArch = auditArch;
    }

    int auditArch() {
      return auditArch;
    }

    /** The processor's own. */
    static Abi of(Architecture architecture) {
      return switch (architecture) {
        case X86_64 -> X86_64;
        case AARCH64 -> AARCH64;
      };
    }

    /** That of the processor's older, 32-bit programs. */
    static Abi compatible(Architecture architecture) {
      return switch (architecture) {
        case X86_64 -> I386;
        case AARCH64 -> ARM;
      };
    }
  }

  private final Map<String, Integer> numbers = new HashMap<>();

  private SyscallTable() {}

  static SyscallTable of(Abi abi) {
    SyscallTable table = new SyscallTable();
    for (String line : read().split("\n")) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        String[] fields = line.split(" ");
        String number = fields[abi.column];
        if (!number.equals("-")) {
          table.numbers.put(fields[0], Integer.valueOf(number));
        }
      }
    }
    return table;
  }

  /** The number of a call; empty where there is no such call. */
  OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static String read() {
    try (InputStream in = SyscallTable.class.getResourceAsStream("syscalls.txt")) {
      if (in == null) {
        throw new IllegalStateException("the table of system calls is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalStateException("the table of system calls cannot be read", e);
    }
  }
}
