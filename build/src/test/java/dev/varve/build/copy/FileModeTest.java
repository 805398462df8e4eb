package dev.varve.build.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileModeTest {

  @ParameterizedTest
  @CsvSource({
    "755, 600, 755, 755",
    "0644, 755, 644, 644",
    "4711, 600, 4711, 4711",
    "u+x, 644, 744, 744",
    "+x, 644, 755, 755",
    "a=rX, 644, 444, 555",
    "'u=rwX,go=rX', 600, 644, 755",
    "go-rwx, 777, 700, 700",
    "u=g, 741, 441, 441",
    "u+s, 755, 4755, 4755",
    "g+s, 755, 2755, 2755",
    "+t, 755, 1755, 1755",
    "a-w+x, 666, 555, 555",
  })
  void apply_modes_asChmodDoes(String text, String before, String file, String directory) {
    FileMode mode = FileMode.parse(text);
    int old = Integer.parseInt(before, 8);
    assertEquals(Integer.parseInt(file, 8), mode.apply(old, false));
    assertEquals(Integer.parseInt(directory, 8), mode.apply(old, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "999", "10000", "-1", "u", "u+q", "u+x,", ",", "x+u", "0x1ff"})
  void parse_invalid_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> FileMode.parse(text));
  }
}
