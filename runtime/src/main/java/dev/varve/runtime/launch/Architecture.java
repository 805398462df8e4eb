package dev.varve.runtime.launch;

import dev.varve.model.VarveException;
import java.util.HexFormat;

/** The processors that programs can be launched on. */
public enum Architecture {
  X86_64(
      62,
      0xc000003e,
      """
      488b1c2500026000488b03488b7b08488b7310488b53184c8b53204c8b43\
      284c8b4b300f058b4b3883f9017412483d01f0ffff732183f902740b83f9\
      0374114883c348ebc34885c074f5488b5b40ebb8483b434074e948891c25\
      080260004889042510026000b801000000bf03000000be08026000ba1000\
      00000f05b8e7000000bf7d0000000f05"""),
  AARCH64(
      183,
      0xc00000b7,
      """
      144080d2140ca0f2930240f9680240f9608640a9628e41a9649642a90100\
      00d469aa43a93f0500f1e00000541ffc3fb1820100543f0900f1a0000054\
      3f0d00f1c000005473220191f1ffff17c0ffffb4f3030aaaeeffff171f00\
      0aeb40ffff54938200a9080880d2600080d281220091020280d2010000d4\
      c80b80d2a00f80d2010000d4""");

  private final int elfMachine;
  private final int auditArch;
  private final String code;

  Architecture(int elfMachine, int auditArch, String code) {
    this.elfMachine = elfMachine;
    this.auditArch = auditArch;
    this.code = code;
  }

  /**
   * The one this process runs on.
   *
   * @throws VarveException UNSUPPORTED on any other
   */
  public static Architecture current() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default ->
          throw new VarveException(
              VarveException.Code.UNSUPPORTED,
              "containers cannot be run on this processor: " + name);
    };
  }

  /** {@code EM_…} of an ELF header. */
  int elfMachine() {
    return elfMachine;
  }

  /** {@code AUDIT_ARCH_…}, how a seccomp filter sees a system call of this architecture. */
  public int auditArch() {
    return auditArch;
  }

  /** What {@code src/main/asm/launcher-….s} assembles to. */
  byte[] launcherCode() {
    return HexFormat.of().parseHex(code);
  }
}
