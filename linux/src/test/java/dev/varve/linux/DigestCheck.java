package dev.varve.linux;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

/**
 * Compares {@link Sha256} with the JDK's: texts of all lengths around blocks and buffers, in
 * pieces, cloned in the middle, and gone on with from states. Prints "same", or what is not.
 */
final class DigestCheck {
  private static final int ROUNDS = 3000;

  private DigestCheck() {}

  public static void main(String[] args) throws Exception {
    if (Sha256.start().isEmpty()) {
      System.out.print("unavailable");
      return;
    }
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] text = new byte[round < 300 ? round : random.nextInt(70_000)];
      random.nextBytes(text);
      byte[] expected = MessageDigest.getInstance("SHA-256").digest(text);
      if (!Arrays.equals(expected, inPieces(text, random))) {
        System.out.print("pieces of " + text.length);
        return;
      }
      if (!Arrays.equals(expected, resumed(text, random))) {
        System.out.print("resumed " + text.length);
        return;
      }
    }
    System.out.print("same");
  }

  /** Twice with the same object, the second time by way of a clone. */
  private static byte[] inPieces(byte[] text, Random random) throws Exception {
    Sha256 digest = Sha256.start().orElseThrow();
    byte[] first = new byte[0];
    for (int time = 0; time < 2; time++) {
      MessageDigest current = digest;
      for (int at = 0; at < text.length; ) {
        int part = Math.min(text.length - at, 1 + random.nextInt(random.nextBoolean() ? 70 : 9000));
        if (part == 1) {
          current.update(text[at]);
        } else {
          current.update(text, at, part);
        }
        at += part;
        if (time == 1) {
          MessageDigest copy = (MessageDigest) current.clone();
          current.update((byte) 1);
          current = copy;
        }
      }
      byte[] result = current.digest();
      if (time == 1 && !Arrays.equals(first, result)) {
        return new byte[0];
      }
      first = result;
    }
    return first;
  }

  private static byte[] resumed(byte[] text, Random random) {
    int at = Sha256.BLOCK * random.nextInt(text.length / Sha256.BLOCK + 1);
    Sha256 before = Sha256.start().orElseThrow();
    before.update(text, 0, at);
    Sha256 behind = Sha256.resume(before.state(), at).orElseThrow();
    behind.update(text, at, text.length - at);
    return behind.digest();
  }
}
