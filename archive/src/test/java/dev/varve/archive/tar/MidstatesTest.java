package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MidstatesTest {
  private static final int SIZE = 4 * (int) Midstates.STEP + 12_345;

  private final byte[] text = new byte[SIZE];

  MidstatesTest() {
    new Random(3).nextBytes(text);
  }

  /** Without the option, or on a JDK that is built otherwise, every change is hashed whole. */
  @Test
  void isSupported_jdkOfTheBuildWithTheOption_true() {
    assertTrue(Sha256State.isSupported());
  }

  private static final class Hashed {
    private final Digest digest;
    private final Midstates states;

    Hashed(DigestOutput out, byte[] text, int from) throws IOException {
      try (out) {
        // Odd pieces, so that states are taken in the middle of some.
        for (int at = from; at < text.length; at += 777_777) {
          out.write(text, at, Math.min(777_777, text.length - at));
        }
        digest = out.finish();
        states = out.states();
      }
    }
  }

  private Hashed whole(byte[] bytes) throws IOException {
    return new Hashed(DigestOutput.withStates(OutputStream.nullOutputStream()), bytes, 0);
  }

  @Test
  void states_wholeText_giveTheOrdinaryDigest() throws IOException {
    Hashed whole = whole(text);

    assertEquals(Digest.sha256Of(text), whole.digest);
    assertEquals(4, whole.states.count());
  }

  @Test
  void resume_fromEachStep_givesDigestAndStatesOfTheWhole() throws IOException {
    Hashed whole = whole(text);
    for (long change : new long[] {0, 1, Midstates.STEP, 2 * Midstates.STEP - 1, SIZE - 1}) {
      byte[] changed = text.clone();
      changed[(int) change] ^= 1;
      long from = whole.states.before(change);

      Optional<DigestOutput> out =
          DigestOutput.resumed(OutputStream.nullOutputStream(), whole.states, from);
      Hashed resumed = new Hashed(out.orElseThrow(), changed, (int) from);

      assertTrue(from <= change && change - from < Midstates.STEP + 12_345, "from " + from);
      assertEquals(Digest.sha256Of(changed), resumed.digest);
      assertEquals(whole(changed).states, resumed.states);
    }
  }

  @Test
  void parse_anythingButWhatWasWritten_givesNone() throws IOException {
    Hashed whole = whole(text);
    byte[] stored = whole.states.toBytes(whole.digest);

    assertEquals(whole.states, Midstates.parse(stored, whole.digest));
    assertEquals(Midstates.NONE, Midstates.parse(stored, Digest.sha256Of(new byte[1])));
    for (int at = 0; at < stored.length; at += 5) {
      byte[] damaged = stored.clone();
      damaged[at] ^= 2;
      assertEquals(Midstates.NONE, Midstates.parse(damaged, whole.digest), "byte " + at);
    }
    for (int length : new int[] {0, 31, 32, stored.length - 32, stored.length - 1}) {
      assertEquals(Midstates.NONE, Midstates.parse(Arrays.copyOf(stored, length), whole.digest));
    }
  }

  @Test
  void state_differentText_differs() {
    Sha256State one = Sha256State.start().orElseThrow();
    Sha256State other = Sha256State.start().orElseThrow();
    one.update(text, 0, 64);
    other.update(text, 64, 64);

    assertNotEquals(Arrays.hashCode(one.state()), Arrays.hashCode(other.state()));
    assertFalse(Arrays.equals(new byte[Sha256State.SIZE], one.state()));
  }
}
