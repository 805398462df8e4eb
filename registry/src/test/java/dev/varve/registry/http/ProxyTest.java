package dev.varve.registry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.registry.Connections;
import dev.varve.registry.Credential;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

final class ProxyTest {
  private static final Wire.Peer PEER = new Wire.Peer("registry.example", false);

  /** {@code someone:word}. */
  private static final String BASIC = "Basic c29tZW9uZTp3b3Jk";

  private record By(ProxySelector proxies) implements Connections {
    static By proxy(FaultServer server) {
      URI uri = server.uri("/");
      return new By(ProxySelector.of(new InetSocketAddress(uri.getHost(), uri.getPort())));
    }

    @Override
    public Optional<SSLContext> tls(String registry, boolean insecure) {
      return Optional.empty();
    }

    @Override
    public Optional<Credential.Password> proxyCredential(URI target) {
      return Optional.of(new Credential.Password("someone", "word"));
    }
  }

  @Test
  void request_byProxy_carriesThePasswordOfTheProxy() throws Exception {
    try (FaultServer proxy = FaultServer.start();
        Wire wire = new Wire(By.proxy(proxy), Timeouts.DEFAULT);
        Answer answer = wire.send(Call.get(URI.create("http://registry.example/v2/")), PEER)) {
      assertEquals(200, answer.status());
      SeenRequest seen = proxy.requests().getFirst();
      assertEquals("http://registry.example/v2/", seen.target());
      assertEquals(BASIC, seen.header("Proxy-Authorization").orElseThrow());
      assertTrue(seen.header("Authorization").isEmpty());
    }
  }

  @Test
  void tunnel_byProxy_isAskedForWithThePasswordOfTheProxy() throws Exception {
    try (FaultServer proxy = FaultServer.start();
        Wire wire = new Wire(By.proxy(proxy), Timeouts.DEFAULT)) {
      assertThrows(
          IOException.class,
          () -> {
            try (Answer answer =
                wire.send(Call.get(URI.create("https://registry.example/v2/")), PEER)) {
              throw new IOException("answered " + answer.status());
            }
          });
      SeenRequest seen = proxy.requests().getFirst();
      assertEquals("CONNECT registry.example:443", seen.toString());
      assertEquals(BASIC, seen.header("Proxy-Authorization").orElseThrow());
    }
  }

  @Test
  void request_withoutProxy_carriesNoPasswordOfOne() throws Exception {
    try (FaultServer server = FaultServer.start();
        Wire wire = new Wire(new By(ProxySelector.of(null)), Timeouts.DEFAULT);
        Answer answer = wire.send(Call.get(server.uri("/v2/")), PEER)) {
      assertEquals(200, answer.status());
      assertTrue(server.requests().getFirst().header("Proxy-Authorization").isEmpty());
    }
  }
}
