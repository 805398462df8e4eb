package dev.varve.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChallengeTest {
  private static Challenge challenge(String scheme, String... pairs) {
    Map<String, String> parameters = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
    return new Challenge(scheme, parameters);
  }

  private static List<Challenge> parse(String... lines) {
    return Challenge.parse(List.of(lines));
  }

  @Test
  void bearer_asRegistriesSendIt_isRead() {
    assertEquals(
        List.of(
            challenge(
                "bearer",
                "realm",
                "https://auth.example/token",
                "service",
                "registry.example",
                "scope",
                "repository:a/b:pull,push")),
        parse(
            "Bearer realm=\"https://auth.example/token\",service=\"registry.example\","
                + "scope=\"repository:a/b:pull,push\""));
  }

  @Test
  void parameters_withSpacesTokensAndEscapes_areRead() {
    assertEquals(
        List.of(challenge("bearer", "realm", "a \"b\" \\c", "service", "plain", "error", "")),
        parse("BEARER  ReAlm = \"a \\\"b\\\" \\\\c\" ,\tservice=plain , error=\"\""));
  }

  @Test
  void parameter_givenTwice_isTheFirst() {
    assertEquals(List.of(challenge("basic", "realm", "one")), parse("Basic realm=one, realm=two"));
  }

  @Test
  void challenges_inOneLineAndInSeveral_areAllRead() {
    assertEquals(
        List.of(
            challenge("negotiate"),
            challenge("basic", "realm", "x"),
            challenge("bearer", "realm", "y")),
        parse("Negotiate, Basic realm=\"x\"", "Bearer realm=\"y\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Negotiate YWJj, ", "Negotiate YWJj==, ", "Negotiate YWI=, "})
  void token68_inPlaceOfParameters_isPassedOver(String before) {
    List<Challenge> found = parse(before + "Bearer realm=\"y\"");
    assertEquals(challenge("bearer", "realm", "y"), found.getLast());
    assertEquals("negotiate", found.getFirst().scheme());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "=", "\"", ",=,", "\"\"=\"", "\u0000"})
  void line_thatIsNoChallenge_doesNoHarm(String line) {
    assertTrue(parse(line).stream().noneMatch(each -> each.scheme().equals("bearer")));
  }

  @Test
  void quote_withoutAnEnd_endsWithTheLine() {
    assertEquals(
        List.of(challenge("bearer", "realm", "https://a")), parse("Bearer realm=\"https://a"));
    assertEquals(List.of(challenge("bearer", "realm", "a\\")), parse("Bearer realm=\"a\\"));
  }

  @Test
  void parameters_thatAreTooMany_areNotRead() {
    assertEquals(List.of(), parse("Bearer " + "a=b,".repeat(5) + numbered(5000)));
  }

  private static String numbered(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("p").append(i).append("=v,");
    }
    return text.toString();
  }
}
