package dev.varve.archive.compress;

/**
 * Compresses chunks so that each can be decompressed alone, and all of them one after the other as
 * one stream. What comes out depends on nothing but what goes in. For one thread at a time.
 */
public interface ChunkEncoder extends AutoCloseable {
  /** The first {@code length} bytes of an array, compressed. */
  byte[] encode(byte[] chunk, int length);

  @Override
  void close();
}
