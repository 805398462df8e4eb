package dev.varve.archive;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The digest behind {@link LayerIndex#identity()}: every entry with all that later steps can see of
 * it except times. Each field is framed by its length, so that no two lists of entries read the
 * same.
 */
final class IdentityDigest {
  private static final byte[] DOMAIN = {'v', 'a', 'r', 'v', 'e', ' ', 'i', 'd', ' ', '1', 0};

  private final MessageDigest digest = Digest.newSha256();
  private ByteBuffer scratch = ByteBuffer.allocate(16 << 10);
  private boolean known = true;

  IdentityDigest() {
    digest.update(DOMAIN);
  }

  void add(LayerEntry entry) {
    boolean hasDigest = entry.digest() != null;
    boolean linksOut = entry.type() == EntryType.HARDLINK && !hasDigest;
    if (entry.hasContent() && !hasDigest && entry.size() > 0 && !linksOut) {
      known = false;
    }
    room(entry);
    put(entry.path().raw());
    scratch.put((byte) entry.type().code());
    scratch.put((byte) ((entry.opaque() ? 1 : 0) | (entry.implied() ? 2 : 0)));
    scratch.putShort((short) entry.mode());
    scratch.putInt((int) entry.uid()).putInt((int) entry.gid());
    put(entry.linkTarget().toArray());
    scratch.putInt(entry.devMajor()).putInt(entry.devMinor());
    scratch.putInt(entry.xattrs().size());
    for (Xattr xattr : entry.xattrs()) {
      put(xattr.name().toArray());
      put(xattr.value().toArray());
    }
    if (entry.hasContent()) {
      scratch.putLong(entry.size());
      if (hasDigest && entry.size() > 0) {
        put(entry.digest() == null ? new byte[0] : entry.digest().bytes());
      }
    }
  }

  private void put(byte[] field) {
    scratch.putInt(field.length).put(field);
  }

  private void room(LayerEntry entry) {
    int wanted = 256 + entry.path().length() + entry.linkTarget().length();
    for (Xattr xattr : entry.xattrs()) {
      wanted += 8 + xattr.name().length() + xattr.value().length();
    }
    if (scratch.remaining() < wanted) {
      flush();
      if (scratch.capacity() < wanted) {
        scratch = ByteBuffer.allocate(wanted);
      }
    }
  }

  private void flush() {
    digest.update(scratch.array(), 0, scratch.position());
    scratch.clear();
  }

  /** The digest, or nothing if some content's digest is unknown. */
  byte[] finish() {
    flush();
    return known ? digest.digest() : new byte[0];
  }
}
