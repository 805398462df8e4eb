package dev.varve.store.files;

import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a {@link FileList}: the magic, the number of lists it builds on, the digest of the
 * one it changes (if any), the paths removed from that, the files put; then the digest of all
 * before. Numbers are LEB128, paths share what they have in common with the one before.
 */
final class ListCodec {
  private static final byte[] MAGIC = "varve-files 1\n".getBytes(StandardCharsets.ISO_8859_1);

  private ListCodec() {}

  /**
   * What is in a file.
   *
   * @param base the list that it changes; null if it stands alone
   * @param depth how many lists it builds on
   */
  record Stored(@Nullable Digest base, int depth, List<EntryPath> removed, List<ListedFile> put) {}

  static byte[] encode(Stored list) {
    Encoder out = new Encoder();
    out.bytes(MAGIC);
    out.number(list.depth());
    Digest base = list.base();
    if (base != null) {
      out.bytes(base.bytes());
    }
    out.number(list.removed().size());
    for (EntryPath path : list.removed()) {
      out.path(path);
    }
    out.number(list.put().size());
    for (ListedFile file : list.put()) {
      out.path(file.path());
      out.number(file.mode());
      out.number(file.uid());
      out.number(file.gid());
      out.number(file.size());
      out.bytes(ByteBuffer.allocate(Long.BYTES).putLong(file.fingerprint()).array());
    }
    byte[] body = out.toBytes();
    out.bytes(Digest.sha256Of(body).bytes());
    return out.toBytes();
  }

  /**
   * @throws DamagedException if it is not what {@link #encode} made
   */
  static Stored decode(byte[] file, String what) {
    int end = file.length - Digest.SIZE;
    if (end < MAGIC.length
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Digest.ofSha256(Arrays.copyOfRange(file, end, file.length))
            .equals(Digest.sha256Of(Arrays.copyOf(file, end)))) {
      throw new DamagedException(what, "its checksum does not match");
    }
    Decoder in = new Decoder(ByteBuffer.wrap(file, MAGIC.length, end - MAGIC.length));
    int depth = (int) in.number();
    Digest base = depth > 0 ? Digest.ofSha256(in.bytes(Digest.SIZE)) : null;
    List<EntryPath> removed = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      removed.add(in.path());
    }
    List<ListedFile> put = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      put.add(
          new ListedFile(
              in.path(),
              (int) in.number(),
              in.number(),
              in.number(),
              in.number(),
              ByteBuffer.wrap(in.bytes(Long.BYTES)).getLong()));
    }
    return new Stored(base, depth, removed, put);
  }

  private static final class Encoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] previous = new byte[0];

    void bytes(byte[] bytes) {
      out.writeBytes(bytes);
    }

    void number(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f) | 0x80);
        left >>>= 7;
      }
      out.write((int) left);
    }

    void path(EntryPath path) {
      byte[] bytes = path.toArray();
      int mismatch = Arrays.mismatch(previous, bytes);
      int shared = mismatch < 0 ? bytes.length : mismatch;
      number(shared);
      number(bytes.length - shared);
      out.write(bytes, shared, bytes.length - shared);
      previous = bytes;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  /** The checksum was right, so what is read is what was written. */
  private static final class Decoder {
    private final ByteBuffer in;
    private byte[] previous = new byte[0];

    Decoder(ByteBuffer in) {
      this.in = in;
    }

    byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      in.get(bytes);
      return bytes;
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = in.get();
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    EntryPath path() {
      int shared = (int) number();
      byte[] bytes = Arrays.copyOf(previous, shared + (int) number());
      in.get(bytes, shared, bytes.length - shared);
      previous = bytes;
      return EntryPath.of(bytes);
    }
  }
}
