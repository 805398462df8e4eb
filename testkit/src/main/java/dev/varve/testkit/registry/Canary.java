package dev.varve.testkit.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A secret that is looked for in what a server received, in the ways in which it may be written.
 */
final class Canary {
  /** Parts of shorter ones, encoded, would be found by chance. */
  private static final int SHORTEST = 8;

  private Canary() {}

  /**
   * The letters to look for: the secret itself, encoded for an address, and in Base64, where it may
   * stand after any other bytes, as a password does after its user.
   */
  static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException("a canary has at least " + SHORTEST + " bytes");
    }
    Set<String> forms = new LinkedHashSet<>();
    forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      forms.add(certain(Base64.getEncoder(), shifted, before));
      forms.add(certain(Base64.getUrlEncoder(), shifted, before));
    }
    return forms;
  }

  /** The digits that depend on nothing but the secret, neither on what is before nor after it. */
  private static String certain(Base64.Encoder encoder, byte[] shifted, int before) {
    String encoded = encoder.withoutPadding().encodeToString(shifted);
    int first = (before * 8 + 5) / 6;
    int end = shifted.length * 8 / 6;
    return encoded.substring(first, end);
  }

  /** Whether a secret is in bytes that are given as a character each. */
  static boolean isIn(String bytes, Set<String> forms) {
    return forms.stream().anyMatch(bytes::contains);
  }
}
