package dev.varve.registry;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** How servers are reached. Safe for use by several threads. */
public interface Connections {

  /**
   * What to trust, and to show, when speaking TLS with a server; empty for what the JVM trusts.
   *
   * @param registry host and port as in {@link Endpoint#registry}
   * @param insecure whether any certificate will do
   * @throws dev.varve.model.VarveException if a certificate or key that is configured cannot be
   *     used
   */
  Optional<SSLContext> tls(String registry, boolean insecure) throws IOException;

  /** The proxies that the caller's environment names. */
  ProxySelector proxies();

  /**
   * What to authenticate with at the proxy for an address.
   *
   * @param target the address that is reached through it
   */
  Optional<Credential.Password> proxyCredential(URI target);

  /** The JVM's own trust, no proxies. */
  static Connections direct() {
    return new Connections() {
      @Override
      public Optional<SSLContext> tls(String registry, boolean insecure) {
        return Optional.empty();
      }

      @Override
      public ProxySelector proxies() {
        return ProxySelector.of(null);
      }

      @Override
      public Optional<Credential.Password> proxyCredential(URI target) {
        return Optional.empty();
      }
    };
  }
}
