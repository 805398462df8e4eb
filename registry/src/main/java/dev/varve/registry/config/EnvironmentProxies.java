package dev.varve.registry.config;

import dev.varve.registry.Credential;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies of {@code HTTPS_PROXY}, {@code HTTP_PROXY} and, where one of them is missing, {@code
 * ALL_PROXY}; capitals go before small letters. This machine is never reached through one.
 */
final class EnvironmentProxies extends ProxySelector {
  private final Optional<ProxyAddress> plain;
  private final Optional<ProxyAddress> secure;
  private final NoProxy exceptions;

  private EnvironmentProxies(
      Optional<ProxyAddress> plain, Optional<ProxyAddress> secure, NoProxy exceptions) {
    this.plain = plain;
    this.secure = secure;
    this.exceptions = exceptions;
  }

  /**
   * What the variables say.
   *
   * @throws dev.varve.model.VarveException if one that counts is not an address of an HTTP proxy
   */
  static EnvironmentProxies of(Places places) {
    return new EnvironmentProxies(
        proxy(places, "HTTP_PROXY"),
        proxy(places, "HTTPS_PROXY"),
        NoProxy.parse(either(places, "NO_PROXY").map(Setting::value).orElse("")));
  }

  private record Setting(String variable, String value) {}

  private static Optional<ProxyAddress> proxy(Places places, String variable) {
    return either(places, variable)
        .or(() -> either(places, "ALL_PROXY"))
        .map(setting -> ProxyAddress.parse(setting.value(), setting.variable()));
  }

  private static Optional<Setting> either(Places places, String variable) {
    String small = variable.toLowerCase(Locale.ROOT);
    return places
        .variable(variable)
        .map(value -> new Setting(variable, value))
        .or(() -> places.variable(small).map(value -> new Setting(small, value)));
  }

  private Optional<ProxyAddress> address(URI target) {
    String host = target.getHost();
    boolean tls = "https".equalsIgnoreCase(target.getScheme());
    if (host == null || Hosts.isLoopback(host.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    int usual = tls ? 443 : 80;
    int port = target.getPort() < 0 ? usual : target.getPort();
    return exceptions.contains(host, port) ? Optional.empty() : tls ? secure : plain;
  }

  @Override
  public List<Proxy> select(URI target) {
    return List.of(address(target).map(ProxyAddress::proxy).orElse(Proxy.NO_PROXY));
  }

  /** What the address of the proxy has before its host. */
  Optional<Credential.Password> credential(URI target) {
    return address(target).flatMap(ProxyAddress::authentication);
  }

  @Override
  public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
    // There is no other to try.
  }
}
