package dev.varve.testkit.registry;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost} and {@code 127.0.0.1} that vouches for itself, and its key;
 * made by the JDK's {@code keytool}.
 */
public final class SelfSigned {
  private static final String ALIAS = "varve";
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;
  private final Path certificate;
  private final Path key;

  private SelfSigned(KeyStore store, Path certificate, Path key) {
    this.store = store;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Makes one.
   *
   * @param directory is made for its files; it must not exist
   */
  public static SelfSigned create(Path directory) throws IOException, InterruptedException {
    Files.createDirectory(directory);
    Path file = directory.resolve("store.p12");
    keytool(directory, file);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      Path certificate = directory.resolve("certificate.pem");
      Path key = directory.resolve("key.pem");
      write(certificate, "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
      Key secret = store.getKey(ALIAS, PASSWORD);
      write(key, "PRIVATE KEY", secret.getEncoded());
      return new SelfSigned(store, certificate, key);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("keytool made what Java cannot read", e);
    }
  }

  private static void keytool(Path directory, Path file) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            program.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1",
            "-validity",
            "3650",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD));
    Path said = directory.resolve("keytool.log");
    int status =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("keytool: " + Files.readString(said).strip());
    }
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  /** The certificate in PEM. */
  public Path certificate() {
    return certificate;
  }

  /** The key in PEM (PKCS 8, not encrypted). */
  public Path key() {
    return key;
  }

  /** What a server has that shows this certificate. */
  public SSLContext server() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JVM has no TLS", e);
    }
  }

  /** What a client has that trusts this certificate and no other. */
  public SSLContext client() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      Certificate only = store.getCertificate(ALIAS);
      trusted.setCertificateEntry(ALIAS, only);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this JVM has no TLS", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is nothing to read
    }
  }
}
