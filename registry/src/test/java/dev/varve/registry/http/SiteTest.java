package dev.varve.registry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SiteTest {
  private static Site site(String uri) {
    return Site.of(URI.create(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/x,https://A.example:443/y",
    "http://a.example,HTTP://a.example:80/?q",
    "https://[::1]:5000/,https://[::1]:5000/v2/",
  })
  void sites_thatDifferInCaseOrUsualPort_areTheSame(String one, String other) {
    assertEquals(site(one), site(other));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example,http://a.example",
    "https://a.example,https://a.example:444",
    "https://a.example,https://b.example",
    "https://a.example,https://a.example.evil",
    "https://a.example,https://xa.example",
  })
  void sites_ofOtherSchemeHostOrPort_areOthers(String one, String other) {
    assertNotEquals(site(one), site(other));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,true",
    "LOCALHOST,true",
    "127.0.0.1,true",
    "127.9.8.7,true",
    "[::1],true",
    "::1,true",
    "127.0.0.1.evil.example,false",
    "127.evil.0.1,false",
    "127.0.0,false",
    "127.0.0.,false",
    "1270.0.0.1,false",
    "localhost.example,false",
    "10.0.0.1,false",
    "'',false",
  })
  void host_isThisMachine_onlyWhereTheNameSaysSo(String host, boolean loopback) {
    assertEquals(loopback, Site.isLoopback(host));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example,true",
    "http://a.example,false",
    "http://127.0.0.1:5000,true",
    "http://localhost,true",
  })
  void site_isPrivate_withTlsOrOnThisMachine(String uri, boolean expected) {
    assertEquals(expected, site(uri).isPrivate());
  }
}
