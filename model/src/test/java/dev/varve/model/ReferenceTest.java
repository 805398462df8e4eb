package dev.varve.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "shop, docker.io/library/shop:latest, shop:latest",
    "shop:1.0, docker.io/library/shop:1.0, shop:1.0",
    "team/shop, docker.io/team/shop:latest, team/shop:latest",
    "docker.io/library/shop, docker.io/library/shop:latest, shop:latest",
    "index.docker.io/shop, docker.io/library/shop:latest, shop:latest",
    "localhost/shop, localhost/shop:latest, localhost/shop:latest",
    "localhost:5000/a/b/c:x, localhost:5000/a/b/c:x, localhost:5000/a/b/c:x",
    "ghcr.io/a/b, ghcr.io/a/b:latest, ghcr.io/a/b:latest",
    "a__b/c-d--e.f_g, docker.io/a__b/c-d--e.f_g:latest, a__b/c-d--e.f_g:latest",
    "'[::1]:5000/x', '[::1]:5000/x:latest', '[::1]:5000/x:latest'",
  })
  void parse_validName_normalized(String text, String full, String familiar) {
    Reference reference = Reference.parse(text);
    assertEquals(full, reference.toString());
    assertEquals(familiar, reference.familiar());
    assertEquals(reference, Reference.parse(full));
    assertEquals(reference, Reference.parse(familiar));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":tag",
        "a:",
        "a//b",
        "/a",
        "a/",
        "A",
        "a/B",
        "a..b",
        "a___b",
        "-a",
        "a-",
        "a:-x",
        "a b",
        "a@sha256:00",
        "a@md5:d41d8cd98f00b204e9800998ecf8427e",
        "host.x:port/a",
        "a\n",
        "ä",
        "../a",
        "a:x/../b",
      })
  void parse_invalidName_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Reference.parse(text));
  }

  @Test
  void parse_upperCaseRepository_saysLowercase() {
    var e = assertThrows(IllegalArgumentException.class, () -> Reference.parse("team/Shop"));
    assertTrue(String.valueOf(e.getMessage()).contains("must be lowercase"));
  }

  @Test
  void parse_digest_keptWithoutTag() {
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    Reference reference = Reference.parse("shop@" + digest);
    assertEquals("shop@" + digest, reference.familiar());
    assertTrue(reference.tagName().isEmpty());
    assertEquals("shop:1@" + digest, Reference.parse("shop:1@" + digest).familiar());
  }

  @Test
  void parse_longNames_bounded() {
    Reference.parse("a".repeat(200) + ":" + "t".repeat(128));
    assertThrows(IllegalArgumentException.class, () -> Reference.parse("a".repeat(256)));
    assertThrows(IllegalArgumentException.class, () -> Reference.parse("a:" + "t".repeat(129)));
  }
}
