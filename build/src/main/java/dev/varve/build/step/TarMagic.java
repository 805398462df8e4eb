package dev.varve.build.step;

/** Recognises the header of a tar by its checksum. */
final class TarMagic {
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_END = 156;

  private TarMagic() {}

  static boolean isHeader(byte[] block) {
    int sum = 0;
    long written = 0;
    boolean digits = false;
    for (int i = 0; i < block.length; i++) {
      boolean inChecksum = i >= CHECKSUM && i < CHECKSUM_END;
      sum += inChecksum ? ' ' : block[i] & 0xff;
      if (inChecksum && block[i] >= '0' && block[i] <= '7') {
        written = written * 8 + (block[i] - '0');
        digits = true;
      }
    }
    return digits && sum == written && sum != (CHECKSUM_END - CHECKSUM) * ' ';
  }
}
