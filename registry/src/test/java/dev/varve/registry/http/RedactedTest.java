package dev.varve.registry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactedTest {
  @Test
  void address_isShown_withoutUserQueryAndFragment() {
    assertEquals(
        "https://cdn.example:8443/blobs/a?…",
        Redacted.of(URI.create("https://u:p@cdn.example:8443/blobs/a?X-Signature=s3cret#f")));
    assertEquals("http://a.example", Redacted.of(URI.create("http://a.example")));
  }

  @Test
  void address_thatIsLong_isClipped() {
    String shown = Redacted.of(URI.create("https://a.example/" + "x".repeat(5000)));
    assertTrue(shown.length() < 250, shown);
  }

  @Test
  void text_withControlCharacters_isOneHarmlessLine() {
    String shown = Redacted.text("a\u001b[31mred\u0007\r\nb\u009b2J\u202eevil\u200b\ufeff");
    assertEquals("a [31mred   b 2J evil", shown);
  }

  @Test
  void text_thatIsLong_isClipped() {
    assertEquals(201, Redacted.text("word ".repeat(1_000_000)).length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid token SECRETSECRETSECRETSECRETSECRET12345",
        "invalid header Bearer SECRET",
        "invalid header: basic SECRET",
        "see https://cdn.example/a?sig=SECRET&x=1",
        "token eyJhbGciOiJI.eyJSECRETSECRETSECRETSECRETSECRETSECRET.sig",
        "0123456789abcdef0123456789abcdefSECRET",
      })
  void text_withWhatMayBeASecret_isShownWithoutIt(String sent) {
    String shown = Redacted.text(sent);
    assertFalse(shown.contains("SECRET"), shown);
    assertTrue(shown.contains("…"), shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BLOB_UNKNOWN blob unknown to registry",
        "unknown blob sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "NAME_UNKNOWN repository name not known to registry: team/some-application.with_dots",
        "what? nothing",
      })
  void text_withoutSecrets_isShownAsItIs(String sent) {
    assertEquals(sent, Redacted.text(sent));
  }
}
