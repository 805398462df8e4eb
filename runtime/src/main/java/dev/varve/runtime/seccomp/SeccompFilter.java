package dev.varve.runtime.seccomp;

import dev.varve.linux.Capability;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.launch.Architecture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A profile as the program that the kernel runs at each system call, see seccomp(2). One part for
 * the processor's own calls, one for those of 32-bit programs. Calls of the x32 ABI fail with
 * ENOSYS, as on a kernel without it.
 *
 * <p>Calls that are allowed whatever their arguments come first, as ranges of numbers; recent
 * kernels remember those and do not run the program for them.
 */
public final class SeccompFilter {

  private static final short LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final short IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final short IF_GREATER = 0x25; // BPF_JMP | BPF_JGT | BPF_K
  private static final short IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final short IF_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final short RETURN = 0x06; // BPF_RET | BPF_K
  private static final short GO = 0x05; // BPF_JMP | BPF_JA

  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int KILL_PROCESS = 0x80000000;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  private static final int X32_BIT = 0x40000000;
  private static final int ENOSYS = 38;

  private final SeccompProfile profile;
  private final ByteBuffer instruction =
      ByteBuffer.allocate(INSTRUCTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of an instruction. */
  public static final int INSTRUCTION_SIZE = 8;

  private SeccompFilter(SeccompProfile profile) {
    this.profile = profile;
  }

  /**
   * Docker's default profile for a container with these capabilities: an array of {@code struct
   * sock_filter}.
   */
  public static byte[] dockerDefault(Architecture architecture, Set<Capability> capabilities) {
    return capabilities.equals(ContainerSpec.DOCKER_CAPABILITIES)
        ? PreparedFilter.of(architecture)
        : of(SeccompProfile.dockerDefault(architecture, capabilities));
  }

  /** The program of a profile. */
  static byte[] of(SeccompProfile profile) {
    return new SeccompFilter(profile).compile();
  }

  private byte[] compile() {
    SyscallTable.Abi own = SyscallTable.Abi.of(profile.architecture());
    SyscallTable.Abi compatible = SyscallTable.Abi.compatible(profile.architecture());
    byte[] ownPart = part(own);
    byte[] compatiblePart = part(compatible);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    emit(out, LOAD, 0, 0, ARCHITECTURE);
    emit(out, IF_EQUAL, 0, 1, own.auditArch());
    emit(out, GO, 0, 0, 3);
    emit(out, IF_EQUAL, 0, 1, compatible.auditArch());
    emit(out, GO, 0, 0, 1 + ownPart.length / INSTRUCTION_SIZE);
    emit(out, RETURN, 0, 0, KILL_PROCESS);
    out.writeBytes(ownPart);
    out.writeBytes(compatiblePart);
    return out.toByteArray();
  }

  private byte[] part(SyscallTable.Abi abi) {
    SyscallTable table = SyscallTable.of(abi);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    emit(out, LOAD, 0, 0, NUMBER);
    if (abi == SyscallTable.Abi.X86_64) {
      emit(out, IF_AT_LEAST, 0, 1, X32_BIT);
      emit(out, RETURN, 0, 0, ERRNO | ENOSYS);
    }
    TreeSet<Integer> always = new TreeSet<>();
    List<SeccompRule> others = new ArrayList<>();
    for (SeccompRule rule : profile.rules()) {
      if (rule.condition() instanceof SeccompRule.Condition.Always
          && rule.verdict() instanceof SeccompRule.Verdict.Allow) {
        rule.calls().forEach(call -> table.number(call).ifPresent(always::add));
      } else {
        others.add(rule);
      }
    }
    for (int[] range : ranges(always)) {
      emit(out, IF_AT_LEAST, 0, 2, range[0]);
      emit(out, IF_GREATER, 1, 0, range[1]);
      emit(out, RETURN, 0, 0, ALLOW);
    }
    for (SeccompRule rule : others) {
      for (String call : rule.calls()) {
        table.number(call).ifPresent(number -> conditional(out, number, rule));
      }
    }
    emit(out, RETURN, 0, 0, ERRNO | SeccompProfile.DEFAULT_ERRNO);
    return out.toByteArray();
  }

  /** When the number is this and the condition holds: the verdict. Otherwise on with the number. */
  private void conditional(ByteArrayOutputStream out, int number, SeccompRule rule) {
    int verdict =
        switch (rule.verdict()) {
          case SeccompRule.Verdict.Allow() -> ALLOW;
          case SeccompRule.Verdict.Fail(int errno) -> ERRNO | errno;
        };
    switch (rule.condition()) {
      case SeccompRule.Condition.Always() -> {
        emit(out, IF_EQUAL, 0, 1, number);
        emit(out, RETURN, 0, 0, verdict);
      }
      case SeccompRule.Condition.Is(int argument, long value) -> {
        test(out, number, argument);
        emit(out, IF_EQUAL, 0, 1, (int) value);
        verdictAndReload(out, verdict);
      }
      case SeccompRule.Condition.IsNot(int argument, long value) -> {
        test(out, number, argument);
        emit(out, IF_EQUAL, 1, 0, (int) value);
        verdictAndReload(out, verdict);
      }
      case SeccompRule.Condition.Without(int argument, long bits) -> {
        test(out, number, argument);
        emit(out, IF_ANY_BIT, 1, 0, (int) bits);
        verdictAndReload(out, verdict);
      }
    }
  }

  private void test(ByteArrayOutputStream out, int number, int argument) {
    emit(out, IF_EQUAL, 0, 4, number);
    emit(out, LOAD, 0, 0, ARGUMENTS + 8 * argument); // the lower half
  }

  private void verdictAndReload(ByteArrayOutputStream out, int verdict) {
    emit(out, RETURN, 0, 0, verdict);
    emit(out, LOAD, 0, 0, NUMBER);
  }

  private static List<int[]> ranges(SortedSet<Integer> numbers) {
    List<int[]> ranges = new ArrayList<>();
    for (int number : numbers) {
      if (!ranges.isEmpty() && ranges.getLast()[1] == number - 1) {
        ranges.getLast()[1] = number;
      } else {
        ranges.add(new int[] {number, number});
      }
    }
    return Collections.unmodifiableList(ranges);
  }

  private void emit(ByteArrayOutputStream out, short code, int ifTrue, int ifFalse, int operand) {
    instruction.clear();
    instruction.putShort(code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    out.writeBytes(instruction.array());
  }
}
