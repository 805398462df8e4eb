package dev.varve.dockerfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Golden files with random damage: always the same ones, so that a failure comes again. */
class RandomInputTest {
  private static final List<String> PIECES =
      List.of(
          "\\\n",
          "\n",
          "<<EOF",
          "\nEOF\n",
          "<<-'E'",
          "${A",
          "}",
          "${A:-",
          "${A//",
          "/",
          "$",
          "\"",
          "'",
          "\\",
          "`",
          "[\"",
          "\"]",
          ",",
          "--",
          "--mount=type=",
          "--from=",
          "=",
          " ",
          "\t",
          "\0",
          "# escape=`\n",
          "ONBUILD ",
          "RUN ",
          "ENV ",
          "FROM ",
          "#",
          "\r",
          "\u00ff",
          "\ufeff",
          "%",
          "[",
          "]",
          "*",
          "?",
          "!",
          "**",
          "^",
          "-",
          "[[:alpha:]]",
          "../",
          "/");

  @Test
  void dockerfiles_damaged_giveATreeOrOneClearError() throws IOException {
    List<byte[]> seeds = seeds("golden");
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      ParserProperties.checkDockerfile(damaged(random, seeds));
    }
  }

  @Test
  void ignoreFiles_damaged_giveRulesOrOneClearError() throws IOException {
    List<byte[]> seeds = seeds("ignore");
    Random random = new Random(8);
    for (int i = 0; i < 5_000; i++) {
      byte[] text = damaged(random, seeds);
      byte[] few = Arrays.copyOf(text, Math.min(text.length, 60));
      ParserProperties.checkIgnoreFile(few);
      ParserProperties.checkWildcard(new String(few, StandardCharsets.UTF_8));
    }
  }

  private static List<byte[]> seeds(String directory) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources", directory))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) < 5000) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  private static byte[] damaged(Random random, List<byte[]> seeds) {
    StringBuilder text = new StringBuilder(latin(seeds.get(random.nextInt(seeds.size()))));
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, latin(piece(random)));
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(10)));
        case 2 -> text.insert(at, (char) random.nextInt(256));
        default -> {
          String other = latin(seeds.get(random.nextInt(seeds.size())));
          int from = random.nextInt(other.length() + 1);
          text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(60)));
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
