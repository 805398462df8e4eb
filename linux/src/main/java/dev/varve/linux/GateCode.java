package dev.varve.linux;

import java.util.HexFormat;

/**
 * The functions of {@link GateLibrary}: what {@code src/main/asm/gate-….s} assembles to. Each
 * starts where the one before has room enough on both processors.
 */
enum GateCode {
  X86_64(
      62,
      """
      4889d04889cf4c89c64c89ca4c8b5424084c8b4424104c8b4c24180f05c3cccccccccccccccccccccccc\
      cccccccccccccccccccccccccccccccccccccccccccc5331c00fa283f807722db80100000031c90fa281\
      e10002080081f9000208007516b80700000031c90fa20fbae31d7307b8010000005bc331c05bc3cccccc\
      cccc4c8d0db90100004d8d910001000066450f6f02f30f6f0af30f6f5210660f6ff9660f6cca660f6dd7\
      660f70c91b660f70d2b166440f6fc966440f6fd24c89c8f30f6f1966410f3800d8660f6f00660ffec30f\
      38cbd1660f70c00e0f38cbcaf30f6f611066410f3800e0660f6f4010660ffec40f38cbd1660f70c00e0f\
      38cbcaf30f6f692066410f3800e8660f6f4020660ffec50f38cbd1660f70c00e0f38cbcaf30f6f713066\
      410f3800f0660f6f4030660ffec60f38cbd1660f70c00e0f38cbca4883c0400f38ccdc660f6ffe660f3a\
      0ffd04660ffedf0f38cdde660f6f00660ffec30f38cbd1660f70c00e0f38cbca0f38cce5660f6ffb660f\
      3a0ffe04660ffee70f38cde3660f6f4010660ffec40f38cbd1660f70c00e0f38cbca0f38ccee660f6ffc\
      660f3a0ffb04660ffeef0f38cdec660f6f4020660ffec50f38cbd1660f70c00e0f38cbca0f38ccf3660f\
      6ffd660f3a0ffc04660ffef70f38cdf5660f6f4030660ffec60f38cbd1660f70c00e0f38cbca4c8d5840\
      4d39d30f8240ffffff66410ffec966410ffed24883c14049ffc80f859afeffff660f6ff9660f6cca660f\
      6dd7660f70c9b1660f70d21bf30f7f12f30f7f4a10c3cccccccccccccccc982f8a4291443771cffbc0b5\
      a5dbb5e95bc25639f111f159a4823f92d55e1cab98aa07d8015b8312be853124c37d0c55745dbe72feb1\
      de80a706dc9b74f19bc1c1699be48647beefc69dc10fcca10c246f2ce92daa84744adca9b05cda88f976\
      52513e986dc631a8c82703b0c77f59bff30be0c64791a7d55163ca0667292914850ab72738211b2efc6d\
      2c4d130d385354730a65bb0a6a762ec9c281852c7292a1e8bfa24b661aa8708b4bc2a3516cc719e892d1\
      240699d685350ef470a06a1016c1a419086c371e4c774827b5bcb034b30c1c394aaad84e4fca9c5bf36f\
      2e68ee828f746f63a5781478c8840802c78cfaffbe90eb6c50a4f7a3f9bef27871c60302010007060504\
      0b0a09080f0e0d0c"""),
  AARCH64(
      183,
      """
      e80302aae00303aae10304aae20305aae30306aae40307aae50340f9010000d4c0035fd61f2003d51f20\
      03d51f2003d51f2003d51f2003d51f2003d51f2003d5000638d5003c4cd31f0000f1e0079f9ac0035fd6\
      1f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f20\
      03d5060a001040a8404ce50306aa670080d2121ca04e331ca14e6420df4c8408206ea508206ec608206e\
      e708206eb078df4c1086a44e111ca04e2040105e2152105eb078df4c1086a54e111ca04e2040105e2152\
      105eb078df4c1086a64e111ca04e2040105e2152105eb078df4c1086a74e111ca04e2040105e2152105e\
      a428285ec460075eb078df4c1086a44e111ca04e2040105e2152105ec528285ee560045eb078df4c1086\
      a54e111ca04e2040105e2152105ee628285e8660055eb078df4c1086a64e111ca04e2040105e2152105e\
      8728285ea760065eb078df4c1086a74e111ca04e2040105e2152105ee70400f161fcff540084b24e2184\
      b34e840400f141f8ff5440a8004cc0035fd61f2003d51f2003d51f2003d51f2003d51f2003d51f2003d5\
      1f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d5982f8a4291443771cffbc0b5a5db\
      b5e95bc25639f111f159a4823f92d55e1cab98aa07d8015b8312be853124c37d0c55745dbe72feb1de80\
      a706dc9b74f19bc1c1699be48647beefc69dc10fcca10c246f2ce92daa84744adca9b05cda88f9765251\
      3e986dc631a8c82703b0c77f59bff30be0c64791a7d55163ca0667292914850ab72738211b2efc6d2c4d\
      130d385354730a65bb0a6a762ec9c281852c7292a1e8bfa24b661aa8708b4bc2a3516cc719e892d12406\
      99d685350ef470a06a1016c1a419086c371e4c774827b5bcb034b30c1c394aaad84e4fca9c5bf36f2e68\
      ee828f746f63a5781478c8840802c78cfaffbe90eb6c50a4f7a3f9bef27871c6""");

  /** Names of the functions, as JNI has them, in the order of {@link #OFFSETS}. */
  static final String[] SYMBOLS = {
    "Java_dev_varve_linux_KernelGate_call",
    "Java_dev_varve_linux_BlockGate_available",
    "Java_dev_varve_linux_BlockGate_compress"
  };

  /** Where the functions start. */
  static final int[] OFFSETS = {0, 64, 128};

  /** The code has to start at a multiple of this. */
  static final int ALIGNMENT = 64;

  private final int elfMachine;
  private final String code;

  GateCode(int elfMachine, String code) {
    this.elfMachine = elfMachine;
    this.code = code;
  }

  /** Of the processor that this runs on. */
  static GateCode current() {
    return Numbers.isX86() ? X86_64 : AARCH64;
  }

  /** {@code EM_…} of an ELF header. */
  int elfMachine() {
    return elfMachine;
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(code);
  }
}
