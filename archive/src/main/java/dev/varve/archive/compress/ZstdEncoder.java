package dev.varve.archive.compress;

import com.github.luben.zstd.ZstdCompressCtx;

/**
 * zstd, RFC 8878: each chunk is a frame that knows its size and has a checksum. What does not get
 * smaller becomes raw blocks by itself.
 */
final class ZstdEncoder implements ChunkEncoder {
  private final ZstdCompressCtx context = new ZstdCompressCtx();

  ZstdEncoder(int level) {
    context.setLevel(level).setChecksum(true).setContentSize(true);
  }

  @Override
  public byte[] encode(byte[] chunk, int length) {
    byte[] out = new byte[Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length))];
    int size = context.compressByteArray(out, 0, out.length, chunk, 0, length);
    return java.util.Arrays.copyOf(out, size);
  }

  @Override
  public void close() {
    context.close();
  }
}
