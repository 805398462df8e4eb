package dev.varve.dockerfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz targets. Without {@code JAZZER_FUZZ=1} in the environment they run over their seeds only,
 * which lie in the resources directory of the same name.
 */
class ParserFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void dockerfile(byte[] text) {
    ParserProperties.checkDockerfile(text);
  }

  @FuzzTest(maxDuration = "60s")
  void ignoreFile(byte[] text) {
    ParserProperties.checkIgnoreFile(text);
    ParserProperties.checkWildcard(new String(text, StandardCharsets.UTF_8));
  }
}
