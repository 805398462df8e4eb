package dev.varve.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScopeTest {
  @Test
  void scope_forPush_coversPull_andNotTheOtherWayRound() {
    assertTrue(Scope.push("a/b").covers(Scope.pull("a/b")));
    assertFalse(Scope.pull("a/b").covers(Scope.push("a/b")));
  }

  @Test
  void scope_ofAnotherRepository_coversNothing() {
    assertFalse(Scope.push("a/b").covers(Scope.pull("a/bc")));
    assertFalse(Scope.push("a/bc").covers(Scope.pull("a/b")));
    assertFalse(Scope.push("a").covers(Scope.pull("a/b")));
  }

  @Test
  void scope_ofTwoRepositories_coversBothAndNeedsBoth() {
    Scope both = Scope.push("a").and(Scope.pull("b"));
    assertTrue(both.covers(Scope.pull("a")));
    assertTrue(both.covers(Scope.pull("b")));
    assertFalse(both.covers(Scope.push("b")));
    assertFalse(Scope.push("a").covers(both));
  }

  @Test
  void scope_ofNothing_isCoveredByAll() {
    assertTrue(Scope.NONE.covers(Scope.NONE));
    assertTrue(Scope.pull("a").covers(Scope.NONE));
    assertFalse(Scope.NONE.covers(Scope.pull("a")));
  }

  @Test
  void scopes_thatSayTheSameInParts_cover() {
    Scope parts = new Scope(Set.of("repository:a:pull", "repository:a:push"));
    assertTrue(parts.covers(Scope.push("a")));
  }

  @Test
  void parts_areInOrder() {
    assertEquals(
        "[repository:a:pull, repository:b:pull]",
        Scope.pull("b").and(Scope.pull("a")).parts().toString());
  }
}
