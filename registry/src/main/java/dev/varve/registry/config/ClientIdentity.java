package dev.varve.registry.config;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** What a client proves with who it is: a certificate with those that issued it, and its key. */
record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /**
   * The identity of a certificate and the key of a file.
   *
   * @throws dev.varve.model.VarveException if there is no key in it that can be used, or one that
   *     is not the certificate's
   */
  static ClientIdentity of(List<X509Certificate> chain, byte[] keyFile, Path file) {
    PublicKey publicKey = chain.getFirst().getPublicKey();
    for (Pem.Block block : Pem.parse(keyFile, file)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        if (block.encrypted()) {
          throw ConfigFile.unusable(file, "the key in it is encrypted");
        }
        try {
          PrivateKey key = key(block, publicKey);
          if (!fits(key, publicKey)) {
            throw ConfigFile.unusable(file, "it is not the key of the certificate beside it");
          }
          return new ClientIdentity(chain, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw ConfigFile.unusable(
              file, "no key for the certificate beside it, which is " + publicKey.getAlgorithm());
        }
      }
    }
    throw ConfigFile.unusable(file, "there is no private key in PEM form in it");
  }

  private static PrivateKey key(Pem.Block block, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] pkcs8 =
        switch (block.label()) {
          case "PRIVATE KEY" -> block.der();
          case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrapped(block.der(), publicKey);
          default -> throw new IllegalArgumentException(block.label());
        };
    return KeyFactory.getInstance(publicKey.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /**
   * The older forms, PKCS#1 and SEC 1, as PKCS#8 (RFC 5958): version, algorithm with its
   * parameters, and the older form as an octet string. The algorithm is that of the certificate's
   * key, which begins with it (RFC 5280, SubjectPublicKeyInfo).
   */
  private static byte[] wrapped(byte[] older, PublicKey publicKey) {
    byte[] info = publicKey.getEncoded();
    int start = contentAt(info, 0);
    int end = contentAt(info, start) + length(info, start);
    ByteBuffer algorithm = ByteBuffer.wrap(info, start, end - start);
    byte[] octets = element(OCTET_STRING, ByteBuffer.wrap(older));
    byte[] version = {0x02, 0x01, 0x00};
    ByteBuffer all = ByteBuffer.allocate(version.length + algorithm.remaining() + octets.length);
    all.put(version).put(algorithm).put(octets).flip();
    return element(SEQUENCE, all);
  }

  /** A DER element (X.690, 8.1); its content has less than 16 MiB. */
  private static byte[] element(int tag, ByteBuffer content) {
    int length = content.remaining();
    int bytes = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    ByteBuffer out = ByteBuffer.allocate(2 + bytes + length);
    out.put((byte) tag).put((byte) (bytes == 0 ? length : 0x80 | bytes));
    for (int i = bytes - 1; i >= 0; i--) {
      out.put((byte) (length >>> (8 * i)));
    }
    return out.put(content).array();
  }

  /** Where the content of the element at {@code at} begins. */
  private static int contentAt(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  /** Whether what one signs the other verifies. */
  private static boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] something = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(something);
    byte[] signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update(something);
    return signer.verify(signature);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ClientIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
