package dev.varve.registry.config;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes contexts for TLS of what is configured for a server. */
final class TlsContexts {
  private TlsContexts() {}

  /**
   * A context that trusts what the JVM does and the authorities, and shows the identities.
   *
   * @param insecure whether it trusts everybody instead, whatever the name of the server
   */
  static SSLContext of(CertificateDirectory configured, boolean insecure) throws IOException {
    try {
      TrustManager[] trust =
          insecure ? new TrustManager[] {new Everybody()} : trust(configured.authorities());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(configured.identities()).getKeyManagers(), trust, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("this JVM cannot be set up for TLS: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore all = empty();
    int number = 0;
    for (X509Certificate authority : authorities) {
      all.setCertificateEntry("configured " + number++, authority);
    }
    for (TrustManager usual : managers(null)) {
      if (usual instanceof X509TrustManager known) {
        for (X509Certificate authority : known.getAcceptedIssuers()) {
          all.setCertificateEntry("usual " + number++, authority);
        }
      }
    }
    return managers(all);
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManagerFactory keys(List<ClientIdentity> identities)
      throws GeneralSecurityException, IOException {
    // It never leaves the memory: a password would keep nothing from anybody.
    char[] none = new char[0];
    KeyStore store = empty();
    int number = 0;
    for (ClientIdentity identity : identities) {
      X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
      store.setKeyEntry("identity " + number++, identity.key(), none, chain);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * Trusts every certificate, for whatever host: what a user asks for who calls a registry
   * insecure. Only as an extended one is it not checked behind its back.
   */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
