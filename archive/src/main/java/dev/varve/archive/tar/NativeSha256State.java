package dev.varve.archive.tar;

import dev.varve.linux.Sha256;
import dev.varve.model.Digest;

/** Such a SHA-256 by the processor's own instructions. */
record NativeSha256State(Sha256 sha) implements Sha256State {
  @Override
  public void update(byte[] bytes, int offset, int length) {
    sha.update(bytes, offset, length);
  }

  @Override
  public byte[] state() {
    return sha.state();
  }

  @Override
  public Digest digest() {
    return Digest.of(sha);
  }
}
