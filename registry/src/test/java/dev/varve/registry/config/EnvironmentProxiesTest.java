package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Connections;
import dev.varve.registry.Credential.Password;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentProxiesTest {
  private static final Path NOWHERE = Path.of("/nonexistent");

  private static Connections connections(Map<String, String> environment) {
    return new RegistryConfiguration(new Places(environment, null, NOWHERE), Machine.LONG)
        .connections();
  }

  /** As {@code HOST:PORT}, empty for none. */
  private static String proxy(Map<String, String> environment, String target) {
    Proxy proxy = connections(environment).proxies().select(URI.create(target)).getFirst();
    if (proxy.equals(Proxy.NO_PROXY)) {
      return "";
    }
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertTrue(address.isUnresolved());
    assertEquals(Proxy.Type.HTTP, proxy.type());
    return address.getHostString() + ":" + address.getPort();
  }

  @Test
  void variables_inBothCases_areRead() {
    assertEquals("", proxy(Map.of(), "https://a.example/"));
    Map<String, String> all =
        Map.of("HTTP_PROXY", "http://plain:1", "https_proxy", "secure:2", "ALL_PROXY", "all:3");
    assertEquals("plain:1", proxy(all, "http://a.example/"));
    assertEquals("secure:2", proxy(all, "https://a.example/"));
    assertEquals("all:3", proxy(Map.of("all_proxy", "http://all:3/"), "https://a.example/"));
    assertEquals(
        "upper:80", proxy(Map.of("HTTPS_PROXY", "upper", "https_proxy", "lower"), "https://a/"));
    assertEquals(
        "lower:80", proxy(Map.of("HTTPS_PROXY", "", "https_proxy", "lower"), "https://a/"));
    assertEquals("::1:3128", proxy(Map.of("HTTPS_PROXY", "http://[::1]:3128"), "https://a/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost/",
        "https://LOCALHOST:5000/",
        "http://127.0.0.1:5000/",
        "http://127.1.2.3/",
        "https://[::1]:5000/"
      })
  void thisMachine_isNeverReachedThroughOne(String target) {
    assertEquals("", proxy(Map.of("ALL_PROXY", "p:1"), target));
  }

  @ParameterizedTest
  @CsvSource({
    "*, https://a.example/, true",
    "'x, *', https://a.example/, true",
    "a.example, https://a.example/, true",
    "A.Example, https://a.EXAMPLE/, true",
    "a.example, https://b.a.example/, true",
    "a.example, https://ba.example/, false",
    "a.example, https://a.example.org/, false",
    ".a.example, https://a.example/, false",
    ".a.example, https://b.a.example/, true",
    "*.a.example, https://b.a.example/, true",
    "*.a.example, https://a.example/, false",
    "a.example:443, https://a.example/, true",
    "a.example:443, https://a.example:444/, false",
    "a.example:80, http://a.example/, true",
    "a.example:5000, https://b.a.example:5000/, true",
    "a.example:x, https://a.example/, false",
    "10.0.0.0/8, https://10.1.2.3/, true",
    "10.0.0.0/8, https://11.1.2.3/, false",
    "10.0.0.0/9, https://10.127.0.1/, true",
    "10.0.0.0/9, https://10.128.0.1/, false",
    "10.0.0.0/8, https://10.example/, false",
    "10.0.0.0/33, https://10.1.2.3/, false",
    "fd00::/8, https://[fd12::1]/, true",
    "fd00::/8, https://10.1.2.3/, false",
    "10.1.2.3, https://10.1.2.3:5000/, true",
    "10.1.2.3:5000, https://10.1.2.3:5000/, true",
    "10.1.2.3:5000, https://10.1.2.3/, false",
    "fd00::1, https://[fd00::1]:5000/, true",
    "[fd00::1]:5000, https://[fd00::1]:5000/, true",
    "[fd00::1]:5000, https://[fd00::1]/, false",
    "'b.example ,a.example', https://a.example/, true",
    "'b.example a.example', https://a.example/, true",
    "',, ', https://a.example/, false"
  })
  void noProxy_isReadAsByGo(String value, String target, boolean direct) {
    Map<String, String> upper = Map.of("ALL_PROXY", "p:1", "NO_PROXY", value);
    assertEquals(direct ? "" : "p:1", proxy(upper, target));
    Map<String, String> lower = Map.of("ALL_PROXY", "p:1", "no_proxy", value);
    assertEquals(direct ? "" : "p:1", proxy(lower, target));
  }

  @Test
  void credential_isForWhatGoesThroughTheProxy() {
    Connections connections =
        connections(
            Map.of(
                "HTTPS_PROXY",
                "http://me%40corp:p%3A/s:@%C3%A9@proxy.example:3128/",
                "NO_PROXY",
                "direct.example"));
    URI target = URI.create("https://a.example/v2/");
    assertEquals(
        Optional.of(new Password("me@corp", "p:/s:@é")), connections.proxyCredential(target));
    assertEquals(
        Optional.empty(), connections.proxyCredential(URI.create("https://direct.example/")));
    assertEquals(Optional.empty(), connections.proxyCredential(URI.create("http://a.example/")));
    assertEquals(Optional.empty(), connections.proxyCredential(URI.create("https://localhost/")));
    String shown = connections.proxies().select(target).toString() + connections.proxies();
    assertTrue(shown.contains("proxy.example"), shown);
    assertFalse(shown.contains("corp") || shown.contains("p:/s"), shown);
    assertEquals(
        Optional.of(new Password("me", "")),
        connections(Map.of("HTTPS_PROXY", "me@p:1")).proxyCredential(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http://u:s3cret@",
        "u:s3cret@p:0",
        "u:s3cret@p:x",
        "u:s3cret@p:99999",
        "u:s3cret@p:",
        "u:s3cret%4@p:1",
        "u:s3cret%zz@p:1",
        "u:s3cret@p p:1",
        "socks5://u:s3cret@p:1",
        "https://u:s3cret@p:1"
      })
  void malformed_isOneErrorThatNamesTheVariable(String value) {
    VarveException failure =
        Machine.failure(() -> connections(Map.of("https_proxy", value)).proxies(), "s3cret");
    assertTrue(failure.text().startsWith("https_proxy "), failure.text());
  }
}
