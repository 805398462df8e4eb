package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImprintsTest {
  private static final Digest HOW = digest("how");
  private static final Digest LAYER = digest("layer");

  private static Digest digest(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Imprints some() {
    return new Imprints.Builder(HOW)
        .add(Imprints.ROOT, digest("root").bytes())
        .add(3, digest("three").bytes())
        .add(300, digest("three hundred").bytes())
        .build();
  }

  @Test
  void matches_ordinalAndImprint_onlyWhatWasNoted() {
    Imprints some = some();

    assertTrue(some.matches(Imprints.ROOT, digest("root").bytes()));
    assertTrue(some.matches(300, digest("three hundred").bytes()));
    assertFalse(some.matches(3, digest("three hundred").bytes()));
    assertFalse(some.matches(4, digest("three").bytes()));
    assertFalse(Imprints.NONE.matches(3, digest("three").bytes()));
  }

  @Test
  void isOf_otherOwnersOrModes_false() {
    assertTrue(some().isOf(HOW));
    assertFalse(some().isOf(digest("chowned")));
    assertFalse(Imprints.NONE.isOf(HOW));
    assertFalse(new Imprints.Builder(HOW).build().isOf(HOW), "nothing is known");
  }

  @Test
  void parse_whatToBytesMade_isTheSame() {
    Imprints read = Imprints.parse(some().toBytes(LAYER), LAYER);

    assertEquals(3, read.count());
    assertTrue(read.isOf(HOW));
    assertTrue(read.matches(3, digest("three").bytes()));
  }

  @Test
  void parse_damagedOrOfAnotherLayer_isNone() {
    byte[] bytes = some().toBytes(LAYER);

    assertEquals(0, Imprints.parse(bytes, digest("another")).count());
    for (int length = 0; length < bytes.length; length++) {
      assertEquals(0, Imprints.parse(java.util.Arrays.copyOf(bytes, length), LAYER).count());
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      assertEquals(0, Imprints.parse(bytes, LAYER).count());
      bytes[i] ^= 1;
    }
  }
}
