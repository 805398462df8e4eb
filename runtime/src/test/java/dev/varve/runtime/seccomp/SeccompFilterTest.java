package dev.varve.runtime.seccomp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.linux.Capability;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.launch.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the filter as the kernel would and compares with what Docker's profile says. */
class SeccompFilterTest {

  private static final int ALLOW = 0x7fff0000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;
  private static final int KILL = 0x80000000;

  private static final int X86_64 = 0xc000003e;
  private static final int I386 = 0x40000003;

  private static final byte[] DOCKER =
      SeccompFilter.of(
          SeccompProfile.dockerDefault(Architecture.X86_64, ContainerSpec.DOCKER_CAPABILITIES));

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void dockerDefault_usualCapabilities_isPreparedAsCompiled(Architecture architecture) {
    Set<Capability> usual = ContainerSpec.DOCKER_CAPABILITIES;
    byte[] compiled = SeccompFilter.of(SeccompProfile.dockerDefault(architecture, usual));
    String hex = HexFormat.of().formatHex(compiled);
    String prepared = HexFormat.of().formatHex(SeccompFilter.dockerDefault(architecture, usual));
    assertEquals(hex, prepared);
  }

  @Test
  void dockerDefault_otherCapabilities_isCompiled() {
    Set<Capability> one = EnumSet.of(Capability.CHOWN);
    assertArrayEquals(
        SeccompFilter.of(SeccompProfile.dockerDefault(Architecture.X86_64, one)),
        SeccompFilter.dockerDefault(Architecture.X86_64, one));
  }

  private static int verdict(byte[] filter, int architecture, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.wrap(new byte[64]).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, architecture);
    for (int i = 0; i < arguments.length; i++) {
      data.putLong(16 + 8 * i, arguments[i]);
    }
    ByteBuffer program = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    int at = 0;
    while (true) {
      int code = program.getShort(at * 8);
      int ifTrue = program.get(at * 8 + 2) & 0xff;
      int ifFalse = program.get(at * 8 + 3) & 0xff;
      int operand = program.getInt(at * 8 + 4);
      at++;
      switch (code) {
        case 0x20 -> accumulator = data.getInt(operand);
        case 0x06 -> {
          return operand;
        }
        case 0x05 -> at += operand;
        case 0x15 -> at += accumulator == operand ? ifTrue : ifFalse;
        case 0x25 -> at += Integer.compareUnsigned(accumulator, operand) > 0 ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (accumulator & operand) != 0 ? ifTrue : ifFalse;
        default -> throw new AssertionError("instruction " + code);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, read", "1, write", "59, execve", "161, chroot", "158, arch_prctl", "101, ptrace",
    "257, openat", "334, rseq", "437, openat2", "462, mseal", "133, mknod", "92, chown"
  })
  void filter_allowedCall_isAllowed(int number, String name) {
    assertEquals(ALLOW, verdict(DOCKER, X86_64, number), name);
  }

  @ParameterizedTest
  @CsvSource({
    "165, mount",
    "166, umount2",
    "155, pivot_root",
    "272, unshare",
    "308, setns",
    "321, bpf",
    "246, kexec_load",
    "169, reboot",
    "250, keyctl",
    "175, init_module",
    "298, perf_event_open",
    "304, open_by_handle_at",
    "428, open_tree",
    "425, io_uring_setup",
    "323, userfaultfd",
    "9999, none"
  })
  void filter_forbiddenCall_fails(int number, String name) {
    assertEquals(EPERM, verdict(DOCKER, X86_64, number), name);
  }

  @Test
  void filter_clone_withoutNewNamespacesOnly() {
    assertEquals(ALLOW, verdict(DOCKER, X86_64, 56, 0x11));
    long[] namespaces = {
      0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
    };
    for (long flag : namespaces) {
      assertEquals(EPERM, verdict(DOCKER, X86_64, 56, 0x11 | flag));
      assertEquals(EPERM, verdict(DOCKER, X86_64, 56, 0x11 | flag | (1L << 40)));
    }
    assertEquals(ENOSYS, verdict(DOCKER, X86_64, 435));
  }

  @Test
  void filter_socket_anyFamilyButVsock() {
    assertEquals(ALLOW, verdict(DOCKER, X86_64, 41, 2));
    assertEquals(ALLOW, verdict(DOCKER, X86_64, 41, 16));
    assertEquals(EPERM, verdict(DOCKER, X86_64, 41, 40));
    // The kernel looks at the lower half only.
    assertEquals(EPERM, verdict(DOCKER, X86_64, 41, 40 | (1L << 32)));
  }

  @Test
  void filter_personality_knownOnesOnly() {
    for (long known : new long[] {0, 8, 0x20000, 0x20008, 0xffffffffL}) {
      assertEquals(ALLOW, verdict(DOCKER, X86_64, 135, known));
    }
    assertEquals(EPERM, verdict(DOCKER, X86_64, 135, 0x40000));
  }

  @Test
  void filter_otherAbis_haveTheirOwnNumbers() {
    assertEquals(ALLOW, verdict(DOCKER, I386, 3)); // read
    assertEquals(EPERM, verdict(DOCKER, I386, 21)); // mount
    assertEquals(ALLOW, verdict(DOCKER, I386, 102)); // socketcall
    assertEquals(EPERM, verdict(DOCKER, I386, 120, 0x10000000)); // clone
    assertEquals(ENOSYS, verdict(DOCKER, X86_64, 0x40000000)); // x32
    assertEquals(KILL, verdict(DOCKER, 0x1234, 0));
  }

  @Test
  void filter_moreCapabilities_allowMore() {
    Set<Capability> more = EnumSet.copyOf(ContainerSpec.DOCKER_CAPABILITIES);
    more.add(Capability.SYS_ADMIN);
    byte[] filter = SeccompFilter.of(SeccompProfile.dockerDefault(Architecture.X86_64, more));
    assertEquals(ALLOW, verdict(filter, X86_64, 165));
    assertEquals(ALLOW, verdict(filter, X86_64, 56, 0x10000000));
    assertEquals(ALLOW, verdict(filter, X86_64, 435));
    assertEquals(EPERM, verdict(filter, X86_64, 169));
    byte[] none = SeccompFilter.of(SeccompProfile.dockerDefault(Architecture.X86_64, Set.of()));
    assertEquals(EPERM, verdict(none, X86_64, 161));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void filter_size_isWhatTheKernelTakes(Architecture architecture) {
    byte[] filter =
        SeccompFilter.of(
            SeccompProfile.dockerDefault(architecture, ContainerSpec.DOCKER_CAPABILITIES));
    assertEquals(0, filter.length % SeccompFilter.INSTRUCTION_SIZE);
    assertTrue(filter.length / SeccompFilter.INSTRUCTION_SIZE <= 4096);
  }

  @Test
  void filter_aarch64_usesItsNumbers() {
    byte[] filter =
        SeccompFilter.of(
            SeccompProfile.dockerDefault(Architecture.AARCH64, ContainerSpec.DOCKER_CAPABILITIES));
    int own = 0xc00000b7;
    assertEquals(ALLOW, verdict(filter, own, 63)); // read
    assertEquals(EPERM, verdict(filter, own, 40)); // mount
    assertEquals(EPERM, verdict(filter, own, 220, 0x10000000)); // clone
    assertEquals(KILL, verdict(filter, X86_64, 0));
  }

  @Test
  void profile_everyName_hasANumberSomewhere() {
    for (SeccompRule rule :
        SeccompProfile.dockerDefault(Architecture.X86_64, EnumSet.allOf(Capability.class))
            .rules()) {
      for (String call : rule.calls()) {
        boolean known = false;
        for (SyscallTable.Abi abi : SyscallTable.Abi.values()) {
          known |= SyscallTable.of(abi).number(call).isPresent();
        }
        assertTrue(known, call);
      }
    }
  }
}
