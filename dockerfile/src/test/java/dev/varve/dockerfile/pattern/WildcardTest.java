package dev.varve.dockerfile.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WildcardTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "abc,abc,true",
        "*,abc,true",
        "*,\"\",true",
        "*c,abc,true",
        "a*,a,true",
        "a*,abc,true",
        "a*,ab/c,false",
        "a*/b,abc/b,true",
        "a*/b,a/c/b,false",
        "a*b*c*d*e*/f,axbxcxdxe/f,true",
        "a*b*c*d*e*/f,axbxcxdxexxx/f,true",
        "a*b*c*d*e*/f,axbxcxdxe/xxx/f,false",
        "a*b?c*x,abxbbxdbxebxczzx,true",
        "a*b?c*x,abxbbxdbxebxczzy,false",
        "ab[c],abc,true",
        "ab[b-d],abc,true",
        "ab[e-g],abc,false",
        "ab[^c],abc,false",
        "ab[^b-d],abc,false",
        "ab[^e-g],abc,true",
        "a\\*b,a*b,true",
        "a\\*b,ab,false",
        "a?b,a☺b,true",
        "a[^a]b,a☺b,true",
        "a???b,a☺b,false",
        "a[^a][^a][^a]b,a☺b,false",
        "[a-ζ]*,α,true",
        "*[a-ζ],A,false",
        "a?b,a/b,false",
        "a*b,a/b,false",
        "[\\]a],],true",
        "[\\-],-,true",
        "[x\\-],x,true",
        "[x\\-],z,false",
        "[\\-x],a,false",
        "*x,xxx,true",
        "[!a],!,true",
        "[!a],b,false",
        "**,a,true",
        "**/x,a/x,true",
        "**/x,a/b/x,false",
        "*.go,.go,true",
        "?,\uD83D\uDE00,true",
        "\\d,d,true",
      })
  void matches_asGoDoes(String pattern, String name, boolean expected) {
    assertEquals(expected, Wildcard.of(pattern).matches(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[", "[^", "[^bc", "a[", "a\\"})
  void of_badSyntax_isRefused(String pattern) {
    assertThrows(BadPatternException.class, () -> Wildcard.of(pattern));
  }

  @Test
  void isWildcard_escapedCharactersDoNotCount() {
    assertTrue(Wildcard.isWildcard("a*"));
    assertTrue(Wildcard.isWildcard("\\\\[a]"));
    assertFalse(Wildcard.isWildcard("a\\*\\?\\["));
    assertFalse(Wildcard.isWildcard("a]b\\"));
  }

  @Test
  void matches_manyStars_isFast() {
    Wildcard wildcard = Wildcard.of("*a".repeat(50) + "b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertFalse(wildcard.matches("a".repeat(20_000))));
  }

  @ParameterizedTest
  @CsvSource({
    "a//b,a/b",
    "a/./b/,a/b",
    "./a,a",
    "a/..,.",
    "a/../../b,../b",
    "/../a,/a",
    "//,/",
    "'',.",
    "../..,../..",
    "/,/",
    "a/b/../../c,c",
    "..a/b,..a/b",
  })
  void clean_asGoDoes(String path, String expected) {
    assertEquals(expected, CleanPath.of(path));
  }
}
