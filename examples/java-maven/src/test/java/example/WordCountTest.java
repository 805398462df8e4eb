package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordCountTest {
  @Test
  void words_are_counted_without_regard_to_case() {
    assertEquals(Map.of("sand", 2, "clay", 1), WordCount.count("Sand", "clay", "sand"));
  }
}
