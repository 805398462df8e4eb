package dev.varve.store.compressed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkListTest {
  private static final Digest LAYER = Digest.sha256Of(new byte[] {1});
  private static final ChunkList LIST =
      new ChunkList(
          LAYER,
          Digest.sha256Of(new byte[] {2}),
          List.of(
              new ChunkList.Chunk(
                  Digest.sha256Of(new byte[] {3}), Digest.sha256Of(new byte[] {4}), 5),
              new ChunkList.Chunk(
                  Digest.sha256Of(new byte[] {6}), Digest.sha256Of(new byte[] {7}), 8)));

  @Test
  void bytes_read_again_are_the_list() {
    assertEquals(LIST, ChunkList.parse(LIST.toBytes(), LAYER, "list"));
    assertEquals(13, LIST.size());
  }

  @Test
  void any_flipped_byte_is_damage() {
    byte[] bytes = LIST.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 4;
      assertThrows(DamagedException.class, () -> ChunkList.parse(flipped, LAYER, "list"));
    }
  }

  @Test
  void any_truncation_is_damage() {
    byte[] bytes = LIST.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThrows(DamagedException.class, () -> ChunkList.parse(cut, LAYER, "list"));
    }
  }

  @Test
  void list_of_another_layer_is_damage() {
    Digest other = Digest.sha256Of(new byte[] {9});
    assertThrows(DamagedException.class, () -> ChunkList.parse(LIST.toBytes(), other, "list"));
  }

  /** Somebody who seals what makes no sense. */
  private static byte[] sealed(byte[] bytes) {
    int end = bytes.length - Digest.SIZE;
    Digest.sha256Of(Arrays.copyOf(bytes, end)).copyTo(bytes, end);
    return bytes;
  }

  @Test
  void count_that_the_file_has_no_room_for_is_damage() {
    byte[] bytes = LIST.toBytes();
    int count = "varve-compressed 1\n".length() + 2 * Digest.SIZE + Long.BYTES;
    bytes[count + 3] = 0x7f;
    assertThrows(DamagedException.class, () -> ChunkList.parse(sealed(bytes), LAYER, "list"));
    byte[] none = LIST.toBytes();
    none[count] = 0;
    assertThrows(DamagedException.class, () -> ChunkList.parse(sealed(none), LAYER, "list"));
  }
}
